// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/validation"
)

// maxSigners is how many signatures one part may have. Ours have one; whether gateways take
// several signers in a part is unverified, and so they are read.
const maxSigners = 4

// signatory is somebody who signed a report before.
type signatory struct {
	person      pki.Person
	certificate *x509.Certificate
	claimed     time.Time
	passed      bool // else nobody answered whether the certificate is revoked
}

// signatures are those that a report has, the first first, and the report itself. One
// that does not hold ends it, and so does one whose signer nobody vouches for, who may call
// themselves whatever they like: nobody signs after that.
func (s *session) signatures(ctx context.Context, container []byte) (all []signatory, content []byte, err error) {
	header, content, err := dps.Unwrap(container, func(l dps.Layer) ([]byte, error) {
		if l.Kind != dps.Signed {
			return nil, protocol.Fail(protocol.NotAReport)
		}
		content, judged, err := s.signedLayer(ctx, l)
		if err != nil {
			return nil, err
		}
		if len(judged.Signatures) == 0 {
			return nil, protocol.Fail(protocol.NotAReport)
		}
		var here []signatory
		for _, v := range judged.Signatures {
			passed := v.Indication == validation.TotalPassed
			if !passed && !unanswered(v) {
				return nil, protocol.Fail(protocol.EarlierSignature)
			}
			here = append(here, signatory{v.Signer, v.Certificate, v.ClaimedTime, passed})
		}
		all = slices.Concat(here, all) // the outermost is the last
		return content, nil
	})
	if errors.Is(err, dps.ErrMalformed) || errors.Is(err, dps.ErrTooLarge) || header != nil {
		err = protocol.Fail(protocol.NotAReport)
	}
	return all, content, err
}

// signedLayer is what is in a signed part, and what its signatures are worth.
func (s *session) signedLayer(ctx context.Context, l dps.Layer) ([]byte, *validation.Report, error) {
	verifier := s.verifier()
	verifier.MaxSigners = maxSigners
	var content bytes.Buffer
	judged, err := verifier.Verify(ctx, bytes.NewReader(l.Data), nil, &content)
	return content.Bytes(), judged, err
}

// unanswered reports whether all that stands against a signature is that nobody answered
// whether its certificate is revoked.
func unanswered(v validation.Verdict) bool {
	other := func(f validation.Finding) bool { return f.Code != validation.RevocationUnknown }
	return v.Indication == validation.Indeterminate && !slices.ContainsFunc(v.Errors, other)
}

func shownSignatories(list []signatory) []protocol.Signatory {
	all := make([]protocol.Signatory, len(list))
	for i, s := range list {
		all[i] = protocol.Signatory{Owner: owner(s.person), Time: rfc3339(s.claimed), Outcome: "unknown"}
		if s.passed {
			all[i].Outcome = "good"
		}
	}
	return all
}
