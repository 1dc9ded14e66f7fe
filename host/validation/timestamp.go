// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// A TimeStampKind says what a time-stamp is over.
type TimeStampKind string

// The kinds of time-stamps.
const (
	// ContentStamp is over the content, before it was signed: the signature is
	// younger. ETSI EN 319 122-1 section 5.2.8.
	ContentStamp TimeStampKind = "content"
	// SignatureStamp is over the signature value, which is older: section 5.3.
	SignatureStamp TimeStampKind = "signature"
	// ArchiveStamp is over the signature and all that its validation needs:
	// section 5.5.3.
	ArchiveStamp TimeStampKind = "archive"
	// DocumentStamp is over a file around the signature; see
	// [Verifier.TimeStamp].
	DocumentStamp TimeStampKind = "document"
)

// A TimeStamp is what is said about one time-stamp. Its codes are those of
// signatures, where the certificate is the authority's.
type TimeStamp struct {
	Kind          TimeStampKind
	Indication    Indication
	SubIndication SubIndication
	// Time is what the authority states, whatever that is worth.
	Time     time.Time
	Accuracy time.Duration // to either side; 0 when nothing is said
	Policy   x509.OID
	// Chain goes from the authority's certificate to a trusted root.
	Chain    []*x509.Certificate
	Errors   []Finding
	Warnings []Finding
}

// Passed says that the time is proven.
func (t *TimeStamp) Passed() bool { return t.Indication == TotalPassed }

func (t *TimeStamp) fail(code Code, detail string) {
	t.Indication, t.SubIndication = worse(t.Indication, t.SubIndication, code)
	t.Errors = append(t.Errors, newFinding(code, detail))
}

func (t *TimeStamp) warn(code Code, detail string) {
	t.Warnings = append(t.Warnings, newFinding(code, detail))
}

// A stamp is a time-stamp of a message.
type stamp struct {
	m     *message
	base  TimeStamp  // what time and status do not change
	token *tsp.Token // nil when it cannot be read
	in    carriers
	// path of the authority, at the time stated.
	path []*x509.Certificate
	// verdict is the last that was given, by these statuses.
	verdict  TimeStamp
	statuses []CertificateStatus
}

// earliest is the first moment that the stated time may stand for.
func (s *stamp) earliest() time.Time { return s.base.Time.Add(-s.base.Accuracy) }

func (m *message) newStamp(kind TimeStampKind, raw []byte, in carriers) *stamp {
	s := &stamp{m: m, in: in, base: TimeStamp{Kind: kind, Indication: TotalPassed}}
	token, err := tsp.ParseToken(raw)
	if err != nil {
		s.base.fail(TimeStampMalformed, err.Error())
		return s
	}
	s.token = token
	s.base.Time, s.base.Accuracy, s.base.Policy = token.Info.Time, token.Info.Accuracy, token.Info.Policy
	m.evidence.addToken(token, in)
	return s
}

// hash is what the token's imprint is made with; nil when unknown.
func (s *stamp) hash() *pki.Hash {
	if s.token == nil {
		return nil
	}
	h, _ := s.token.Info.Imprint.Hash.Hash()
	return h
}

// examine checks what no time changes: that the token is of these data, and the
// authority's signature and path at the time it states. nil for the digest says
// that it cannot be made.
func (s *stamp) examine(digest func(*pki.Hash) []byte) {
	if s.token == nil {
		return
	}
	h := s.hash()
	switch {
	case h == nil:
		s.base.fail(AlgorithmUnsupported, "imprint")
	case digest(h) == nil:
		s.base.fail(StampedDataMissing, h.Name())
	case s.token.Stamps(digest) != nil:
		s.base.fail(ImprintWrong, "")
	}
	if h == pki.SHA1 {
		s.base.fail(AlgorithmWeak, "imprint by "+h.Name())
	}
	s.checkAuthority()
}

