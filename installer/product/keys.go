// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package product

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Keys are paths of the keys that packages are signed with. None is in the
// repository. What has no key is not signed.
type Keys struct {
	CRX            string // the extension's for Chromium: RSA, PEM (PKCS #8)
	GPG            string // OpenPGP, a secret key without a password: for .deb, .rpm and checksums
	APK            string // Alpine's: RSA, PEM
	Certificate    string // Authenticode: the certificate and those above it, PEM
	CertificateKey string // and its key, PEM
	Timestamp      string // URL of an RFC 3161 authority; without one Authenticode signatures end with the certificate
}

// Extension is the key of the CRX, which also decides the extension's id.
func (k Keys) Extension() (*rsa.PrivateKey, error) {
	text, err := os.ReadFile(k.CRX)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM", k.CRX)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.CRX, err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: not an RSA key", k.CRX)
	}
	return key, nil
}

// ownKey is the path of a key for the CRX that this checkout made for itself, now
// if there was none.
func ownKey(checkout string, say func(string)) (string, error) {
	path := filepath.Join(checkout, "build", "keys", "crx.pem")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	defer clear(der)
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	defer clear(text)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	// Whoever makes one at the same time makes another: the first stays.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return path, nil
	}
	if err != nil {
		return "", err
	}
	say("made a key for the extension's CRX: " + path + ". Who loses it changes the extension's id")
	_, err = f.Write(text)
	return path, errors.Join(err, f.Close())
}
