// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"os"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A noCertificatesError names a signature or a key file that holds none.
type noCertificatesError struct{ file string }

func (e *noCertificatesError) Error() string { return e.file + ": no certificates inside" }

// certificatesIn reads the certificates on a token, at a provider, or in a file of
// any kind that may hold them: the owners' first, then those of authorities.
func (c *call) certificatesIn(ctx context.Context, name string, flags keyFlags) ([]*x509.Certificate, error) {
	if !inFile(name) {
		return c.certificatesOfStore(ctx, name, flags)
	}
	f, err := os.Open(keyFile(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, pki.MaxBundle+1))
	if err != nil {
		return nil, err
	}
	certificates, err := pki.ParseCertificates(head)
	if err != nil {
		signature := io.MultiReader(bytes.NewReader(head), f)
		if certificates, err = certificatesOfSignature(signature, name); err != nil && len(head) <= container.MaxSize {
			certificates, err = c.certificatesOfKey(ctx, name, head, flags, err)
		}
	}
	slices.SortStableFunc(certificates, func(a, b *x509.Certificate) int { return rank(a) - rank(b) })
	return certificates, err
}

// certificatesOfStore lists those that lie on a token or at a provider.
func (c *call) certificatesOfStore(ctx context.Context, name string, flags keyFlags) ([]*x509.Certificate, error) {
	o, err := c.open(ctx, name, flags)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	var keys []key.Key
	for _, candidate := range o.candidates {
		keys = append(keys, candidate.Key)
	}
	certificates := certificatesOf(keys)
	if len(certificates) == 0 {
		return nil, &noCertificatesError{name}
	}
	return certificates, nil
}

func rank(certificate *x509.Certificate) int {
	if pki.IsCA(certificate) {
		return 1
	}
	return 0
}

// certificatesOfSignature reads past the document, of any size.
func certificatesOfSignature(file io.Reader, name string) ([]*x509.Certificate, error) {
	octets, _ := cms.Binary(file)
	r, err := cms.NewReader(octets)
	if err != nil {
		return nil, &notCertificateError{name}
	}
	if _, err := io.Copy(io.Discard, r.Content()); err != nil {
		return nil, err
	}
	message, err := r.SignedData()
	switch {
	case err != nil:
		return nil, err
	case len(message.Certificates) == 0:
		return nil, &noCertificatesError{name}
	}
	return message.Certificates, nil
}

// certificatesOfKey asks for the password only where certificates may be behind
// it, or when it was given. A file that is no key either is what it was found
// to be before.
func (c *call) certificatesOfKey(ctx context.Context, name string, data []byte, flags keyFlags, before error) ([]*x509.Certificate, error) {
	defer clear(data)
	if _, ids := container.KeyIDs(data); ids {
		return nil, &noCertificatesError{name}
	}
	if container.Check(data) != nil {
		return nil, before
	}
	certificates := container.Certificates(data)
	if locked := len(certificates) == 0 && container.Detect(data) == container.PKCS12; locked || flags.password != "" {
		store, keys, err := c.unlock(ctx, name, data, c.terminal(flags))
		if err != nil {
			return nil, err
		}
		defer store.Close()
		certificates = certificatesOf(keys)
	}
	if len(certificates) == 0 {
		return nil, &noCertificatesError{name}
	}
	return certificates, nil
}

// certificatesOf lists those that lie with keys, each once.
func certificatesOf(keys []key.Key) []*x509.Certificate {
	var all []*x509.Certificate
	for _, k := range keys {
		for _, certificate := range k.Certificates() {
			if !slices.ContainsFunc(all, certificate.Equal) {
				all = append(all, certificate)
			}
		}
	}
	return all
}
