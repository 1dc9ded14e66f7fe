// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPkcs11Tool has OpenSC's tool use the module as it uses any other.
func TestPkcs11Tool(t *testing.T) {
	path, err := exec.LookPath("pkcs11-tool")
	if err != nil {
		t.Skip("pkcs11-tool is not on this machine")
	}
	folder(t, usual())
	tool := func(args ...string) string {
		out, err := exec.Command(path, append([]string{"--module", modulePath(t)}, args...)...).CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	slots := tool("--list-slots")
	for _, said := range []string{"Pidpys Simulator", "Тестовий носій", "SIM-0001", "login required", "PIN initialized", "0/16"} {
		assert.Contains(t, slots, said)
	}
	assert.Contains(t, tool("--list-mechanisms"), "mechtype-0x80420031, keySize={163,431}, hw, sign, EC F_2M, EC parameters, EC OID, EC compressed")
	assert.NotContains(t, tool("--list-objects"), "Private Key Object")
	objects := tool("--login", "--pin", pin, "--list-objects")
	for _, said := range []string{"Private Key Object", "Public Key Object", "Certificate Object", "DSTU 4145 M257", "DSTU 4145 M431"} {
		assert.Contains(t, objects, said)
	}

	dir := t.TempDir()
	input, output := filepath.Join(dir, "digest"), filepath.Join(dir, "signature")
	require.NoError(t, os.WriteFile(input, digest, 0o600))
	tool("--login", "--pin", pin, "--sign", "--mechanism", "0x80420031", "--input-file", input, "--output-file", output)
	signature, err := os.ReadFile(output)
	require.NoError(t, err)
	verifies(t, person.SignKey.Public(), signature)
}
