// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A Verifier judges signatures. It may be used by many goroutines at once.
type Verifier struct {
	// Trust says which roots are trusted. Nil trusts none.
	Trust *pki.Trust
	// Certificates help to find signers and issuers. They are not trusted.
	Certificates []*x509.Certificate
	// At is the time to judge for; zero is now.
	At time.Time
	// NoRevocation judges as if no certificate could be revoked. Otherwise a
	// signature with no fault is INDETERMINATE, TRY_LATER, for nothing is known
	// of revocation.
	NoRevocation bool
	// MaxSigners is how many signatures a message may have, each of which costs
	// a chain; one with more is FORMAT_FAILURE, and none of them is looked at.
	// Zero allows all that a message can hold.
	MaxSigners int
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
	if err == nil && v.MaxSigners > 0 && len(m.signed.SignerInfos) > v.MaxSigners {
		err = fmt.Errorf("%w: %d signatures where %d may be", cms.ErrTooLarge, len(m.signed.SignerInfos), v.MaxSigners)
	}
	if unreadable(err) {
		broken := Verdict{Indication: TotalPassed, BestTime: v.time()}
		broken.fail(MalformedMessage, err.Error())
		report.Signatures = []Verdict{broken}
		return report, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range m.signed.SignerInfos {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		report.Signatures = append(report.Signatures, v.judge(m, i))
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

// A message is all that the verdicts on its signatures rest on.
type message struct {
	signed  *cms.SignedData
	pool    *cades.Certificates
	trust   *pki.Trust          // the verifier's, with the pool; nil trusts none
	signers []*cades.Identified // of each SignerInfo, nil where not found
	// contents are digests of the content, and of the one given beside it.
	// There are none when no content was at hand.
	contents []*cades.Digests
}

// read takes in the message and hashes the content.
func (v *Verifier) read(signature, content io.Reader, out io.Writer, report *Report) (*message, error) {
	reader, err := cms.NewReader(signature)
	if err != nil {
		return nil, err
	}
	report.ContentType, report.Detached = reader.ContentType(), reader.Detached()
	m := new(message)
	if !reader.Detached() {
		// The signers come after the content: only the announced hashes can be
		// made of it, and nothing is known of the tables of GOST 34.311.
		var sums cades.Digests
		for _, algorithm := range reader.DigestAlgorithms() {
			if h, err := algorithm.Hash(); err == nil {
				sums.Add(cades.HashForms(h)...)
			}
		}
		if err := hashContent(io.MultiWriter(&sums, out), reader.Content()); err != nil {
			return nil, err
		}
		m.contents = append(m.contents, &sums)
	}
	if m.signed, err = reader.SignedData(); err != nil {
		return nil, err
	}
	m.pool = cades.NewCertificates(m.signed, v.Certificates)
	if v.Trust != nil {
		m.trust = v.Trust.With(m.pool.All)
	}
	for i := range m.signed.SignerInfos {
		m.signers = append(m.signers, m.pool.Signer(&m.signed.SignerInfos[i]))
	}
	if content != nil {
		sums := m.digests()
		if err := hashContent(sums, content); err != nil {
			return nil, err
		}
		m.contents = append(m.contents, sums)
	}
	return m, nil
}

// digests is ready to hash with what the signers use, the table of GOST 34.311
// included where the signer is known.
func (m *message) digests() *cades.Digests {
	sums := new(cades.Digests)
	for i, signer := range m.signers {
		if h, err := m.signed.SignerInfos[i].DigestAlgorithm.Hash(); err == nil {
			sums.Add(signer.Forms(h)...)
		}
	}
	return sums
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
