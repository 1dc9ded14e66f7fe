// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// Status tells whether certificates are revoked: a [status.Source] is one.
type Status interface {
	CheckAll(context.Context, []status.Question) ([]status.Answer, []error)
}

// A Verifier judges signatures. It may be used by many goroutines at once.
type Verifier struct {
	// Trust says which roots are trusted. Nil trusts none.
	Trust *pki.Trust
	// Certificates help to find signers, issuers and those who speak for
	// authorities. They are not trusted.
	Certificates []*x509.Certificate
	// Evidence is what is at hand beside the message.
	Evidence []Evidence
	// Status is asked where the evidence at hand does not say whether a
	// certificate was revoked, or is older than the signature, and only there.
	// Nil asks nobody: what then stays unknown leaves a signature INDETERMINATE,
	// TRY_LATER.
	Status Status
	// At is the time to judge for; zero is now.
	At time.Time
	// Proven is when the message is known to have existed with all that is in
	// it, by a time-stamp over the whole file around it. Zero: by none.
	Proven time.Time
	// NoRevocation judges as if no certificate could be revoked.
	NoRevocation bool
	// MaxSigners is how many signatures a message may have, each of which costs
	// a chain; one with more is FORMAT_FAILURE, and none of them is looked at.
	// Zero allows all that a message can hold.
	MaxSigners int
}

// Evidence is what is known from elsewhere: the security store of a PDF, files
// beside a signature.
type Evidence struct {
	Certificates []*x509.Certificate
	Responses    [][]byte // OCSPResponse or BasicOCSPResponse, DER
	Lists        [][]byte // CertificateList, DER
	// Proven is when all this is known to have existed; zero is now.
	Proven time.Time
}

// Verify reads a signature, and the content: from the signature itself, in one
// pass and constant memory, or, when it is detached, from content. An attached
// content goes to out as it is read, before anything is known about it; out may
// be nil. Where a content is given beside an attached one, both must be the same.
//
// Whatever is wrong with the message is said in the report. The error is that
// of a failing reader or writer, or of the context.
func (v *Verifier) Verify(ctx context.Context, signature, content io.Reader, out io.Writer) (*Report, error) {
	signature = &contextReader{ctx, signature}
	if content != nil {
		content = &contextReader{ctx, content}
	}
	if out == nil {
		out = io.Discard
	}
	report := new(Report)
	m, err := v.read(signature, content, out, report)
	if unreadable(err) {
		broken := Verdict{Indication: TotalPassed, BestTime: v.time()}
		broken.fail(MalformedMessage, err.Error())
		report.Signatures = []Verdict{broken}
		return report, nil
	}
	if err != nil {
		return nil, err
	}
	report.Signatures, err = m.judge(ctx)
	if err != nil {
		return nil, err
	}
	return report, nil
}

// unreadable tells a fault of the message from one of where it comes from.
func unreadable(err error) bool {
	return errors.Is(err, cms.ErrNotSignedData) || errors.Is(err, cms.ErrMalformed) || errors.Is(err, cms.ErrTooLarge)
}

func (v *Verifier) time() time.Time {
	if v.At.IsZero() {
		return time.Now()
	}
	return v.At
}

func hashContent(to io.Writer, content io.Reader) error {
	// The wrappers hide WriterTo and ReaderFrom, whose buffers are smaller.
	_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{content}, make([]byte, 256<<10))
	return err
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
