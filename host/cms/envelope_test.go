// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms_test

import (
	"bytes"
	"io"
	"math/big"
	"runtime"
	"testing"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// zeros is an endless content.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestEnvelopeCountsTheContent(t *testing.T) {
	for _, size := range []int64{0, 1, 127, 128, 255, 256, 65535, 65536, 1 << 24, 1<<32 - 1, 1 << 32, cms.MaxContent} {
		prefix, suffix, err := signedData().Envelope(size)
		require.NoError(t, err)
		head, length := outerLength(prefix)
		require.Equal(t, int64(len(prefix)-head)+size+int64(len(suffix)), length, "content of %d", size)

		if size <= 1<<24 {
			message := io.MultiReader(bytes.NewReader(prefix), io.LimitReader(zeros{}, size), bytes.NewReader(suffix))
			r, err := cms.NewReader(message)
			require.NoError(t, err)
			n, err := io.Copy(io.Discard, r.Content())
			require.NoError(t, err)
			require.Equal(t, size, n)
			sd, err := r.SignedData()
			require.NoError(t, err)
			require.Len(t, sd.SignerInfos, 1)
		}
	}
}

// outerLength reads the first header: its size and the length it states.
func outerLength(der []byte) (head int, length int64) {
	if der[1] < 0x80 {
		return 2, int64(der[1])
	}
	n := int(der[1] & 0x7f)
	return 2 + n, new(big.Int).SetBytes(der[2 : 2+n]).Int64()
}

func TestEnvelopeIsDER(t *testing.T) {
	prefix, suffix, err := signedData().Envelope(3)
	require.NoError(t, err)
	whole := bytes.Join([][]byte{prefix, []byte("abc"), suffix}, nil)
	s := cryptobyte.String(whole)
	require.True(t, s.SkipASN1(casn1.SEQUENCE) && s.Empty(), "cryptobyte reads nothing but DER")
	marshalled, err := signedData().Marshal([]byte("abc"))
	require.NoError(t, err)
	require.Equal(t, whole, marshalled)
}

func TestEnvelopeRefuses(t *testing.T) {
	for _, size := range []int64{-1, cms.MaxContent + 1} {
		_, _, err := signedData().Envelope(size)
		require.ErrorIs(t, err, cms.ErrTooLarge)
	}
	nameless := signedData()
	nameless.SignerInfos[0].Issuer = nil
	_, _, err := nameless.Envelope(0)
	require.Error(t, err)
}

// TestConstantMemory reads a message of 256 MiB, cut into pieces and whole.
func TestConstantMemory(t *testing.T) {
	const size = 256 << 20
	prefix, suffix, err := signedData().Envelope(size)
	require.NoError(t, err)
	for name, message := range map[string]io.Reader{
		"whole":  io.MultiReader(bytes.NewReader(prefix), io.LimitReader(zeros{}, size), bytes.NewReader(suffix)),
		"pieces": pieces(t, size),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := cms.NewReader(message)
		require.NoError(t, err)
		n, err := io.Copy(io.Discard, r.Content())
		require.NoError(t, err)
		_, err = r.SignedData()
		require.NoError(t, err)
		runtime.ReadMemStats(&after)
		require.EqualValues(t, size, n)
		// All that was ever allocated, collected or not.
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), name)
	}
}

// pieces is a message of indefinite lengths, its content in pieces of 64 KiB.
func pieces(t *testing.T, size int) io.Reader {
	whole, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	before, after, found := bytes.Cut(toBER(whole), []byte("\x24\x80\x04\x07content\x00\x00"))
	require.True(t, found)
	readers := []io.Reader{bytes.NewReader(append(before, 0x24, 0x80))}
	for range size >> 16 {
		readers = append(readers, bytes.NewReader([]byte{0x04, 0x83, 1, 0, 0}), io.LimitReader(zeros{}, 1<<16))
	}
	return io.MultiReader(append(readers, bytes.NewReader(append([]byte{0, 0}, after...)))...)
}
