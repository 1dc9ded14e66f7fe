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
	s, _, err := w.opened(p.At)
	if err != nil {
		return wire.Key{}, err
	}
	key, err := w.generateIn(s, p)
	w.settle(p.Slot, err)
	return key, err
}

func (w *worker) generateIn(s *session, p wire.Generate) (wire.Key, error) {
	taken, err := w.named(s, privateKey, p.ID)
	if err != nil {
		return wire.Key{}, err
	}
	if len(taken) > 0 {
		return wire.Key{}, &wire.Error{Kind: wire.Exists}
	}
	// A public half that is alone is what an interruption left, and would be taken
	// for that of the new key.
	if err := w.destroyNamed(s, publicKey, p.ID); err != nil {
		return wire.Key{}, err
	}
	public, private, err := w.module.Generate(s.handle, p.Mechanism, publicTemplate(p), privateTemplate(p))
	if declined(err) {
		public, private, err = w.module.Generate(s.handle, p.Mechanism, publicEssence(p), privateEssence(p))
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
	for _, object := range []uint64{private, public} {
		if err := w.module.Destroy(s.handle, object); err != nil && returned(err) != cryptoki.ObjectHandleInvalid {
			exposed.Detail = "it remains: " + err.Error()
		}
	}
	return wire.Key{}, exposed
}

// The templates say all that PKCS #11 3.1 (section 4.9) lets be said of a key that
// signs and stays where it is.
func publicTemplate(p wire.Generate) []setting {
	return slices.Concat(publicEssence(p), []setting{
		{attrClass, uint(publicKey)}, {attrKeyType, uint(p.Type)}, {attrPrivate, false}, {attrVerify, true},
	})
}

func privateTemplate(p wire.Generate) []setting {
	return slices.Concat(privateEssence(p), []setting{
		{attrClass, uint(privateKey)}, {attrKeyType, uint(p.Type)}, {attrPrivate, true}, {attrSensitive, true}, {attrExtractable, false},
	})
}

// The essences are for modules that decline to be told more. Whether the key is
// closed is then for them to choose, and looked at afterwards all the same.
func publicEssence(p wire.Generate) []setting {
	essence := []setting{{attrToken, true}, {attrID, p.ID}, {attrLabel, p.Label}}
	if p.Type == cryptoki.KeyRSA {
		return append(essence, setting{attrModulusBits, uint(p.Bits)}, setting{attrExponent, p.Exponent})
	}
	return append(essence, setting{attrECParams, p.Params})
}

func privateEssence(p wire.Generate) []setting {
	return []setting{{attrToken, true}, {attrID, p.ID}, {attrLabel, p.Label}, {attrSign, true}}
}

// declined: a module does not take an object as it is described.
func declined(err error) bool {
	return slices.Contains([]cryptoki.RV{
		cryptoki.AttributeReadOnly, cryptoki.AttributeSensitive, cryptoki.AttributeTypeInvalid, cryptoki.AttributeValueInvalid,
		cryptoki.TemplateIncomplete, cryptoki.TemplateInconsistent,
	}, returned(err))
}
