// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"

	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/validation"
)

// maxReceipt is how long the container of a receipt may be, in octets.
const maxReceipt = 4 << 20

// receipt opens what the tax service answered to a report, if the person agrees, and
// tells the page what it says.
func (s *session) receipt(r *protocol.Request) error {
	var params protocol.ReadReceipt
	if err := r.Params(&params); err != nil {
		return err
	}
	if s.hello.Own {
		return protocol.Fail(protocol.Forbidden)
	}
	if !validFiles([]protocol.File{params.Document}) || params.Document.Size > maxReceipt || params.File == "" || len(params.File) > protocol.MaxName {
		return protocol.Fail(protocol.InvalidParams)
	}
	o := &operation{call: called(r), purpose: toDecrypt}
	o.call.action = protocol.MethodDecrypt
	o.documents = []*document{o.newDocument(params.Document)}
	o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
		return o.openReceipt(ctx, c, params.File)
	})
	return s.begin(o)
}

// opened is a receipt with its layers taken off.
type opened struct {
	content   []byte
	encrypted bool
	signed    []byte             // the innermost signed message, if what is in it is the content
	judged    *validation.Report // on that
}

// openReceipt tells receipts by what is wrong with them. The header is not looked at,
// which nobody signed.
func (o *operation) openReceipt(ctx context.Context, c *card, file string) (any, error) {
	message := o.reopen(ctx, 0)
	defer message.Close()
	container, err := io.ReadAll(message)
	if err != nil {
		return nil, err
	}
	found, err := o.unwrapReceipt(ctx, c, container)
	defer clear(found.content)
	switch {
	case err != nil:
		return nil, err
	case !found.encrypted:
		return nil, protocol.Fail(protocol.NotAReceipt)
	case found.signed == nil:
		return nil, protocol.Fail(protocol.ReceiptUnsigned)
	}
	said, err := dps.ParseReceipt(found.content)
	switch {
	case err != nil:
		return nil, protocol.Fail(protocol.NotAReceipt)
	case !dps.SameName(said.File, file):
		return nil, protocol.Fail(protocol.ReceiptMismatch)
	}
	return o.handReceipt(ctx, said, found)
}

func (o *operation) unwrapReceipt(ctx context.Context, c *card, container []byte) (found opened, err error) {
	_, found.content, err = dps.Unwrap(container, func(l dps.Layer) ([]byte, error) {
		if l.Kind == dps.Encrypted {
			found.encrypted, found.signed = true, nil
			return decryptedLayer(key.Recipients(ctx, []key.Key{c.Key}, c.attempt.ring.certificates), l)
		}
		content, judged, err := o.signedLayer(ctx, l)
		if err == nil {
			err = o.byTaxService(judged)
		}
		found.signed, found.judged = l.Data, judged
		return content, err
	})
	if errors.Is(err, dps.ErrMalformed) || errors.Is(err, dps.ErrTooLarge) {
		err = protocol.Fail(protocol.NotAReceipt)
	}
	return found, err
}

// decryptedLayer is what is in an encrypted part, for somebody. Who sent it may have sent
// their certificate along.
func decryptedLayer(to []envelope.Recipient, l dps.Layer) ([]byte, error) {
	var known []*x509.Certificate
	for _, der := range l.Certificates {
		if certificate, err := pki.ParseCertificate(der); err == nil {
			known = append(known, certificate)
		}
	}
	content, err := envelope.Open(bytes.NewReader(l.Data), to, known)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(content)
}

// byTaxService is an error where a signature does not hold, or is not the tax
// service's own: not one of its people's either. Of one whose certificate has expired since
// nobody says that it is forged: receipts have no time-stamps, and are kept for years.
func (s *session) byTaxService(judged *validation.Report) error {
	for _, v := range judged.Signatures {
		switch {
		case v.Indication == validation.TotalFailed:
			return protocol.Fail(protocol.ReceiptForged)
		case s.TaxService == "" || v.Signer.EDRPOU != s.TaxService || v.Signer.Kind() != pki.KindStamp, v.Chain == nil:
			return protocol.Fail(protocol.ReceiptForeign)
		case v.Indication == validation.TotalPassed:
		case unanswered(v):
			return &protocol.Error{Code: protocol.StatusUnavailable, Params: &protocol.Params{Owner: ownerOf(v.Certificate)}}
		default:
			return protocol.Fail(protocol.ReceiptUnproven)
		}
	}
	if len(judged.Signatures) == 0 {
		return protocol.Fail(protocol.ReceiptUnsigned)
	}
	return nil
}

// handReceipt tells the page what a receipt says, and hands over what the service signed,
// for the page to keep.
func (o *operation) handReceipt(ctx context.Context, said dps.Receipt, found opened) (any, error) {
	words, err := json.Marshal(report.Explain(found.judged, o.hello.Language))
	if err != nil {
		return nil, err
	}
	size, err := o.write(ctx, 0, func(w io.Writer) error {
		_, err := w.Write(found.signed)
		return err
	})
	if err != nil {
		return nil, err
	}
	first := found.judged.Signatures[0]
	judged := Report(found.judged)
	judged.Explanation = words
	return protocol.TaxReceipt{
		Size: size, Number: said.Number, Result: string(said.Result), File: said.File, Form: said.Form, Name: said.Name,
		Registered: said.Registered, Subject: said.Subject, Text: said.Text,
		Signer: first.Signer.DisplayName(), Time: rfc3339(first.ClaimedTime), Report: judged,
	}, nil
}
