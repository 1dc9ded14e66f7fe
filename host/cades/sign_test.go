// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// sign signs at B-B, with a content time-stamp where the profile of a has one
// for higher levels; a may be nil.
func sign(t testing.TB, w *cadestest.Town, a *cades.Augmenter, s *testpki.Subscriber, signer cades.Signer, content []byte) *cms.SignedData {
	t.Helper()
	signer.Certificate = s.SignCert
	h, err := signer.ContentHash()
	require.NoError(t, err)
	if a != nil && a.Profile.ContentTimeStamp(s.SignKey.Public(), cades.LevelBT) {
		signer.ContentTimeStamp, err = a.ContentTimeStamp(t.Context(), h, h.Sum(content))
		require.NoError(t, err)
	}
	return signDigest(t, w, s, signer, h.Sum(content))
}

func signDigest(t testing.TB, w *cadestest.Town, s *testpki.Subscriber, signer cades.Signer, digest []byte) *cms.SignedData {
	t.Helper()
	signer.Certificate, signer.SigningTime = s.SignCert, w.Now()
	prepared, err := signer.Prepare(digest)
	require.NoError(t, err)
	sd, err := prepared.Finish(cadestest.Answer(t, s.SignKey, prepared))
	require.NoError(t, err)
	return sd
}

// parse reads a message that must be well-formed.
func parse(t testing.TB, message []byte) *cms.SignedData {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, reader.Content())
	require.NoError(t, err)
	sd, err := reader.SignedData()
	require.NoError(t, err)
	return sd
}

// oids are the types of attributes, in their order.
func oids(attributes cms.Attributes) []string {
	var all []string
	for _, a := range attributes {
		all = append(all, a.Type.String())
	}
	return all
}
