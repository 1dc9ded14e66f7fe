// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
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

// TestTimeStampOfAnother: a time-stamp taken from another signature is none, and
// proves nothing about when this one was made.
func TestTimeStampOfAnother(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	for _, name := range []string{testpki.Director, testpki.ECDSAPerson} {
		s := w.Subscriber(name)
		a := w.Augmenter(s)
		old := w.Sign(t, a, s, cades.Signer{}, content, cades.LevelBT)
		stolen := old.SignerInfos[0].UnsignedAttrs
		w.Pass(time.Hour)

		sd := sign(t, w, a, s, cades.Signer{}, []byte("another"))
		sd.SignerInfos[0].UnsignedAttrs = append(slices.Clone(stolen), cms.NewAttribute(cms.OIDSignatureTimeStamp, []byte{0x30, 0}))
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf([]byte("another")), cades.LevelBLT))
		stamps := sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)
		require.Len(t, stamps, 3)
		require.True(t, slices.ContainsFunc(stamps, func(value []byte) bool {
			token, err := tsp.ParseToken(value)
			return err == nil && token.Stamps(func(h *pki.Hash) []byte { return h.Sum(sd.SignerInfos[0].Signature) }) == nil
		}))

		w.Revoke(s.SignCert, w.Now().Add(-time.Minute), crl.KeyCompromise)
		late := sign(t, w, nil, s, cades.Signer{}, content)
		late.SignerInfos[0].UnsignedAttrs = stolen
		for _, level := range levels[1:] {
			require.ErrorIs(t, refused(t, a, late, content, level), cades.ErrRevoked, level)
		}
	}
}

// TestArchiveTimeStampBeforeEvidence: an archive time-stamp does not say that
// there is anything to archive, nor a false one anything at all.
func TestArchiveTimeStampBeforeEvidence(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	for name, of := range map[string][]byte{"true": content, "of another content": []byte("another")} {
		t.Run(name, func(t *testing.T) {
			sd := w.Sign(t, a, s, cades.Signer{}, content, cades.LevelBT)
			sd.SignerInfos[0].UnsignedAttrs = sd.SignerInfos[0].UnsignedAttrs.With(archiveStamp(t, a, sd, of))
			for _, level := range levels[2:] {
				raised := *sd
				require.NoError(t, a.Augment(t.Context(), &raised, cadestest.DigestsOf(content), level))
				responses, lists := cades.RevocationInfo(&raised)
				require.Len(t, responses, 2, "about the signer and the provider")
				require.NotEmpty(t, lists, "about the authority")
			}
		})
	}
}

// archiveStamp is a true archive time-stamp over whatever the signature has.
func archiveStamp(t *testing.T, a *cades.Augmenter, sd *cms.SignedData, content []byte) cms.Attribute {
	t.Helper()
	si := &sd.SignerInfos[0]
	index, err := cades.NewArchiveIndex(pki.SHA256, sd, si)
	require.NoError(t, err)
	imprint, err := index.Imprint(pki.SHA256, sd, si, pki.SHA256.Sum(content))
	require.NoError(t, err)
	token, err := a.TSA.Stamp(t.Context(), pki.SHA256, imprint)
	require.NoError(t, err)
	reader, err := cms.NewReader(bytes.NewReader(token.Raw))
	require.NoError(t, err)
	info, err := io.ReadAll(reader.Content())
	require.NoError(t, err)
	signed, err := reader.SignedData()
	require.NoError(t, err)
	signed.SignerInfos[0].UnsignedAttrs = cms.Attributes{cms.NewAttribute(cms.OIDATSHashIndexV3, index.Raw)}
	return cms.NewAttribute(cms.OIDArchiveTimeStampV3, cadestest.Marshal(t, signed, info))
}

// silent knows nothing about one certificate.
type silent struct {
	cades.Statuses
	about *x509.Certificate
}

func (s silent) CheckAll(ctx context.Context, questions []status.Question) ([]status.Answer, []error) {
	answers, errs := s.Statuses.CheckAll(ctx, questions)
	for i, q := range questions {
		if q.Certificate.Equal(s.about) {
			answers[i], errs[i] = status.Answer{}, status.ErrUnknown
		}
	}
	return answers, errs
}

// TestEvidenceOfOthers: what was archived with evidence older than we would take
// can be renewed when nobody knows the certificate any more.
func TestEvidenceOfOthers(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	sd := w.Sign(t, a, s, cades.Signer{}, content, cades.LevelBLT)
	sd.SignerInfos[0].UnsignedAttrs = nil
	w.Pass(2 * time.Hour)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBT))
	a.Status = silent{a.Status, s.SignCert}
	require.ErrorIs(t, refused(t, a, sd, content, cades.LevelBLTA), status.ErrUnknown)

	sd.SignerInfos[0].UnsignedAttrs = sd.SignerInfos[0].UnsignedAttrs.With(archiveStamp(t, a, sd, content))
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
	require.Len(t, sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3), 2)
}

// TestContentTypeChanged: the type is signed, though it stands elsewhere too.
func TestContentTypeChanged(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, nil)
	sd.ContentType = cms.SignedDataType
	require.ErrorIs(t, refused(t, a, sd, nil, cades.LevelBT), cades.ErrBroken)
	require.ErrorIs(t, refused(t, a, &cms.SignedData{}, nil, cades.LevelBT), cades.ErrNoSigner)
}

// TestCrowd: whoever writes more than anybody needs costs seconds.
func TestCrowd(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	sd := w.Sign(t, a, s, cades.Signer{}, content, cades.LevelBLT)
	for range 299 {
		sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0])
	}
	serial := big.NewInt(0x7a7b7c7d7e7f)
	one := cadestest.NewIssuer(t).ECDSA(t, func(c *x509.Certificate) { c.SerialNumber = serial }).Certificate.Raw
	for i := range 9_900 {
		der := bytes.Clone(one)
		binary.BigEndian.PutUint32(der[bytes.Index(der, serial.Bytes()):], uint32(i)|1<<30)
		sd.RawCertificates = append(sd.RawCertificates, der)
	}
	sd = parse(t, cadestest.Marshal(t, sd, content))
	start := time.Now()
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLT))
	require.Less(t, time.Since(start), time.Minute)

	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("the page was left")
	cancel(reason)
	require.ErrorIs(t, a.Augment(ctx, sd, cadestest.DigestsOf(content), cades.LevelBLT), reason)
}
