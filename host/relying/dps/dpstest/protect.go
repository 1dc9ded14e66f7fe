// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dpstest

import (
	"bytes"
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
)

// Sign is a signed part over content. There is no certificate in it but the signer's: open
// programs that read such parts take the first one for that.
func Sign(by *testpki.Subscriber, content []byte, at time.Time) ([]byte, error) {
	message, err := by.Sign(cades.Signer{SigningTime: at, Chain: []*x509.Certificate{}}, content)
	if err != nil {
		return nil, err
	}
	return dps.Append(nil, dps.Part{Label: dps.Label(dps.UA1, dps.Signed), Data: message})
}

// Protect encrypts what is signed to the holder of a certificate, signs around that, and
// puts the header before it: as those who file do, and the gateway.
func Protect(by *testpki.Subscriber, content []byte, to *x509.Certificate, header dps.Transport, at time.Time) ([]byte, error) {
	var sealed bytes.Buffer
	sender := envelope.Recipient{Key: by.AgreeKey, Certificate: by.AgreeCert}
	options := envelope.Options{Senders: []envelope.Recipient{sender}, OmitCertificates: true}
	if err := envelope.Seal(&sealed, bytes.NewReader(content), int64(len(content)), []*x509.Certificate{to}, options); err != nil {
		return nil, err
	}
	container, err := dps.Append(nil, dps.Part{Label: dps.Label(dps.UA1, dps.Certificate), Data: by.AgreeCert.Raw},
		dps.Part{Label: dps.Label(dps.UA1, dps.Encrypted), Data: sealed.Bytes()})
	if err != nil {
		return nil, err
	}
	signed, err := Sign(by, container, at)
	if err != nil {
		return nil, err
	}
	first, err := header.Part()
	if err != nil {
		return nil, err
	}
	whole, err := dps.Append(nil, first)
	return append(whole, signed...), err
}
