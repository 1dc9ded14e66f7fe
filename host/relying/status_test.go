// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

// registrar answers from the authorities' own lists, without a network.
type registrar struct {
	*scene
	silent bool
}

func (r registrar) CheckAll(_ context.Context, questions []status.Question) ([]status.Answer, []error) {
	answers, errs := make([]status.Answer, len(questions)), make([]error, len(questions))
	for i, q := range questions {
		if r.silent {
			errs[i] = &status.TryLaterError{Causes: []error{errors.New("nobody answers")}}
			continue
		}
		for _, authority := range []string{"national", "national-root", "european", "european-root"} {
			list, err := crl.Parse(r.pki.List(authority, testpki.CRLOptions{}, false))
			if err != nil || list.Verify(q.Issuer) != nil {
				continue
			}
			answers[i], errs[i] = status.FromLists(crl.Set{Complete: list}, q.Certificate, q.Issuer, crl.Freshness{}, r.now)
		}
	}
	return answers, errs
}

// TestStatus: a cabinet that looks at revocation lets nobody in whose
// certificate is revoked, on hold, or of unknown status.
func TestStatus(t *testing.T) {
	for name, row := range map[string]struct {
		subscriber string
		silent     bool
		want       validation.SubIndication // empty: accepted
	}{
		"good":    {subscriber: testpki.Person},
		"ECDSA":   {subscriber: testpki.ECDSAPerson},
		"revoked": {subscriber: testpki.Revoked, want: validation.RevokedNoPOE},
		"on hold": {subscriber: testpki.OnHold, want: validation.TryLater},
		"unknown": {subscriber: testpki.Person, silent: true, want: validation.TryLater},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene()
			token := s.sign(t, row.subscriber, marshal(t, s.statement(t)), login.OID, false)
			s.cabinet.Status = registrar{s, row.silent}
			_, err := s.cabinet.Login(t.Context(), session, token)
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			refused, ok := errors.AsType[*relying.VerdictError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, row.want, refused.Verdict.SubIndication)

			s.cabinet.Status = nil
			_, err = s.cabinet.Login(t.Context(), session, token)
			assert.NoError(t, err, "who does not ask does not know, and the challenge was not used up")
		})
	}
}

// TestRootsByNameAndKey: the cabinet pins roots without certificates, and the
// message brings none of them. The status of the provider needs the root's.
func TestRootsByNameAndKey(t *testing.T) {
	s := newScene()
	who := s.pki.Subscriber(testpki.Person)
	token := s.signWith(t, who, marshal(t, s.statement(t)), cades.Signer{
		Chain: who.Chain[:1], ContentType: login.OID, SigningTime: s.now,
	})
	s.cabinet.Status = registrar{scene: s}
	_, err := s.cabinet.Login(t.Context(), session, token)
	assert.NoError(t, err)
}
