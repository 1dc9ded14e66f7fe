// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// countersign adds a signature over the first one of a message.
func countersign(t testing.TB, w *cadestest.Town, sd *cms.SignedData, who string) {
	t.Helper()
	s := w.Subscriber(who)
	signer := cades.Signer{Certificate: s.SignCert, SigningTime: w.Now()}
	prepared, err := signer.PrepareCounter(&sd.SignerInfos[0])
	require.NoError(t, err)
	require.NoError(t, prepared.Finish(sd, 0, cadestest.Answer(t, s.SignKey, prepared)))
}

func TestCounterSignatures(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Director)
	sd := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBB)
	countersign(t, w, sd, testpki.Stamp)
	countersign(t, w, sd, testpki.ECDSAPerson)
	v := single(t, online(w), cadestest.Marshal(t, sd, document), nil)
	require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
	require.Empty(t, v.Warnings)
	require.Len(t, v.CounterSignatures, 2)
	for _, counter := range v.CounterSignatures {
		require.Equal(t, validation.TotalPassed, counter.Indication, "%+v", counter.Errors)
		require.Equal(t, cades.LevelBB, counter.Level)
		require.True(t, counter.Intact)
	}

	w.Revoke(w.Subscriber(testpki.Stamp).SignCert, w.Now(), 1)
	w.Pass(time.Minute)
	v = single(t, online(w), cadestest.Marshal(t, sd, document), nil)
	require.Equal(t, validation.TotalPassed, v.Indication, "they decide nothing about the signature: %+v", v.Errors)
	require.Contains(t, codes(v.Warnings), validation.CounterSignatureNotValid)
}

// TestCounterSignatureMoved: one over another signature confirms nothing here.
func TestCounterSignatureMoved(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	from := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBB)
	countersign(t, w, from, testpki.RSAPerson)
	to := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBB)
	to.SignerInfos[0].UnsignedAttrs = append(from.SignerInfos[0].UnsignedAttrs, cms.NewAttribute(cms.OIDCountersignature, []byte{0x30, 0}))
	to.RawCertificates = from.RawCertificates
	v := single(t, online(w), cadestest.Marshal(t, to, document), nil)
	require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
	require.Len(t, v.CounterSignatures, 2)
	require.Equal(t, validation.HashFailure, v.CounterSignatures[0].SubIndication)
	require.Equal(t, validation.FormatFailure, v.CounterSignatures[1].SubIndication)
}
