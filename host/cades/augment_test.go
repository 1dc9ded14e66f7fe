// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
)

var levels = []cades.Level{cades.LevelBB, cades.LevelBT, cades.LevelBLT, cades.LevelBLTA}

// signers are one of each algorithm, with the hash they sign with.
var signers = map[string]struct {
	name string
	hash *pki.Hash
}{
	"DSTU with GOST 34.311": {testpki.Person, nil},
	"DSTU with Kupyna":      {testpki.Kupyna, pki.Kupyna256},
	"ECDSA":                 {testpki.ECDSAPerson, nil},
	"RSA":                   {testpki.RSAPerson, pki.SHA512},
}

// TestLevels goes up from each level to each: the time-stamps are of what they
// should be, and what was there stays.
func TestLevels(t *testing.T) {
	content := []byte("content")
	for name, who := range signers {
		t.Run(name, func(t *testing.T) {
			w := cadestest.NewTown(t, testpki.ServicesOptions{})
			s := w.Subscriber(who.name)
			a := w.Augmenter(s)
			sd := sign(t, w, a, s, cades.Signer{Hash: who.hash}, content)
			for _, level := range levels {
				before := *sd
				require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), level), level)
				require.Equal(t, before.SignerInfos[0].RawSignedAttrs, sd.SignerInfos[0].RawSignedAttrs)
				if level != cades.LevelBLTA {
					again := *sd
					require.NoError(t, a.Augment(t.Context(), &again, cadestest.DigestsOf(content), level))
					require.Equal(t, sd, &again, "it has that level already")
				}
				message, err := sd.Marshal(content)
				require.NoError(t, err)
				sd = parse(t, message)
			}
			checkStamps(t, w, sd, content)
		})
	}
}

// checkStamps verifies every time-stamp of the first signature.
func checkStamps(t *testing.T, w *cadestest.Town, sd *cms.SignedData, content []byte) {
	t.Helper()
	si := &sd.SignerInfos[0]
	verified := func(values [][]byte, of func(*tsp.Token, *pki.Hash) []byte) {
		require.Len(t, values, 1)
		token, err := tsp.ParseToken(values[0])
		require.NoError(t, err)
		require.NoError(t, token.Stamps(func(h *pki.Hash) []byte { return of(token, h) }))
		_, err = token.Verify(nil, w.Trust())
		require.NoError(t, err)
	}
	verified(si.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp), func(_ *tsp.Token, h *pki.Hash) []byte { return h.Sum(si.Signature) })
	if stamps := si.SignedAttrs.Values(cms.OIDContentTimeStamp); len(stamps) > 0 {
		verified(stamps, func(_ *tsp.Token, h *pki.Hash) []byte { return h.Sum(content) })
	}
	verified(si.UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3), func(token *tsp.Token, h *pki.Hash) []byte {
		index, err := cades.ArchiveIndexOf(token)
		require.NoError(t, err)
		require.NoError(t, index.Check(sd, si))
		digest, err := index.Imprint(h, sd, si, h.Sum(content))
		require.NoError(t, err)
		return digest
	})
}
