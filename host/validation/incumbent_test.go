// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// incumbents are signatures by the programs in use, and what they were asked.
var incumbents = []struct {
	file, certificate, content string
	signer                     cades.Signer
}{
	{"signatures/iit_attached_cert.p7s", director + "8101899.cer", "signatures/doc.txt", cades.Signer{}},
	{"signatures/iit_attached_nocert.p7s", director + "8101899.cer", "signatures/doc.txt", cades.Signer{OmitCertificate: true}},
	{"signatures/iit_detached_cert.p7s", director + "8101899.cer", "signatures/doc.txt", cades.Signer{Detached: true}},
	{"signatures/iit_detached_nocert.p7s", director + "8101899.cer", "signatures/doc.txt", cades.Signer{Detached: true, OmitCertificate: true}},
	{"signatures/uapki_dps4dir_bes_detached_gost.p7s", director + "8101899.cer", "signatures/doc.txt", cades.Signer{Detached: true}},
	{"signatures/uapki_dps4dir_bes_attached_kupyna256.p7s", director + "8101899.cer", "signatures/doc.txt", cades.Signer{Hash: pki.Kupyna256}},
	{"signatures/uapki_diia_bes_detached_kupyna256.p7s", diia + "diia-test-sign-7775603.cer", "signatures/doc.txt", cades.Signer{Hash: pki.Kupyna256, Detached: true}},
	{uapki + "uapki-cades-bes-attached.p7s", uapki + "signer.cer", uapki + "data.txt", cades.Signer{}},
	{uapki + "uapki-cades-bes-detached.p7s", uapki + "signer.cer", uapki + "data.txt", cades.Signer{Detached: true}},
}

// TestEqualsTheIncumbent makes the signatures of other programs again. Given
// their signature value, every other octet must be theirs.
func TestEqualsTheIncumbent(t *testing.T) {
	for _, c := range incumbents {
		t.Run(c.file, func(t *testing.T) {
			theirs := interop.Read(t, c.file)
			content := interop.Read(t, c.content)
			sd := parse(t, theirs)

			signer := c.signer
			signer.Certificate = certificate(t, c.certificate)
			signer.SigningTime = single(t, nobodyVerifier(t), theirs, content).ClaimedTime
			h, err := signer.ContentHash()
			require.NoError(t, err)
			prepared, err := signer.Prepare(h.Sum(content))
			require.NoError(t, err)
			ours, err := prepared.Finish(sd.SignerInfos[0].Signature)
			require.NoError(t, err)
			require.Equal(t, sd.SignerInfos[0].RawSignedAttrs, ours.SignerInfos[0].RawSignedAttrs)
			require.Equal(t, theirs, cadestest.Marshal(t, ours, content))
		})
	}
}

func parse(t testing.TB, message []byte) *cms.SignedData {
	t.Helper()
	r, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	sd, err := r.SignedData()
	require.NoError(t, err)
	return sd
}

// directorKey is the signing key in the test director's Key-6.dat.
func directorKey(t testing.TB) cadestest.Identity {
	t.Helper()
	store, err := container.Open(interop.Read(t, director+"Key-6.dat"), container.Passwords{File: []byte("tect4")})
	require.NoError(t, err)
	t.Cleanup(func() { store.Close() })
	keys, err := store.Keys(context.Background())
	require.NoError(t, err)
	cert := certificate(t, director+"8101899.cer")
	for _, k := range keys {
		if pki.SamePublicKey(cert, k.Public()) {
			return cadestest.Identity{Certificate: cert, Key: key.Signer(context.Background(), k)}
		}
	}
	require.Fail(t, "no key for the certificate")
	return cadestest.Identity{}
}

// TestSignWithKey6 signs as the incumbent does, with the key it used.
func TestSignWithKey6(t *testing.T) {
	id := directorKey(t)
	content := interop.Read(t, "signatures/doc.txt")
	for _, h := range []*pki.Hash{nil, pki.GOST34311, pki.Kupyna256, pki.Kupyna384, pki.Kupyna512} {
		for _, ess := range []*pki.Hash{nil, pki.SHA256} {
			signer := cades.Signer{Hash: h, ESSHash: ess, SigningTime: directorTime}
			v := single(t, directorVerifier(t), id.Sign(t, signer, content), nil)
			require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
			require.Equal(t, cades.LevelBB, v.Level)
			if h != nil {
				require.Equal(t, h, v.Hash)
			} else {
				require.Equal(t, pki.GOST34311, v.Hash)
			}
			signer.Detached = true
			v = single(t, directorVerifier(t), id.Sign(t, signer, content), content)
			require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
		}
	}
}

// TestNestedAnswer: a key that nests r‖s, as some do, is refused rather than
// handed on in a form that others cannot read.
func TestNestedAnswer(t *testing.T) {
	id := directorKey(t)
	signer := cades.Signer{Certificate: id.Certificate, SigningTime: directorTime}
	prepared, err := signer.Prepare(make([]byte, 32))
	require.NoError(t, err)
	flat, err := id.Key.Sign(nil, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	_, err = prepared.Finish(pki.WrapDSTU(flat))
	require.ErrorIs(t, err, cades.ErrWrongSignature)
	_, err = prepared.Finish(flat)
	require.NoError(t, err)
}
