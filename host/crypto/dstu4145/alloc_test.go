// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !race

package dstu4145_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// TestAllocations: nothing that is done often makes work for the collector, or
// leaves secrets to it: the one allocation of Sign is the signature. (The
// race detector has its own.)
func TestAllocations(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		key, peer := generate(t, c), generate(t, c)
		digest := bytes.Repeat([]byte{1}, 32)
		signature, err := key.Sign(nil, digest, nil)
		require.NoError(t, err)
		octets := key.PublicKey.Bytes()
		for name, operation := range map[string]struct {
			most float64
			run  func()
		}{
			"Sign":         {1, func() { key.Sign(nil, digest, nil) }},
			"Verify":       {0, func() { dstu4145.Verify(&key.PublicKey, digest, signature) }},
			"NewPublicKey": {3, func() { dstu4145.NewPublicKey(c, nil, octets) }},
			"SharedSecret": {1, func() { key.SharedSecret(&peer.PublicKey, true) }},
		} {
			assert.LessOrEqual(t, testing.AllocsPerRun(20, operation.run), operation.most, "%s: %s", c.Name(), name)
		}
		key.PublicKey.Precompute()
		assert.Zero(t, testing.AllocsPerRun(20, func() { dstu4145.Verify(&key.PublicKey, digest, signature) }), "%s, with a table", c.Name())
	}
}
