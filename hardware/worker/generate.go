// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// generate makes a key pair on the token, and destroys it again if the private
// half is not closed or does not bear the identifier by which it is to be found.
func (w *worker) generate(p wire.Generate) (wire.Key, error) {
	if len(p.ID) != wire.IDSize || len(p.Label) > wire.MaxModuleString {
		return wire.Key{}, invalid("unfit identifier or label")
	}
	s, err := w.writing(p.At)
	if err != nil {
		return wire.Key{}, err
	}
	key, err := w.generateIn(s, p)
	w.settle(p.Slot, err)
	return key, err
}

func (w *worker) generateIn(s *session, p wire.Generate) (wire.Key, error) {
	before, err := w.free(s, p.ID)
	if err != nil {
		return wire.Key{}, err
	}
	public, private, err := w.module.Generate(s.handle, p.Mechanism,
		append(publicTemplate(p), setting{attrPrivate, false}), append(privateTemplate(p), setting{attrSensitive, true}))
	if declined(err) {
		public, private, err = w.module.Generate(s.handle, p.Mechanism, publicTemplate(p), privateTemplate(p))
	}
	if err != nil {
		return wire.Key{}, err
	}
	l := &listing{module: w.module, session: s.handle, left: maxListed}
	kept := l.closed(private) && l.bool(private, attrToken) && bytes.Equal(l.bytes(private, attrID), p.ID)
	half := wire.Key{Type: p.Type}
	if told := l.key(nil, public); len(told) > 0 {
		half = told[0]
	}
	half.ID = p.ID // also if the module gave it to the private half alone
	switch {
	case l.err != nil:
		return wire.Key{}, l.err
	case kept:
		return half, nil
	}
	exposed := &wire.Error{Kind: wire.Exposed}
	if err := w.undo(s, p.ID, private, before); err != nil {
		exposed.Detail = "it remains: " + err.Error()
	}
	return wire.Key{}, exposed
}

// free makes sure that nothing bears an identifier, and returns the private keys
// that are there. A public half that is alone is what an interruption left, and
// would be taken for that of the new key.
func (w *worker) free(s *session, id []byte) ([]uint64, error) {
	private, public, err := w.uncertified(s, id)
	if err == nil && len(private) > 0 {
		err = &wire.Error{Kind: wire.Exists}
	}
	if err == nil && len(public) > 0 {
		err = w.discard(s, id)
	}
	if err != nil {
		return nil, err
	}
	return w.all(s, privateKey)
}

// undo destroys a key that was just made. One that was there before is not it,
// whatever the module says that it made.
func (w *worker) undo(s *session, id []byte, made uint64, before []uint64) error {
	if !slices.Contains(before, made) {
		if err := w.module.Destroy(s.handle, made); err != nil && returned(err) != cryptoki.ObjectHandleInvalid {
			return err
		}
	}
	return w.discard(s, id)
}

// The templates are those by which UAPKI has Ukrainian carriers make keys, so
// that a module which declines to be told more takes them. Whether the key is
// sensitive is then for the module to choose, and looked at afterwards all the
// same. PKCS #11 3.1, section 4.9.
func publicTemplate(p wire.Generate) []setting {
	settings := []setting{
		{attrClass, uint(publicKey)}, {attrKeyType, uint(p.Type)}, {attrToken, true},
		{attrVerify, true}, {attrID, p.ID}, {attrLabel, p.Label},
	}
	if p.Type == cryptoki.KeyRSA {
		return append(settings, setting{attrModulusBits, uint(p.Bits)}, setting{attrExponent, p.Exponent})
	}
	return append(settings, setting{attrECParams, p.Params})
}

func privateTemplate(p wire.Generate) []setting {
	return []setting{
		{attrClass, uint(privateKey)}, {attrKeyType, uint(p.Type)}, {attrToken, true},
		{attrPrivate, true}, {attrExtractable, false},
		{attrSign, true}, {attrID, p.ID}, {attrLabel, p.Label},
	}
}

// declined: a module does not take an object as it is described.
func declined(err error) bool {
	return slices.Contains([]cryptoki.RV{
		cryptoki.AttributeReadOnly, cryptoki.AttributeSensitive, cryptoki.AttributeTypeInvalid, cryptoki.AttributeValueInvalid,
		cryptoki.TemplateIncomplete, cryptoki.TemplateInconsistent,
	}, returned(err))
}
