// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestTimestamp(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{}
		r.info["methods"] = []string{"signatures/timestamp"}
		r.on("/signatures/timestamp", text(http.StatusOK, `{"timestamp": "MAA="}`))
		s, _ := identify(t, r.provider(t), ask)
		stamper, able := s.(csc.Stamper)
		require.True(t, able)
		digest := key.Digest{Hash: pki.SHA256, Value: pki.SHA256.Sum(nil)}
		token, err := stamper.Timestamp(t.Context(), digest, []byte{0x0a, 0xff})
		require.NoError(t, err)
		assert.Equal(t, []byte{0x30, 0}, token)
		assert.Equal(t, object{
			"hash": base64.StdEncoding.EncodeToString(digest.Value), "hashAlgo": "2.16.840.1.101.3.4.2.1", "nonce": "0aff",
		}, r.said("/signatures/timestamp")[0].body)

		for _, answer := range []string{"{}", `{"timestamp": "?"}`, "<html>"} {
			r.on("/signatures/timestamp", text(http.StatusOK, answer))
			_, err = stamper.Timestamp(t.Context(), digest, nil)
			assert.ErrorIs(t, err, key.ErrAnswer)
		}
	})
	t.Run("not offered", func(t *testing.T) {
		r := newRSSP(t, 2, testpki.Person)
		s, _ := identify(t, r.provider(t), &person{})
		_, err := s.(csc.Stamper).Timestamp(t.Context(), r.digests(1)[0], nil)
		assert.ErrorIs(t, err, key.ErrProvider)
		assert.Empty(t, r.said("/signatures/timestamp"))
	})
}
