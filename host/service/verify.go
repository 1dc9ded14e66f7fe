// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"io"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/validation"
)

// verify reports on a signature that the page has. It uses no key, so nobody is
// asked.
func (s *session) verify(r *protocol.Request) error {
	var params protocol.Verify
	if err := r.Params(&params); err != nil {
		return err
	}
	files := []protocol.File{params.Signature}
	if params.Content != nil {
		files = append(files, *params.Content)
	}
	if !validFiles(files) {
		return protocol.Fail(protocol.InvalidParams)
	}
	o := &operation{request: r}
	o.verdict = func(ctx context.Context) (any, error) { return o.verifyFiles(ctx, params) }
	return s.begin(o)
}

func (o *operation) verifyFiles(ctx context.Context, params protocol.Verify) (any, error) {
	signature := o.open(ctx, protocol.Page, params.Signature)
	defer signature.Close()
	var content io.Reader
	if params.Content != nil {
		opened := o.open(ctx, protocol.Page, *params.Content)
		defer opened.Close()
		content = opened
	}
	verifier := validation.Verifier{Trust: o.Trust(), At: o.Now()}
	report, err := verifier.Verify(ctx, signature, content, nil)
	if err != nil {
		return nil, err
	}
	return Report(report), nil
}

// Report is a verifier's report in the words of the protocol, which are those
// of the command line too.
func Report(report *validation.Report) protocol.Report {
	result := protocol.Report{ContentType: contentType(report), Detached: report.Detached, Signatures: []protocol.Verdict{}}
	for _, v := range report.Signatures {
		verdict := protocol.Verdict{
			Indication:    string(v.Indication),
			SubIndication: string(v.SubIndication),
			Level:         string(v.Level),
			Intact:        v.Intact,
			Qualified:     string(v.Qualified),
			ClaimedTime:   rfc3339(v.ClaimedTime),
			BestTime:      rfc3339(v.BestTime),
			Chain:         []protocol.Link{},
			Errors:        findings(v.Errors),
			Warnings:      findings(v.Warnings),
		}
		if v.Hash != nil {
			verdict.Hash = v.Hash.Name()
		}
		if v.Certificate != nil {
			verdict.Signer = signer(v.Signer)
		}
		for _, c := range v.Chain {
			verdict.Chain = append(verdict.Chain, link(c))
		}
		result.Signatures = append(result.Signatures, verdict)
	}
	return result
}

func contentType(report *validation.Report) string {
	var unknown x509.OID
	if report.ContentType.Equal(unknown) {
		return ""
	}
	return report.ContentType.String()
}

func signer(p pki.Person) protocol.Signer {
	return protocol.Signer{
		Name:         p.DisplayName(),
		DRFO:         pki.DisplayText(p.DRFO),
		EDRPOU:       pki.DisplayText(p.EDRPOU),
		UNZR:         pki.DisplayText(p.UNZR),
		Organization: p.DisplayOrganization(),
		Stamp:        p.Stamp,
	}
}

func link(c *x509.Certificate) protocol.Link {
	d := key.DescribeCertificate(c)
	return protocol.Link{Subject: d.Subject, Issuer: d.Issuer, Serial: d.Serial, NotAfter: rfc3339(d.NotAfter), SKI: d.SKI}
}

func findings(list []validation.Finding) []protocol.Finding {
	all := make([]protocol.Finding, len(list))
	for i, f := range list {
		all[i] = protocol.Finding{Code: string(f.Code), Text: f.Text}
	}
	return all
}
