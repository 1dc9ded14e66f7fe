// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dpstest

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// Texts of the real service, as others saw them.
const (
	textTIN    = "Не вірний податковий номер"
	textSigner = "хибний підписант"
	textRight  = "Ви не маєте права підпису"
)

// Texts of our own.
const (
	textStructure = "Структура транспортного контейнера не відповідає формату"
	textDecrypt   = "Документ неможливо розшифрувати: використайте чинний сертифікат приймальні"
	textReport    = "Документ не є звітом у кодуванні windows-1251"
	textName      = "Ім'я файлу не відповідає заголовку документа"
	textForm      = "Форма документа невідома"
	textVersion   = "Версія форми документа не чинна"
	textOrder     = "Порядок підписів порушено: бухгалтер, керівник, печатка"
	textNoReceipt = "Квитанцію не знайдено"
)

// failure is why a submission gets no receipt.
type failure struct {
	status  dps.Status
	message string
}

func (f *failure) Error() string { return f.message }

// submission is a document that came in.
type submission struct {
	id      int
	name    string // as it was sent
	content []byte // of a report its XML
	sender  string // whose code the outermost signature has
	signers []pki.Person
	due     time.Time // of the second receipt
	refusal string    // why it is not accepted; empty: it is
	file    string    // as receipts call it
	form    string
	// certificate is for receipts to be encrypted to.
	certificate *x509.Certificate
}

// open takes the layers off a document, and answers who sent it.
func (g *Gateway) open(ctx context.Context, d document) (*submission, *failure) {
	s := &submission{name: d.Name, file: d.Name}
	encrypted := false
	_, content, err := dps.Unwrap(d.Content, func(l dps.Layer) ([]byte, error) {
		if l.Kind == dps.Encrypted {
			encrypted = true
			return g.decrypt(s, l)
		}
		content, signers, err := g.verify(ctx, l)
		if err != nil {
			return nil, err
		}
		if encrypted {
			s.signers = slices.Concat(signers, s.signers)
		} else if len(signers) > 0 {
			s.sender = codeOf(signers[0])
		}
		return content, nil
	})
	var failed *failure
	switch {
	case errors.As(err, &failed):
		return nil, failed
	case err != nil, !encrypted, s.sender == "", len(s.signers) == 0:
		return nil, &failure{dps.StatusStructure, textStructure}
	case codeOf(pki.Subject(s.certificate)) != s.sender:
		return nil, &failure{dps.StatusCertificate, textSigner}
	}
	s.content = content
	return s, nil
}

// decrypt opens the encrypted layer, and keeps the certificate that came with it.
func (g *Gateway) decrypt(s *submission, l dps.Layer) ([]byte, error) {
	if len(l.Certificates) != 1 {
		return nil, &failure{dps.StatusStructure, textStructure}
	}
	certificate, err := pki.ParseCertificate(l.Certificates[0])
	if err != nil || !pki.CanAgree(certificate) {
		return nil, &failure{dps.StatusCertificate, textSigner}
	}
	if _, err := g.PKI.Trust().Chain(certificate, nil, g.Now()); err != nil {
		return nil, &failure{dps.StatusCertificate, textSigner}
	}
	s.certificate = certificate
	own := envelope.Recipient{Key: g.keys.AgreeKey, Certificate: g.keys.AgreeCert}
	in, err := envelope.Open(bytes.NewReader(l.Data), []envelope.Recipient{own}, []*x509.Certificate{certificate})
	if err == nil {
		var content []byte
		if content, err = io.ReadAll(in); err == nil {
			return content, nil
		}
	}
	return nil, &failure{dps.StatusDecrypt, textDecrypt}
}

// verify opens a signed layer, whose signatures must all hold.
func (g *Gateway) verify(ctx context.Context, l dps.Layer) (content []byte, signers []pki.Person, err error) {
	var out bytes.Buffer
	judged, err := g.Verify(ctx, bytes.NewReader(l.Data), nil, &out)
	if err != nil {
		return nil, nil, err
	}
	if !judged.Passed() {
		return nil, nil, &failure{dps.StatusCertificate, textSigner}
	}
	for _, v := range judged.Signatures {
		signers = append(signers, v.Signer)
	}
	return out.Bytes(), signers, nil
}

// codeOf is whose reports somebody signs.
func codeOf(p pki.Person) string {
	if p.EDRPOU != "" {
		return p.EDRPOU
	}
	return p.PersonalCode
}

// check is why a report is not accepted; empty: it is.
func (g *Gateway) check(s *submission) string {
	report, err := dps.ParseReport(s.content)
	if err != nil {
		return textReport
	}
	s.form = report.Head.Form.String()
	known := slices.ContainsFunc(g.Forms, func(f dps.Form) bool { return f.Doc == report.Head.Form.Doc && f.Sub == report.Head.Form.Sub })
	switch named, err := dps.ParseFileName(s.name); {
	case err != nil:
		return textName
	case named.TIN != strings.Repeat("0", 10-len([]rune(report.Head.TIN)))+report.Head.TIN:
		return textTIN
	case !report.Head.Named(s.name):
		return textName
	case !known:
		return textForm
	case !slices.Contains(g.Forms, report.Head.Form):
		return textVersion
	case slices.ContainsFunc(s.signers, func(p pki.Person) bool { return codeOf(p) != report.Head.TIN }):
		return textRight
	case !inOrder(s.signers):
		return textOrder
	}
	return ""
}

// inOrder reports whether people sign before stamps do, and somebody at all.
func inOrder(signers []pki.Person) bool {
	stamp := func(p pki.Person) bool { return p.Kind() == pki.KindStamp }
	first := slices.IndexFunc(signers, stamp)
	return len(signers) > 0 && first != 0 &&
		(first < 0 || !slices.ContainsFunc(signers[first:], func(p pki.Person) bool { return !stamp(p) }))
}
