// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"encoding/binary"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// maxListed is how many octets of attributes go into one answer: in base64, and
// with labels of as many objects as there may be, of which JSON writes an octet as
// six, they stay below [wire.MaxJSON].
const maxListed = 3 << 20

// objects lists what the session may see. Without a login the session is closed
// again, so that it keeps nobody else from the token, unless the token knows no
// login.
func (w *worker) objects(at wire.At) (wire.Objects, error) {
	info, err := w.present(at)
	if err != nil {
		return wire.Objects{}, err
	}
	s, err := w.session(at, false)
	if err != nil {
		return wire.Objects{}, err
	}
	l := &listing{module: w.module, session: s.handle, left: maxListed}
	found, err := l.all()
	w.settle(at.Slot, err)
	if !s.loggedIn && info.flags&cryptoki.TokenLoginRequired != 0 {
		w.end(at.Slot)
	}
	return found, err
}

// A listing reads objects. err is why the session can tell no more; whatever
// else fails concerns one object.
type listing struct {
	module  module
	session uint64
	left    int // octets
	err     error
}

func (l *listing) all() (wire.Objects, error) {
	o := wire.Objects{Private: []wire.Key{}, Public: []wire.Key{}, Certificates: []wire.Certificate{}}
	for _, handle := range l.find(template{class: privateKey}) {
		o.Private = l.privateKey(o.Private, handle)
	}
	for _, handle := range l.find(template{class: publicKey}) {
		o.Public = l.key(o.Public, handle)
	}
	for _, handle := range l.find(template{class: certificateObject}) {
		o.Certificates = l.certificate(o.Certificates, handle, l.bytes(handle, attrID))
	}
	for _, handle := range l.find(template{class: dataObject, application: cryptoki.CertificateApplication}) {
		o.Certificates = l.certificate(o.Certificates, handle, nil)
	}
	return o, l.err
}

// find returns handles; a kind of object that a token cannot search for is none
// that it has.
func (l *listing) find(want template) []uint64 {
	if l.err != nil {
		return nil
	}
	handles, err := l.module.Find(l.session, want, wire.MaxObjects)
	if lost(err) {
		l.err = err
	}
	return handles
}

// key appends a key, unless its type cannot be told.
func (l *listing) key(list []wire.Key, handle uint64) []wire.Key {
	kind, ok := number(l.bytes(handle, attrKeyType))
	if !ok || l.left < 0 {
		return list
	}
	k := wire.Key{
		Handle:  handle,
		ID:      l.bytes(handle, attrID),
		Label:   text(string(l.bytes(handle, attrLabel))),
		Type:    cryptoki.KeyType(kind),
		Sign:    l.bool(handle, attrSign),
		Derive:  l.bool(handle, attrDerive),
		Decrypt: l.bool(handle, attrDecrypt),
		Always:  l.bool(handle, attrAlwaysAuthenticate),
	}
	switch k.Type {
	case cryptoki.KeyRSA:
		k.Modulus, k.Exponent = l.bytes(handle, attrModulus), l.bytes(handle, attrExponent)
	case cryptoki.KeyEC, cryptoki.KeyDSTU4145:
		k.Params, k.Point = l.bytes(handle, attrECParams), l.bytes(handle, attrECPoint)
	}
	if l.left < 0 {
		return list
	}
	return append(list, k)
}

// privateKey appends a private key and whether it stays on the token.
func (l *listing) privateKey(list []wire.Key, handle uint64) []wire.Key {
	n := len(list)
	if list = l.key(list, handle); len(list) > n {
		list[n].Closed = l.closed(handle)
	}
	return list
}

// closed reports whether the token says that a key cannot be read out. One that
// says nothing of it may be.
func (l *listing) closed(handle uint64) bool {
	extractable := l.bytes(handle, attrExtractable)
	return l.bool(handle, attrSensitive) && len(extractable) > 0 && extractable[0] == 0
}

// certificate appends a certificate, unless it has no value.
func (l *listing) certificate(list []wire.Certificate, handle uint64, id []byte) []wire.Certificate {
	der := l.bytes(handle, attrValue)
	if len(bytes.TrimRight(der, "\x00")) == 0 {
		return list
	}
	c := wire.Certificate{ID: id, Label: text(string(l.bytes(handle, attrLabel))), DER: der}
	if l.left < 0 {
		return list
	}
	return append(list, c)
}

// bytes is an attribute, or nothing if the module does not tell it.
func (l *listing) bytes(object uint64, kind attribute) []byte {
	if l.err != nil || l.left < 0 {
		return nil
	}
	value, err := l.module.Attribute(l.session, object, kind)
	if lost(err) {
		l.err = err
	}
	if err != nil || len(value) > wire.MaxObject {
		return nil
	}
	l.left -= len(value)
	return value
}

func (l *listing) bool(object uint64, kind attribute) bool {
	value := l.bytes(object, kind)
	return len(value) > 0 && value[0] != 0
}

// number is a CK_ULONG, which modules write in their own length and order of
// octets, that of this machine.
func number(value []byte) (uint64, bool) {
	switch len(value) {
	case 4:
		return uint64(binary.NativeEndian.Uint32(value)), true
	case 8:
		return binary.NativeEndian.Uint64(value), true
	}
	return 0, false
}
