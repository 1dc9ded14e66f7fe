// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestRaw signs a document and a hash without a message, and verifies them.
func TestRaw(t *testing.T) {
	s := newSigner(t, testpki.Person)
	hash := octets(pki.GOST34311.Sum(document))
	name := owner(s.desk.who.SignCert).SubjCN
	of := s.does("RawSign", bytesArg(document))
	assert.Equal(t, service.SignOrder{Form: service.Raw, Hash: pki.GOST34311, Papers: []service.Paper{{Content: document}}}, s.ordered())
	ofHash := s.does("RawSignHash", hash)
	assert.Equal(t, []byte(hash), s.ordered().Papers[0].Value)
	for _, signature := range []any{of, ofHash, bytesArg(s.asOctets(of))} {
		assert.Equal(t, name, s.ownerOfResult(s.does("RawVerify", signature, bytesArg(document), nil)))
		assert.Equal(t, name, s.ownerOfResult(s.does("RawVerifyHash", hash, signature, false)))
		s.fails(codeBadSignature, "RawVerify", signature, bytesArg([]byte("x")), nil)
		s.fails(codeBadSignature, "RawVerifyHash", octets(make([]byte, 32)), signature)
		s.fails(codeBadParameter, "RawVerifyHash", octets(make([]byte, 31)), signature)
	}
	for reason, signature := range map[string]octets{"nothing": {}, "zeros": make([]byte, 64), "too short": s.asOctets(of)[1:]} {
		_, code, _ := s.call("RawVerify", signature, bytesArg(document))
		assert.Equal(t, codeBadSignature, code, reason)
	}
	s.fails(codeBadParameter, "RawSign", "text")
	s.fails(codeBadParameter, "RawSignHash", octets("short"))
}

// TestRawElsewhere has another implementation verify what pages get.
func TestRawElsewhere(t *testing.T) {
	java := interop.BouncyCastleOf(t, "../../cades")
	s := newSigner(t, testpki.Person)
	java.Write("certificate0", s.desk.who.SignCert.Raw)
	java.Write("data0", document)
	java.Write("data1", []byte("another"))
	java.Write("value0", s.asOctets(s.does("RawSign", bytesArg(document))))
	java.Write("values", fmt.Appendf(nil, "%[1]s certificate0 data0 value0\n%[1]s certificate0 data1 value0", pki.GOST34311))
	results := strings.Split(strings.TrimSpace(java.Run("verify values")), "\n")
	require.Len(t, results, 2)
	assert.True(t, strings.HasPrefix(results[0], "good "), results[0])
	assert.True(t, strings.HasPrefix(results[1], "BAD "), results[1])
}
