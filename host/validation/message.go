// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A message is all that the verdicts on its signatures rest on.
type message struct {
	*Verifier
	now        time.Time // the time to judge for
	signed     *cms.SignedData
	pool       *cades.Certificates
	held       map[certificateKey]bool // certificates at hand, but for Verifier.Certificates
	trust      *pki.Trust              // the verifier's, with the pool; nil trusts none
	paths      map[pathKey]pathFound
	evidence   *evidence
	carriers   []*carrier
	members    []*carrier                     // of each member of the revocation data
	statements map[certificateKey][]statement // of the evidence at hand
	// issuers and responders remember what was found in the pool.
	issuers    map[certificateKey]*x509.Certificate
	responders map[certificateKey][]*x509.Certificate
	subjects   []*examination // of each SignerInfo
	// contents are digests of the content, and of the one given beside it.
	// There are none when no content was at hand.
	contents []*content
	met      quota
}

// read takes in the message and hashes the content.
func (v *Verifier) read(signature, given io.Reader, out io.Writer, report *Report) (*message, error) {
	reader, err := cms.NewReader(signature)
	if err != nil {
		return nil, err
	}
	report.ContentType, report.Detached = reader.ContentType(), reader.Detached()
	m := v.newMessage()
	if !reader.Detached() {
		// The signers come after the content: only the announced hashes can be
		// made of it, and nothing is known of the tables of GOST 34.311.
		attached := newContent()
		for _, algorithm := range reader.DigestAlgorithms() {
			if h, err := algorithm.Hash(); err == nil {
				attached.Add(cades.HashForms(h)...)
			}
		}
		if err := hashContent(io.MultiWriter(attached, out), reader.Content()); err != nil {
			return nil, err
		}
		m.contents = append(m.contents, attached)
	}
	if m.signed, err = reader.SignedData(); err != nil {
		return nil, err
	}
	if v.MaxSigners > 0 && len(m.signed.SignerInfos) > v.MaxSigners {
		return nil, fmt.Errorf("%w: %d signatures where %d may be", cms.ErrTooLarge, len(m.signed.SignerInfos), v.MaxSigners)
	}
	m.gather()
	if given != nil {
		beside := newContent()
		for _, c := range m.subjects {
			beside.Add(c.hashes()...)
		}
		if err := hashContent(beside, given); err != nil {
			return nil, err
		}
		m.contents = append(m.contents, beside)
	}
	return m, nil
}

// newMessage begins with what the caller has: however much a hostile message
// holds, it leaves no room for less.
func (v *Verifier) newMessage() *message {
	m := &message{
		Verifier: v, now: v.time(), evidence: newEvidence(), paths: map[pathKey]pathFound{},
		statements: map[certificateKey][]statement{},
		issuers:    map[certificateKey]*x509.Certificate{}, responders: map[certificateKey][]*x509.Certificate{},
	}
	for _, given := range v.Evidence {
		m.evidence.addGiven(given)
	}
	return m
}

// gather takes certificates, revocation data and time-stamps out of the
// message, and finds the signers.
func (m *message) gather() {
	m.addMembers()
	for i := range m.signed.SignerInfos {
		m.subjects = append(m.subjects, m.newExamination(&m.signed.SignerInfos[i], nil, nil))
	}
	m.index()
	for _, c := range m.subjects {
		c.identify()
	}
}

// index makes all certificates ready to be searched.
func (m *message) index() {
	m.held = map[certificateKey]bool{}
	for _, cert := range slices.Concat(m.signed.Certificates, m.evidence.certificates) {
		m.held[keyOf(cert)] = true
	}
	m.pool = cades.NewCertificates(m.signed, slices.Concat(m.evidence.certificates, m.Certificates))
	if m.Trust != nil {
		m.trust = m.Trust.With(m.pool.All)
	}
}

// maxRounds is how often the network is asked for one message: what an answer
// settles may bring up another certificate, of a chain at another time.
const maxRounds = 3

// judge gives the verdicts. It settles what can be without the network, asks
// about all the rest at once, and judges again.
func (m *message) judge(ctx context.Context) ([]Verdict, error) {
	for _, c := range m.subjects {
		c.examine()
	}
	for round := 0; ; round++ {
		for _, c := range m.carriers {
			c.proven = time.Time{}
		}
		var verdicts []Verdict
		for _, c := range m.subjects {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			verdicts = append(verdicts, c.weigh())
		}
		if round == maxRounds || !m.ask(ctx) {
			return verdicts, ctx.Err()
		}
	}
}

// ask asks about certificates whose status was wanted and not known, and
// reports whether there were any.
func (m *message) ask(ctx context.Context) bool {
	questions := m.evidence.open
	m.evidence.open = nil
	if m.Status == nil || m.NoRevocation || len(questions) == 0 {
		return false
	}
	answers, errs := m.Status.CheckAll(ctx, questions)
	for i, q := range questions {
		m.evidence.addAnswer(q, answers[i], errs[i])
	}
	return true
}