// checkAuthority verifies the token: RFC 3161 section 2.4.2, ETSI EN 319 102-1
// section 5.4.
func (s *stamp) checkAuthority() {
	trust := s.m.trust
	if trust == nil {
		trust = pki.NewTrust(nil, nil)
	}
	path, err := s.token.Verify(s.named(), trust)
	s.path = path.Certificates
	switch {
	case errors.Is(err, tsp.ErrNoCertificate):
		s.base.fail(SignerNotFound, "")
	case errors.Is(err, tsp.ErrSignature):
		s.base.fail(SignatureWrong, err.Error())
	case errors.Is(err, tsp.ErrBinding):
		s.base.fail(SignerDiffers, "")
	case err != nil:
		code, detail := chainFault(err, s.path[0])
		s.base.fail(code, detail)
	default:
		s.base.Chain = s.path
	}
}

// named are the certificates at hand that the token's signature may name.
func (s *stamp) named() []*x509.Certificate {
	if found := s.m.pool.Signer(&s.token.Signed.SignerInfos[0]); found != nil && !found.Unreadable {
		return []*x509.Certificate{found.Certificate}
	}
	return nil
}

// judge decides what the time-stamp proves, given when it is itself proven to
// have existed: ETSI EN 319 102-1 sections 5.4 and 5.6.2.4.
//
// The status of the authority's certificates must be known at the time that it
// states, as if it were checked then. When it was revoked later, what counts
// is whether the token existed before, for the key may have been used to
// antedate: whoever did that has good evidence of the time stated, so who may
// be asked about the time since is.
func (s *stamp) judge() TimeStamp {
	s.verdict = s.base.clone()
	if s.token == nil {
		return s.verdict
	}
	existed, covered := s.in.proven(s.m.now)
	if s.earliest().After(existed.Add(clockSkew)) {
		if !covered {
			s.verdict.fail(TimeStampFromFuture, "")
		} else {
			s.verdict.fail(TimeStampsOutOfOrder, "")
		}
	}
	if s.base.Chain == nil {
		return s.verdict
	}
	for _, cert := range s.path {
		switch {
		case !existed.After(cert.NotAfter):
		case cert == s.path[0]:
			s.verdict.fail(CertificateExpired, "")
		default:
			s.verdict.fail(ChainExpired, "")
		}
	}
	if !s.m.NoRevocation && s.base.Indication != TotalFailed {
		s.checkStatus(existed)
	}
	return s.verdict
}

func (s *stamp) checkStatus(existed time.Time) {
	s.statuses = nil
	for i, cert := range s.path {
		if s.m.isRoot(s.path, i) {
			break
		}
		found := s.m.standing(cert, s.m.issuer(s.path, i), s.base.Time)
		s.statuses = append(s.statuses, found.CertificateStatus)
		found.open = found.open || found.At.Before(existed)
		s.m.evidence.want(found)
		switch {
		case found.unknown != nil:
			s.verdict.fail(RevocationUnknown, unknownDetail(cert, found.unknown))
		case found.Revoked && !found.Revocation.Time.After(existed) && i == 0:
			s.verdict.fail(RevokedUnproven, revocationDetail(found.Revocation))
		case found.Revoked && !found.Revocation.Time.After(existed):
			s.verdict.fail(AuthorityRevoked, revocationDetail(found.Revocation))
		}
	}
}

func (t *TimeStamp) clone() TimeStamp {
	c := *t
	c.Errors, c.Warnings = slices.Clip(t.Errors), slices.Clip(t.Warnings)
	return c
}

// TimeStamp judges one time-stamp by itself, over data whose digest by a hash
// digest gives; nil is a digest that cannot be had.
func (v *Verifier) TimeStamp(ctx context.Context, kind TimeStampKind, token []byte, digest func(*pki.Hash) []byte) (TimeStamp, error) {
	m := v.newMessage()
	in := carriers{{given: v.Proven}}
	s := m.newStamp(kind, token, in)
	m.signed = new(cms.SignedData)
	m.index()
	s.examine(digest)
	for round := 0; ; round++ {
		verdict := s.judge()
		if round == maxRounds || !m.ask(ctx) {
			return verdict, ctx.Err()
		}
	}
}
