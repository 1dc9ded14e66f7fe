// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10_test

import (
	"encoding/pem"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestOpenSSLReads(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	p := testpki.New(day)
	for _, name := range []string{testpki.ECDSAPerson, testpki.RSAPerson} {
		_, der := renewal(t, p, name, pki.AES)
		openssl.Write("request.p10", der)
		out := openssl.Run("req -inform DER -in request.p10 -verify -noout -text")
		assert.Contains(t, out, "verify OK")
		assert.Contains(t, out, "Version: 1 (0x0)")
		assert.Contains(t, out, "X509v3 Subject Key Identifier")
		assert.Contains(t, out, "X509v3 Key Usage: critical")
		assert.Contains(t, out, "qcStatements")

		der[len(der)-1] ^= 1
		openssl.Write("request.p10", der)
		out, _ = openssl.Try("req -inform DER -in request.p10 -verify -noout")
		assert.NotContains(t, out, "verify OK", "it looks at all")
	}
}

// TestOpenSSLWrites: requests of another program are read, with other
// attributes and without any.
func TestOpenSSLWrites(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	openssl.Write("req.cnf", []byte("[req]\ndistinguished_name=dn\nattributes=more\nprompt=no\nreq_extensions=ext\n[dn]\nCN=Someone\n"+
		"[more]\nchallengePassword=secret\n[ext]\nkeyUsage=critical,digitalSignature\n[bare]\ndistinguished_name=dn\nprompt=no\n"))
	for line, extensions := range map[string]int{
		"-newkey ec -pkeyopt ec_paramgen_curve:P-256":         1,
		"-newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384": 1,
		"-newkey rsa:2048": 1,
		"-newkey rsa:2048 -sigopt rsa_padding_mode:pss":                                     1,
		"-newkey ec -pkeyopt ec_paramgen_curve:P-256 -section bare -config req.cnf":         0,
		"-newkey ec -pkeyopt ec_paramgen_curve:P-256 -section bare -config req.cnf -subj /": 0,
	} {
		openssl.Run("req -new -nodes -config req.cnf -keyout key.pem -out request.pem " + line)
		block, _ := pem.Decode(openssl.Read("request.pem"))
		require.NotNil(t, block)
		r, err := pkcs10.Parse(block.Bytes)
		require.NoError(t, err, line)
		assert.Len(t, r.Extensions, extensions, line)
		assert.Equal(t, strings.HasSuffix(line, "/"), r.Subject == nil, line)
	}
	openssl.Run("req -new -nodes -config req.cnf -keyout key.pem -out request.pem -newkey rsa:2048 -sha1")
	block, _ := pem.Decode(openssl.Read("request.pem"))
	_, err := pkcs10.Parse(block.Bytes)
	assert.ErrorIs(t, err, pki.ErrWeak)
}
