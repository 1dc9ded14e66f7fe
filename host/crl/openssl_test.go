// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/testpki"
)

// TestOpenSSLReads: OpenSSL reads the lists that testpki makes, and verifies
// those of the European authorities.
func TestOpenSSLReads(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not on this machine")
	}
	p := testpki.NewAt(clock, base)
	issuer := filepath.Join(t.TempDir(), "issuer.pem")
	chain := p.Subscriber(testpki.ECDSAPerson).Chain
	require.NoError(t, os.WriteFile(issuer, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: chain[0].Raw}), 0o600))
	for authority, arguments := range map[string][]string{
		"european": {"-CAfile", issuer}, "national": nil,
	} {
		for _, delta := range []bool{false, true} {
			cmd := exec.Command(openssl, append([]string{"crl", "-inform", "DER", "-noout", "-text"}, arguments...)...)
			cmd.Stdin = bytes.NewReader(p.List(authority, testpki.CRLOptions{}, delta))
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
			if arguments != nil {
				assert.Contains(t, string(out), "verify OK")
			}
			if delta {
				assert.Contains(t, string(out), "Delta CRL Indicator: critical")
			}
		}
	}
}
