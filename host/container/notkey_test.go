// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"archive/zip"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

func zipOf(t *testing.T, first string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	_, err := w.Create(first)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestNotKey(t *testing.T) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, k)
	require.NoError(t, err)
	ca := selfSignedBy(t, k)
	crl, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now(), NextUpdate: time.Now()}, ca, k)
	require.NoError(t, err)
	public, err := pki.MarshalPublicKey(k.Public())
	require.NoError(t, err)
	bundle, err := pki.MarshalCertificates([]*x509.Certificate{ca})
	require.NoError(t, err)
	block := func(label string, der []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
	}
	tar := make([]byte, 512)
	copy(tar[257:], "ustar")
	for name, test := range map[string]struct {
		file []byte
		what string
	}{
		"certificate":              {ca.Raw, key.WhatCertificate},
		"certificate, cut short":   {ca.Raw[:40], key.WhatCertificate},
		"PEM, certificate":         {block("CERTIFICATE", ca.Raw), key.WhatCertificate},
		"PEM, two certificates":    {bytes.Repeat(block("CERTIFICATE", ca.Raw), 2), key.WhatChain},
		"PEM, cut short":           {block("CERTIFICATE", ca.Raw)[:60], key.WhatCertificate},
		"PEM, with text before it": {append([]byte("subject=x\n"), block("CERTIFICATE", ca.Raw)...), key.WhatCertificate},
		"bundle":                   {bundle, key.WhatChain},
		"PEM, bundle":              {block("PKCS7", bundle), key.WhatChain},
		"PEM, bundle by another":   {block("CMS", bundle), key.WhatChain},
		"request":                  {request, key.WhatRequest},
		"PEM, request":             {block("CERTIFICATE REQUEST", request), key.WhatRequest},
		"CRL":                      {crl, key.WhatCRL},
		"PEM, CRL":                 {block("X509 CRL", crl), key.WhatCRL},
		"public key":               {public, key.WhatPublicKey},
		"PEM, public key":          {block("PUBLIC KEY", public), key.WhatPublicKey},
		"OpenSSH":                  {block("OPENSSH PRIVATE KEY", []byte("openssh-key-v1")), key.WhatSSHKey},
		"OpenSSH, public":          {[]byte("ssh-ed25519 AAAA me@here\n"), key.WhatSSHKey},
		"PuTTY":                    {[]byte("PuTTY-User-Key-File-3: ssh-rsa\r\n"), key.WhatSSHKey},
		"OpenPGP":                  {[]byte("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ"), key.WhatPGPKey},
		"ZIP":                      {zipOf(t, "Key-6.dat"), key.WhatArchive},
		"office file":              {zipOf(t, "[Content_Types].xml"), key.WhatDocument},
		"signed container":         {zipOf(t, "mimetype"), key.WhatDocument},
		"7z":                       {[]byte("7z\xbc\xaf\x27\x1c\x00\x04"), key.WhatArchive},
		"RAR":                      {[]byte("Rar!\x1a\x07\x01\x00"), key.WhatArchive},
		"tar":                      {tar, key.WhatArchive},
		"JCEKS":                    {[]byte("\xce\xce\xce\xce\x00\x00\x00\x02"), key.WhatKeystore},
		"BKS":                      {[]byte("\x00\x00\x00\x02\x00\x00\x00\x14salt"), key.WhatKeystore},
		"PDF":                      {[]byte("%PDF-1.7\n"), key.WhatDocument},
		"HTML":                     {[]byte("\ufeff\r\n<!DOCTYPE html><html>"), key.WhatDocument},
		"XML":                      {[]byte("<?xml version='1.0'?>"), key.WhatDocument},
		"Word":                     {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), key.WhatDocument},
		"Key-11.dat":               {append(bytes.Clone(keyIDFile), make([]byte, 96)...), key.WhatKeyIDs},
	} {
		t.Run(name, func(t *testing.T) {
			var notKey *key.NotKeyError
			require.ErrorAs(t, Check(test.file), &notKey)
			assert.Equal(t, test.what, notKey.What)
			assert.False(t, NeedsPassword(test.file))
			assert.Empty(t, Certificates(test.file))
		})
	}
	for name, file := range map[string][]byte{
		"nothing":                  nil,
		"text":                     []byte("To whom it may concern"),
		"PEM of something":         block("HONEY", []byte{1}),
		"a time-stamp's beginning": {0x30, 3, 2, 1, 5},
	} {
		assert.ErrorIs(t, Check(file), key.ErrNotContainer, name)
	}
}

func selfSignedBy(t *testing.T, k *ecdsa.PrivateKey) *x509.Certificate {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return certificate
}
