// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// begin is a hash in a context.
func (p *page) begin(algorithm int, certificate any) object {
	p.t.Helper()
	return handleArg(classHashContext, p.handle(p.does("CtxHashBegin", p.does("CtxCreate"), algorithm, certificate)))
}

func TestHash(t *testing.T) {
	p := newPage(t)
	data := []byte("hello")
	for number, want := range hashAlgorithms {
		h := p.begin(number, nil)
		p.does("CtxHashContinue", h, bytesArg(data[:2]))
		p.does("CtxHashContinue", h, bytesArg(data[2:]))
		result := p.does("CtxHashEnd", h)
		assert.Equal(t, want.Sum(data), p.asOctets(result), number)
		assert.Equal(t, base64.StdEncoding.EncodeToString(want.Sum(data)), p.asText(result), "in a string")
		p.does("CtxHashFree", h)

		paper, ok := p.remembered(want.Sum(data))
		require.True(t, ok, number)
		assert.Equal(t, data, paper.Content)
		assert.Equal(t, want, paper.Hash)
		assert.EqualValues(t, len(data), paper.Size)
	}
	assert.Equal(t, pki.GOST34311.Sum(data), p.asOctets(p.does("Hash", bytesArg(data))))
	_, ok := p.remembered([]byte("another"))
	assert.False(t, ok)
	_, ok = p.remembered(nil)
	assert.False(t, ok)
}

// TestHashByCertificate: the table of GOST 34.311 is that of the signer's key.
func TestHashByCertificate(t *testing.T) {
	p := newPage(t)
	data := []byte("hello")
	for name, want := range map[string]*pki.Hash{testpki.Person: pki.GOST34311, testpki.ECDSAPerson: pki.SHA256} {
		certificate := bytesArg(authorities.Subscriber(name).SignCert.Raw)
		assert.Equal(t, want.Sum(data), p.asOctets(p.does("HashWithParams", certificate, bytesArg(data))), name)
		p.does("HashBeginWithParams", certificate)
		p.does("ContinueHash", bytesArg(data))
		assert.Equal(t, want.Sum(data), p.asOctets(p.does("EndHash")), name)
		p.does("CtxHashEnd", p.begin(1, certificate))
	}
	p.does("ContinueHash", bytesArg(data))
	assert.Equal(t, pki.GOST34311.Sum(data), p.asOctets(p.does("EndHash")), "without beginning")
	for _, none := range [][]byte{{}, {0x30, 0}, make([]byte, pki.MaxCertificate+1)} {
		p.fails(codeBadCertificate, "HashWithParams", bytesArg(none), bytesArg(data))
		p.fails(codeBadCertificate, "HashBeginWithParams", bytesArg(none))
		p.fails(codeBadCertificate, "CtxHashBegin", p.does("CtxCreate"), 1, bytesArg(none))
	}
}

func TestHashOutOfTurn(t *testing.T) {
	p := newPage(t)
	p.fails(codeBadParameter, "EndHash")
	p.fails(codeBadParameter, "CtxHashBegin", handleArg(classContext, "0000C7C70000"), 1, nil)
	for _, unknown := range []int{0, 3, 10, -1} {
		p.fails(codeNotSupported, "CtxHashBegin", p.does("CtxCreate"), unknown, nil)
	}
	h := p.begin(1, nil)
	p.does("CtxHashEnd", h)
	p.fails(codeBadParameter, "CtxHashEnd", h)
	p.fails(codeBadParameter, "CtxHashContinue", h, bytesArg(nil))
	p.does("CtxHashFree", h)
	p.fails(codeBadParameter, "CtxHashFree", h)
	p.fails(codeBadParameter, "CtxHashEnd", h)
}

// TestMemory: what was remembered is bounded, newest first to stay.
func TestMemory(t *testing.T) {
	p := newPage(t)
	hash := func(data []byte) []byte {
		h := p.newHash(pki.SHA256)
		for piece := range bytesIn(data, 1<<20) {
			require.NoError(t, h.write(piece))
		}
		value, err := h.end()
		require.NoError(t, err)
		sum := sha256.Sum256(data)
		require.Equal(t, sum[:], []byte(value))
		return value
	}
	third := func(first byte) []byte { return append([]byte{first}, make([]byte, maxKept/3-1)...) }
	one, two := hash(third(1)), hash(third(2))
	assert.Equal(t, two, hash(third(2)))
	assert.Equal(t, 2*(maxKept/3), p.hashed.size, "once")
	paper, ok := p.remembered(two)
	require.True(t, ok)
	assert.True(t, bytes.Equal(third(2), paper.Content))

	three, four := hash(third(3)), hash(third(4))
	_, ok = p.remembered(one)
	assert.False(t, ok, "the oldest had to go")
	for _, newer := range [][]byte{two, three, four} {
		_, ok = p.remembered(newer)
		assert.True(t, ok)
	}

	huge := hash(make([]byte, maxKept+1))
	paper, ok = p.remembered(huge)
	require.True(t, ok)
	assert.Nil(t, paper.Content, "too long to keep")
	assert.EqualValues(t, maxKept+1, paper.Size)
	_, ok = p.remembered(three)
	assert.False(t, ok)
	assert.Zero(t, p.hashed.size)

	begun := p.begin(1, nil)
	p.does("CtxHashContinue", begun, bytesArg(make([]byte, 1000)))
	assert.Equal(t, 1000, p.hashed.size)
	p.does("CtxHashFree", begun)
	assert.Zero(t, p.hashed.size, "what is not hashed to its end is not remembered")
	p.does("ContinueHash", bytesArg(make([]byte, 1000)))
	p.does("HashBeginWithParams", bytesArg(authorities.Subscriber(testpki.Person).SignCert.Raw))
	assert.Zero(t, p.hashed.size)

	for i := range maxContents + 10 {
		hash([]byte{byte(i), byte(i >> 8)})
	}
	assert.Len(t, p.hashed.contents, maxContents)
	p.does("Finalize")
	assert.Zero(t, p.hashed)
}

// bytesIn are pieces of data, the last with what is left.
func bytesIn(data []byte, size int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(data) > 0 {
			n := min(size, len(data))
			if !yield(data[:n]) {
				return
			}
			data = data[n:]
		}
	}
}
