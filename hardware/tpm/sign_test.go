// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// TestSignatures: every hash and padding, in one go.
func TestSignatures(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	for _, kind := range []key.Kind{key.ECDSAP256, key.RSA2048} {
		keys, err := open(t, s, generate(t, s, kind)).Keys(t.Context())
		require.NoError(t, err)
		k := keys[0]
		assert.Equal(t, "Мій ключ", k.(key.Named).Alias())
		var digests []key.Digest
		for _, hash := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
			d := key.Digest{Hash: hash, Value: hash.Sum([]byte("document"))}
			digests = append(digests, d)
			if kind == key.RSA2048 {
				d.PSS = true
				digests = append(digests, d)
			}
		}
		results, err := k.Sign(t.Context(), digests)
		require.NoError(t, err)
		for i, d := range digests {
			require.NoError(t, results[i].Err)
			scheme, err := d.Scheme(k.Public())
			require.NoError(t, err)
			assert.NoError(t, scheme.Verify(k.Public(), d.Value, results[i].Raw))
		}
	}
}

// TestClosedWhileSigning: a PIN that is wiped is not sent, for the TPM would count
// it as a wrong one.
func TestClosedWhileSigning(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	ref := generate(t, s, key.ECDSAP256)
	for range 10 {
		store := open(t, s, ref)
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				for {
					keys, err := store.Keys(t.Context())
					if err == nil && len(keys) > 0 {
						_, err = keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
					}
					if err != nil {
						assert.ErrorIs(t, err, key.ErrClosed)
						return
					}
				}
			})
		}
		require.NoError(t, store.Close())
		group.Wait()
	}
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	assert.Zero(t, status.Counter)
}

// openssl runs OpenSSL, or skips the test.
func openssl(t *testing.T, environment []string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not on this machine")
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), environment...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestOpenSSLVerifies: an implementation that knows nothing of ours takes the
// signatures.
func TestOpenSSLVerifies(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	for _, kind := range []key.Kind{key.ECDSAP256, key.RSA2048} {
		keys, err := open(t, s, generate(t, s, kind)).Keys(t.Context())
		require.NoError(t, err)
		results, err := keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
		require.NoError(t, err)
		spki, err := x509.MarshalPKIXPublicKey(keys[0].Public())
		require.NoError(t, err)

		folder := t.TempDir()
		write := func(name string, data []byte) string {
			path := filepath.Join(folder, name)
			require.NoError(t, os.WriteFile(path, data, 0o600))
			return path
		}
		public := write("public.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}))
		signature, document := write("signature", results[0].Raw), write("document", []byte("document"))
		said, err := openssl(t, nil, "dgst", "-sha256", "-verify", public, "-signature", signature, document)
		require.NoError(t, err, said)
		assert.Contains(t, said, "Verified OK")
		_, err = openssl(t, nil, "dgst", "-sha256", "-verify", public, "-signature", signature, write("other", []byte("other")))
		assert.Error(t, err)
	}
}

// TestOpenSSLReadsKeyFiles: the key file is one for OpenSSL's provider of TPM keys
// too, which finds the same parent and loads it.
func TestOpenSSLReadsKeyFiles(t *testing.T) {
	m := swtpm.New(t)
	folder := filepath.Join(t.TempDir(), "tpm")
	s := newHost(folder, tpm.Socket(m.Path))
	environment := []string{"TPM2OPENSSL_TCTI=swtpm:path=" + m.Path}
	provider := []string{"-provider", "tpm2", "-provider", "default", "-propquery", "?provider=tpm2"}
	if _, err := openssl(t, environment, append([]string{"list", "-providers"}, provider[:2]...)...); err != nil {
		t.Skip("OpenSSL has no provider of TPM keys on this machine")
	}
	for _, kind := range []key.Kind{key.ECDSAP256, key.RSA2048} {
		ref := generate(t, s, kind)
		said, err := openssl(t, environment, append([]string{"pkey", "-pubout", "-passin", "pass:" + pin, "-in", filepath.Join(folder, ref.Name()+".pem")}, provider...)...)
		require.NoError(t, err, said)
		block, _ := pem.Decode([]byte(said))
		require.NotNil(t, block, said)
		public, err := x509.ParsePKIXPublicKey(block.Bytes)
		require.NoError(t, err)
		keys, err := open(t, s, ref).Keys(t.Context())
		require.NoError(t, err)
		assert.True(t, pki.EqualPublicKeys(keys[0].Public(), public))
	}
}
