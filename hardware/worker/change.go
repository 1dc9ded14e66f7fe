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
	s, _, err := w.opened(p.At)
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

// destroy destroys a key that nobody certified. The private half goes first:
// without it the other is of no use.
func (w *worker) destroy(p wire.Destroy) error {
	if len(p.ID) != wire.IDSize {
		return invalid("unfit identifier")
	}
	s, _, err := w.opened(p.At)
	if err != nil {
		return err
	}
	certificates, err := w.named(s, certificateObject, p.ID)
	if err == nil && len(certificates) > 0 {
		return &wire.Error{Kind: wire.Exists}
	}
	for _, half := range []class{privateKey, publicKey} {
		if err == nil {
			err = w.destroyNamed(s, half, p.ID)
		}
	}
	w.settle(p.Slot, err)
	return err
}

// destroyNamed destroys the objects of a class that bear an identifier.
func (w *worker) destroyNamed(s *session, of class, id []byte) error {
	objects, err := w.named(s, of, id)
	for _, object := range objects {
		if err == nil {
			err = w.module.Destroy(s.handle, object)
		}
	}
	return err
}

// named are the objects of a class that bear an identifier. All are listed and
// read, not searched for by it: a module that takes no notice of what it is to
// search for would have others destroyed. Of a class that a module does not know
// there are none.
func (w *worker) named(s *session, of class, id []byte) ([]uint64, error) {
	handles, err := w.module.Find(s.handle, template{class: of}, wire.MaxObjects)
	if err != nil && !declined(err) {
		return nil, err
	}
	l := &listing{module: w.module, session: s.handle, left: maxListed}
	var bearing []uint64
	for _, handle := range handles {
		if bytes.Equal(l.bytes(handle, attrID), id) {
			bearing = append(bearing, handle)
		}
	}
	return bearing, l.err
}
