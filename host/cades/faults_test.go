// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
)

// refused brings a message to a level, which must fail and change nothing.
func refused(t *testing.T, a *cades.Augmenter, sd *cms.SignedData, content []byte, to cades.Level) error {
	t.Helper()
	before, err := sd.Marshal(content)
	require.NoError(t, err)
	failure := a.Augment(t.Context(), sd, cadestest.DigestsOf(content), to)
	require.Error(t, failure)
	after, err := sd.Marshal(content)
	require.NoError(t, err)
	require.Equal(t, before, after, "a message that was not augmented is as it was")
	return failure
}

// TestTimeStampingFails: the caller learns that it was the time-stamp, and may
// use the signature as it is.
func TestTimeStampingFails(t *testing.T) {
	content := []byte("content")
	for name, o := range map[string]testpki.TSAOptions{
		"down":                         {HTTPOptions: testpki.HTTPOptions{Fault: testpki.HTTPBreaks}},
		"refuses":                      {Faults: testpki.TSARejects},
		"other data":                   {Faults: testpki.TSAWrongImprint},
		"not trusted":                  {Faults: testpki.TSAForeign},
		"bad signature":                {Faults: testpki.TSABadSignature},
		"other nonce, no certificates": {Faults: testpki.TSAWrongNonce | testpki.TSANoCertificates},
	} {
		t.Run(name, func(t *testing.T) {
			w := cadestest.NewTown(t, testpki.ServicesOptions{TSA: o})
			s := w.Subscriber(testpki.ECDSAPerson)
			a := w.Augmenter(s)
			sd := sign(t, w, a, s, cades.Signer{}, content)
			for _, level := range levels[1:] {
				var failure *cades.TimeStampError
				require.ErrorAs(t, refused(t, a, sd, content, level), &failure)
			}
			_, err := a.ContentTimeStamp(t.Context(), pki.SHA256, pki.SHA256.Sum(content))
			require.ErrorAs(t, err, new(*cades.TimeStampError))
		})
	}
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	a.TSA = nil
	require.ErrorAs(t, refused(t, a, sign(t, w, a, s, cades.Signer{}, content), content, cades.LevelBT), new(*cades.TimeStampError))
}

// lying stamps something else than it is asked to.
type lying struct{ cades.Stamper }

func (l lying) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	return l.Stamper.Stamp(ctx, h, h.Sum(digest))
}

func TestStamperLies(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	a.TSA = lying{a.TSA}
	err := refused(t, a, sign(t, w, a, s, cades.Signer{}, nil), nil, cades.LevelBT)
	require.ErrorAs(t, err, new(*cades.TimeStampError))
	require.ErrorIs(t, err, tsp.ErrImprint)
}

// TestStatusFails: without evidence there is no level B-LT, but B-T can be had.
func TestStatusFails(t *testing.T) {
	content := []byte("content")
	lists := testpki.CRLOptions{HTTPOptions: testpki.HTTPOptions{Fault: testpki.HTTPFails}}
	for name, o := range map[string]testpki.ServicesOptions{
		"down":       {OCSP: testpki.OCSPOptions{HTTPOptions: testpki.HTTPOptions{Fault: testpki.HTTPFails}}, CRL: lists},
		"unknown":    {OCSP: testpki.OCSPOptions{Faults: testpki.OCSPUnknown}, CRL: lists},
		"stale":      {OCSP: testpki.OCSPOptions{Faults: testpki.OCSPStale}, CRL: lists},
		"lists only": {CRL: lists},
	} {
		t.Run(name, func(t *testing.T) {
			w := cadestest.NewTown(t, o)
			s := w.Subscriber(testpki.Person)
			a := w.Augmenter(s)
			sd := sign(t, w, a, s, cades.Signer{}, content)
			require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBT))
			for _, level := range levels[2:] {
				err := refused(t, a, sd, content, level)
				require.ErrorAs(t, err, new(*cades.StatusError))
				require.ErrorAs(t, err, new(*status.TryLaterError))
			}
			a.Status = nil
			require.ErrorIs(t, refused(t, a, sd, content, cades.LevelBLT), status.ErrOffline)
		})
	}
}

// TestRevoked: nothing is made with a certificate that was revoked before, and
// what was proven to exist before that stays good.
func TestRevoked(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	for _, name := range []string{testpki.Revoked, testpki.OnHold} {
		s := w.Subscriber(name)
		a := w.Augmenter(s)
		sd := sign(t, w, a, s, cades.Signer{}, content)
		for _, level := range levels[1:] {
			err := refused(t, a, sd, content, level)
			require.ErrorIs(t, err, cades.ErrRevoked, level)
			var revoked *cades.RevokedError
			require.ErrorAs(t, err, &revoked)
			require.Equal(t, s.SignCert, revoked.Certificate)
		}
	}

	s := w.Subscriber(testpki.Director)
	a := w.Augmenter(s)
	stamped, bare := sign(t, w, a, s, cades.Signer{}, content), sign(t, w, a, s, cades.Signer{}, content)
	require.NoError(t, a.Augment(t.Context(), stamped, cadestest.DigestsOf(content), cades.LevelBT))
	w.Pass(2 * time.Hour)
	w.Revoke(s.SignCert, w.Now().Add(-time.Hour), crl.KeyCompromise)
	require.ErrorIs(t, refused(t, a, bare, content, cades.LevelBT), cades.ErrRevoked)
	require.NoError(t, a.Augment(t.Context(), stamped, cadestest.DigestsOf(content), cades.LevelBLTA))

	// An authority that is revoked since cannot be relied upon any more.
	person := w.Subscriber(testpki.Person)
	sd := sign(t, w, a, person, cades.Signer{}, content)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBT))
	w.Pass(3 * time.Hour)
	w.Revoke(w.TimeStamper(true), w.Now().Add(-time.Minute), crl.KeyCompromise)
	var revoked *cades.RevokedError
	require.ErrorAs(t, refused(t, a, sd, content, cades.LevelBLT), &revoked)
	require.Equal(t, w.TimeStamper(true), revoked.Certificate)
}

