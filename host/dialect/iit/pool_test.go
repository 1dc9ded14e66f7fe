// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/testpki"
)

func TestPool(t *testing.T) {
	p := newPage(t)
	person, director := authorities.Subscriber(testpki.Person), authorities.Subscriber(testpki.Director)
	p.does("SaveCertificate", bytesArg(person.SignCert.Raw))
	p.does("SaveCertificates", bytesArg(authorities.Bundle(0)))
	p.does("SaveCertificatesEx", bytesArg(person.SignCert.Raw), bytesArg(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: director.SignCert.Raw})))
	p.does("SaveCertificatesEx", bytesArg(person.SignCert.Raw), nil)
	for _, odd := range []string{"", "P7B", "0\x00", "0", "-----BEGIN CERTIFICATE-----"} {
		p.does("SaveCertificates", bytesArg([]byte(odd)))
	}
	p.does("SaveCRL", true, bytesArg([]byte{0x30}))
	assert.Empty(t, p.pool.parsed, "nobody has looked")
	all := p.pool.certificates()
	assert.Contains(t, all, person.SignCert)
	assert.Contains(t, all, director.SignCert)
	seen := map[string]bool{}
	for _, c := range all {
		assert.False(t, seen[string(c.Raw)], "once")
		seen[string(c.Raw)] = true
	}
	assert.Equal(t, all, p.pool.certificates())
	p.does("SaveCertificate", bytesArg(director.AgreeCert.Raw))
	assert.Equal(t, append(all[:len(all):len(all)], director.AgreeCert), p.pool.certificates())
}

// TestPoolIsNotTrusted: a root that the page hands over, even as trusted, vouches for
// nobody.
func TestPoolIsNotTrusted(t *testing.T) {
	p := newPage(t)
	foreign := authorities.Subscriber(testpki.Foreign)
	root := foreign.Chain[len(foreign.Chain)-1]
	p.does("SaveCertificatesEx", bytesArg(root.Raw), bytesArg(root.Raw))
	p.fails(codeBadCertificate, "CheckCertificate", bytesArg(foreign.SignCert.Raw))
	assert.Contains(t, p.pool.certificates(), root)
	assert.NotContains(t, []*x509.Certificate(authorities.Certificates()), root)
}

func TestPoolIsBounded(t *testing.T) {
	p := newPage(t)
	large := make([]byte, maxPool/2)
	for range 3 {
		p.does("SaveCertificates", bytesArg(large)) // over and over, as pages do
	}
	large[0] = 1
	p.does("SaveCertificates", bytesArg(large))
	p.fails(codeMemory, "SaveCertificates", bytesArg([]byte{0}))
	assert.Empty(t, p.pool.certificates())
	p.fails(codeMemory, "SaveCertificates", bytesArg([]byte{0}))
	p.does("Finalize")
	p.does("Initialize")
	for i := range maxBundles {
		p.does("SaveCertificates", bytesArg([]byte{byte(i)}))
	}
	p.fails(codeMemory, "SaveCertificates", bytesArg([]byte{0, 0}))
	p.does("SaveCertificates", bytesArg([]byte{0}))
}
