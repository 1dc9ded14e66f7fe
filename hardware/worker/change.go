// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// put puts a certificate on the token, described as fully as the module lets it
// be: with all its attributes, with those that PKCS #11 3.1 (section 4.6.3) wants
// of each, or as data in the way of UAPKI.
func (w *worker) put(p wire.Put) error {
	if len(p.DER) == 0 || len(p.DER) > wire.MaxObject || len(p.ID) > wire.MaxModuleString || len(p.Label) > wire.MaxModuleString {
		return invalid("unfit certificate")
	}
	s, err := w.writing(p.At)
	if err != nil {
		return err
	}
	const x509 = uint(0) // CKC_X_509
	certificate := []setting{
		{attrClass, uint(certificateObject)}, {attrCertificateType, x509}, {attrToken, true},
		{attrSubject, p.Subject}, {attrID, p.ID}, {attrValue, p.DER},
	}
	full := slices.Concat(certificate, []setting{
		{attrPrivate, false}, {attrLabel, p.Label}, {attrIssuer, p.Issuer}, {attrSerialNumber, p.Number},
	})
	data := []setting{
		{attrClass, uint(dataObject)}, {attrApplication, cryptoki.CertificateApplication}, {attrToken, true},
		{attrPrivate, false}, {attrLabel, p.Label}, {attrValue, p.DER},
	}
	for _, object := range [][]setting{full, certificate, data} {
		if err = w.module.Create(s.handle, object); !declined(err) {
			break
		}
	}
	w.settle(p.Slot, err)
	return err
}

// destroy destroys a key that nobody certified.
func (w *worker) destroy(p wire.Destroy) error {
	if len(p.ID) != wire.IDSize {
		return invalid("unfit identifier")
	}
	s, err := w.writing(p.At)
	if err != nil {
		return err
	}
	err = w.discard(s, p.ID)
	w.settle(p.Slot, err)
	return err
}

// discard destroys the halves of a key that nobody certified, the private one
// first: without it the other is of no use. Each is looked for anew, since with
// the private half some tokens destroy the public one. What is there still in the
// end was not destroyed, whatever the module says.
func (w *worker) discard(s *session, id []byte) error {
	for range 2 {
		private, public, err := w.uncertified(s, id)
		halves := slices.Concat(private, public)
		if err != nil || len(halves) == 0 {
			return err
		}
		if err := w.module.Destroy(s.handle, halves[0]); err != nil {
			return err
		}
	}
	private, public, err := w.uncertified(s, id)
	if err == nil && len(private)+len(public) > 0 {
		err = &wire.Error{Kind: wire.Returned, Function: "C_DestroyObject"}
	}
	return err
}

// uncertified are the halves of the key that bears an identifier. A key with a
// certificate is none that may be destroyed; nor is one of several, for some
// modules may tell the same identifier of all.
func (w *worker) uncertified(s *session, id []byte) (private, public []uint64, err error) {
	certificates, err := w.named(s, certificateObject, id)
	if err == nil {
		private, err = w.named(s, privateKey, id)
	}
	if err == nil {
		public, err = w.named(s, publicKey, id)
	}
	if err == nil && (len(certificates) > 0 || len(private) > 1 || len(public) > 1) {
		err = &wire.Error{Kind: wire.Exists}
	}
	return private, public, err
}

// named are the objects of a class that bear an identifier. All are listed and
// read, not searched for by it: a module that takes no notice of what it is to
// search for would have others destroyed.
func (w *worker) named(s *session, of class, id []byte) ([]uint64, error) {
	handles, err := w.all(s, of)
	if err != nil {
		return nil, err
	}
	l := &listing{module: w.module, session: s.handle, left: maxListed}
	var bearing []uint64
	for _, handle := range handles {
		if bytes.Equal(l.bytes(handle, attrID), id) {
			bearing = append(bearing, handle)
		}
	}
	if l.err == nil && l.left < 0 {
		return nil, errTooMuch
	}
	return bearing, l.err
}

// errTooMuch: whoever sees a part of what is on a token cannot tell what may be
// destroyed.
var errTooMuch = invalid("more objects than are read")

// all are the objects of a class. Of one that a module does not know there are
// none.
func (w *worker) all(s *session, of class) ([]uint64, error) {
	handles, err := w.module.Find(s.handle, template{class: of}, wire.MaxObjects)
	switch {
	case len(handles) == wire.MaxObjects:
		return nil, errTooMuch
	case len(handles) == 0 && declined(err):
		return nil, nil
	}
	return handles, err
}
