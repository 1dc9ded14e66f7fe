// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"encoding/asn1"
	"io"
	"net/http"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/testpki"
)

// recipientOf is the organisation that the cabinet opens envelopes as.
func recipientOf(authorities *testpki.PKI) envelope.Recipient {
	who := authorities.Subscriber(testpki.Stamp)
	return envelope.Recipient{Certificate: who.AgreeCert, Key: who.AgreeKey}
}

// recipient gives the certificate to encrypt to.
func (d *cabinet) recipient(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string][]byte{"certificate": d.Recipient.Certificate.Raw})
}

// openEnvelope decrypts what was sent to the cabinet, the request's body, and
// verifies the signature inside it.
func (d *cabinet) openEnvelope(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	der, ok := held(w, r)
	if !ok {
		return
	}
	content, from, err := d.opened(der)
	if err != nil {
		deny(w, http.StatusBadRequest, "the envelope cannot be opened")
		return
	}
	var document bytes.Buffer
	judged, err := d.Verifier.Document(r.Context(), bytes.NewReader(content), nil, &document)
	if err != nil {
		deny(w, http.StatusBadRequest, "the signature inside did not arrive whole")
		return
	}
	d.Observe(Event{Visitor: &visitor, Report: judged, Passed: judged.Passed()})
	answer(w, struct {
		From    string     `json:"from"`
		Content []byte     `json:"content"`
		Report  reportView `json:"report"`
	}{from, document.Bytes(), view(judged)})
}

// opened is what an envelope to the cabinet holds, and who sent it.
func (d *cabinet) opened(der []byte) (content []byte, from string, err error) {
	in, err := envelope.Open(bytes.NewReader(der), []envelope.Recipient{d.Recipient}, nil)
	if err != nil {
		return nil, "", err
	}
	if content, err = io.ReadAll(in); err != nil {
		return nil, "", err
	}
	if sender := in.Originator(); sender != nil {
		from = pki.Subject(sender).DisplayName()
	}
	if in.ContentType().Equal(cms.SignedDataType) {
		content, err = wrap(content)
	}
	return content, from, err
}

// wrap makes a ContentInfo, RFC 5652 section 3, of the bare SignedData that
// programs of the field put into envelopes.
func wrap(signed []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier(pki.OIDSignedData))
		b.AddASN1(casn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { b.AddBytes(signed) })
	})
	return b.Bytes()
}