func TestAugmentRefuses(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	good := func() *cms.SignedData { return sign(t, w, a, s, cades.Signer{}, content) }

	require.ErrorIs(t, refused(t, a, good(), content, cades.LevelXL), cades.ErrLevel)
	require.ErrorIs(t, refused(t, a, good(), []byte("another content"), cades.LevelBT), cades.ErrBroken)

	broken := good()
	broken.SignerInfos[0].Signature[3] ^= 1
	require.ErrorIs(t, refused(t, a, broken, content, cades.LevelBT), cades.ErrBroken)

	bare := good()
	bare.Certificates, bare.RawCertificates = nil, nil
	require.ErrorIs(t, refused(t, a, bare, content, cades.LevelBT), cades.ErrNoSigner)
	supplied := *a
	supplied.Certificates = append(w.Certificates(), s.SignCert)
	require.NoError(t, supplied.Augment(t.Context(), bare, cadestest.DigestsOf(content), cades.LevelBLT))
	require.Contains(t, bare.RawCertificates, s.SignCert.Raw)

	require.ErrorIs(t, a.AugmentSigner(t.Context(), good(), 1, nil, cades.LevelBT), cades.ErrNoSigner)
	require.ErrorIs(t, a.Augment(t.Context(), good(), nil, cades.LevelBLTA), cades.ErrNoContent)

	foreign := w.Subscriber(testpki.Foreign)
	sd := sign(t, w, a, foreign, cades.Signer{}, content)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBT), "a time-stamp needs no root")
	require.ErrorIs(t, refused(t, a, sd, content, cades.LevelBLT), pki.ErrNoChain)

	unreadable := errors.New("disk")
	require.ErrorIs(t, a.Augment(t.Context(), good(), func(*pki.Hash) ([]byte, error) { return nil, unreadable }, cades.LevelBT), unreadable)
}

func TestCallerLeaves(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := a.Augment(ctx, sd, nil, cades.LevelBT)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, error(&cades.TimeStampError{}))
	var failure *cades.TimeStampError
	require.False(t, errors.As(err, &failure), "nobody asked for another level")
}

// TestEvidence gives what other formats keep beside the signature.
func TestEvidence(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, nil)
	require.NoError(t, a.Augment(t.Context(), sd, nil, cades.LevelBT))
	evidence, err := a.Evidence(t.Context(), sd, 0)
	require.NoError(t, err)
	for _, cert := range []*x509.Certificate{s.SignCert, s.Chain[0], s.Chain[1], w.TimeStamper(false), w.Responder(s.SignCert)} {
		require.Contains(t, evidence.Certificates, cert)
	}
	require.Len(t, evidence.Responses, 2)
	require.NotEmpty(t, evidence.Lists)
	require.Empty(t, sd.CRLs)
}

// TestRenewal adds an archive time-stamp to an older one, long after the
// signer's certificate has ended.
func TestRenewal(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, content)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
	first := sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3)[0]

	w.Pass(s.SignCert.NotAfter.Add(24 * time.Hour).Sub(w.Now()))
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
	stamps := sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3)
	require.Len(t, stamps, 2)
	require.Contains(t, stamps, first)
	for _, stamp := range stamps {
		token, err := tsp.ParseToken(stamp)
		require.NoError(t, err)
		index, err := cades.ArchiveIndexOf(token)
		require.NoError(t, err)
		require.NoError(t, index.Check(sd, &sd.SignerInfos[0]), "what came later takes nothing away")
		covers := index.CoversAttribute(cms.NewAttribute(cms.OIDArchiveTimeStampV3, first), first)
		require.Equal(t, string(stamp) != string(first), covers, "the second is over the first")
	}
}

// TestAnchors: a provider may be trusted itself, and a root by name and key
// alone; then somebody has to supply its certificate.
func TestAnchors(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, nil)
	a.Trust = cadestest.Trust(s.Chain[0], s.Chain[1])
	a.Certificates = nil
	require.NoError(t, a.Augment(t.Context(), sd, nil, cades.LevelBLT))
	responses, _ := cades.RevocationInfo(sd)
	require.Len(t, responses, 1, "about the signer and not about a trusted provider")

	sd = sign(t, w, a, s, cades.Signer{}, nil)
	a.Trust = pki.NewTrust(w.Anchors(), s.Chain[:1])
	var failure *cades.StatusError
	require.ErrorAs(t, refused(t, a, sd, nil, cades.LevelBLT), &failure)
	require.Equal(t, s.Chain[0], failure.Certificate)
	a.Certificates = s.Chain
	require.NoError(t, a.Augment(t.Context(), sd, nil, cades.LevelBLT))
	require.True(t, slices.ContainsFunc(sd.Certificates, s.Chain[1].Equal))
}
