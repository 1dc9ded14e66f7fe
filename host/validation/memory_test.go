// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"context"
	"hash"
	"io"
	"runtime"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/stretchr/testify/require"
)

// zeros is an endless document.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestConstantMemory signs and verifies a document of 256 MiB, attached and
// detached.
func TestConstantMemory(t *testing.T) {
	const size = 256 << 20
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	document := func() io.Reader { return io.LimitReader(zeros{}, size) }
	for _, detached := range []bool{false, true} {
		signer := cades.Signer{Detached: detached, Certificate: id.Certificate, SigningTime: now}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)

		h, err := signer.ContentHash()
		require.NoError(t, err)
		sum := h.New()
		_, err = io.CopyBuffer(struct{ hash.Hash }{sum}, document(), make([]byte, 64<<10))
		require.NoError(t, err)
		prepared, err := signer.Prepare(sum.Sum(nil))
		require.NoError(t, err)
		signature, err := id.Key.Sign(nil, prepared.Digest(), prepared.Hash())
		require.NoError(t, err)
		sd, err := prepared.Finish(signature)
		require.NoError(t, err)
		prefix, suffix, err := sd.Envelope(size)
		require.NoError(t, err)

		message, content := io.Reader(bytes.NewReader(prefix)), document()
		if !detached {
			message, content = io.MultiReader(message, content, bytes.NewReader(suffix)), nil
		}
		report, err := verifier(root).Verify(context.Background(), message, content, nil)
		require.NoError(t, err)
		require.True(t, report.Passed())

		runtime.ReadMemStats(&after)
		// All that was ever allocated, collected or not.
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20), "detached: %v", detached)
	}
}
