// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"bytes"
	"crypto/x509"
	"errors"
	"io"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

var (
	errSigners = errors.New("not one signature by the server's certificate")
	errContent = errors.New("the signature is over another content")
	errWeak    = errors.New("weak signature")
)

// openSigned is the content of an attached CMS that must bear one signature, by
// the key of a certificate: RFC 5652, sections 5.4 and 5.6.
func openSigned(message []byte, by *x509.Certificate) ([]byte, error) {
	in, err := cms.NewReader(bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(in.Content())
	if err != nil {
		return nil, err
	}
	signed, err := in.SignedData()
	if err != nil {
		return nil, err
	}
	if len(signed.SignerInfos) != 1 || signed.Detached || signed.Trailing {
		return nil, errSigners
	}
	si := &signed.SignerInfos[0]
	if id := (cms.CertificateID{Issuer: si.Issuer, Serial: si.Serial, SubjectKeyID: si.SubjectKeyID}); !id.Names(by) {
		return nil, errSigners
	}
	return content, checkSigned(si, signed.ContentType, content, by)
}

// checkSigned verifies a signature that names a certificate.
func checkSigned(si *cms.SignerInfo, contentType x509.OID, content []byte, by *x509.Certificate) error {
	public, err := pki.PublicKey(by)
	if err != nil {
		return err
	}
	h, err := si.DigestAlgorithm.Hash()
	if err != nil {
		return err
	}
	scheme, err := pki.SchemeOf(si.SignatureAlgorithm, h.For(public), public)
	if err != nil {
		return err
	}
	if pki.Weak(public, scheme.Hash) != "" {
		return errWeak
	}
	digest := scheme.Hash.Sum(content)
	if si.SignedAttrs != nil {
		types := si.SignedAttrs.Values(cms.OIDContentType)
		said, ok := si.SignedAttrs.MessageDigest()
		if len(types) != 1 || !bytes.Equal(types[0], cms.MarshalOID(contentType)) || !ok || !bytes.Equal(said, digest) {
			return errContent
		}
	}
	_, err = si.Verify(scheme, public, digest)
	return err
}
