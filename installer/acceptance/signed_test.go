// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/linux"
)

// openPGP makes a key, as a maintainer has it, and returns the paths of its secret
// and public parts.
func openPGP(t *testing.T) (secret, public string) {
	t.Helper()
	home := t.TempDir()
	gpg := func(args ...string) []byte {
		t.Helper()
		command := exec.CommandContext(t.Context(), "gpg", append([]string{"--batch", "--homedir", home}, args...)...)
		out, err := command.Output()
		require.NoError(t, err)
		return out
	}
	t.Cleanup(func() {
		_ = exec.CommandContext(context.Background(), "gpgconf", "--homedir", home, "--kill", "all").Run()
	})
	gpg("--passphrase", "", "--quick-generate-key", "Test <test@example.org>", "rsa3072", "sign", "1d")
	secret, public = filepath.Join(home, "secret.asc"), filepath.Join(home, "public.asc")
	require.NoError(t, os.WriteFile(secret, gpg("--armor", "--export-secret-keys"), 0o600))
	require.NoError(t, os.WriteFile(public, gpg("--armor", "--export"), 0o600))
	return secret, public
}

// signed packs the extension with a key, and has others' programs verify it.
func (s shipment) signed(t *testing.T) {
	secret, public := openPGP(t)
	s.product.Keys.GPG = secret
	s.folder = t.TempDir()

	path, err := linux.Extension(t.Context(), s.product, linux.RPM, s.folder)
	require.NoError(t, err)
	root := t.TempDir()
	imported, err := exec.Command("rpmkeys", "--root", root, "--import", public).CombinedOutput()
	require.NoError(t, err, string(imported))
	out, err := exec.Command("rpmkeys", "--root", root, "--checksig", "--verbose", path).CombinedOutput()
	assert.NoError(t, err, string(out))
	assert.Regexp(t, `(?i)signature, key ID [0-9a-f]+: OK`, string(out))

	path, err = linux.Extension(t.Context(), s.product, linux.Deb, s.folder)
	require.NoError(t, err)
	folder := t.TempDir()
	script := `ar x "$1" && cat debian-binary control.tar.gz data.tar.gz > whole && gpg --batch --homedir . --import "$2" && gpg --batch --homedir . --verify _gpgorigin whole`
	verify := exec.Command("sh", "-ec", script, "sh", path, public)
	verify.Dir = folder
	out, err = verify.CombinedOutput()
	assert.NoError(t, err, string(out))
	assert.Contains(t, string(out), "Good signature")

	list := filepath.Join(s.folder, "list")
	require.NoError(t, os.WriteFile(list, []byte("a  b\n"), 0o600))
	signature, err := s.product.Keys.Sign(t.Context(), list)
	require.NoError(t, err)
	out, err = exec.Command("gpg", "--batch", "--homedir", folder, "--verify", signature, list).CombinedOutput()
	assert.NoError(t, err, string(out))
}
