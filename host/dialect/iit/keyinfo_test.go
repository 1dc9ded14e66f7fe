// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
)

// atTax is a host of a page's list of authorities, and what our registry calls the
// one that is there.
func atTax(t *testing.T) (host, name string) {
	t.Helper()
	for _, a := range registry.Builtin().Authorities() {
		if a.Lookup() && hostOf(a.CMP) != "" {
			return hostOf(a.CMP), a.Name()
		}
	}
	t.Fatal("nobody has a look-up")
	return "", ""
}

// TestCertificatesOfAToken is how a page finds what a token has not: by the keys that
// it shows, at the authority that the person chose.
func TestCertificatesOfAToken(t *testing.T) {
	p := newPage(t)
	host, name := atTax(t)
	who := authorities.Subscriber(testpki.Director)
	carrier := token("Кристал-1", "Бухгалтер", "7")
	carrier.Keys = []key.Key{key.New(who.SignKey)}
	p.desk.carriers = []key.Carrier{carrier}
	var asked []string
	p.desk.find = func(keys []lookup.Key, authority string) ([]*x509.Certificate, error) {
		assert.Len(t, keys, 1)
		asked = append(asked, authority)
		if authority == name {
			return append([]*x509.Certificate{who.SignCert}, who.Chain...), nil
		}
		return nil, protocol.Fail(protocol.CertificateNotFound)
	}

	told := p.fieldsOf(classPrivateKeyInfo, p.does("GetKeyInfo", mediaArg(0, 0)))
	assert.Empty(t, told["privateKey"])
	info := newObject(classByteArray, map[string]any{"data": told["privateKeyInfo"]})
	assert.Equal(t, codeCertNotFound, p.codeOf("GetCertificatesByKeyInfo", info, []string{host}, []string{"80"}), "nobody agreed to be known")
	assert.Empty(t, asked)
	p.does("ReadPrivateKeySilently", mediaArg(0, 0))
	bundle := p.asOctets(p.does("GetCertificatesByKeyInfo", info, []string{"localhost", "10.0.0.1", host}, []string{"80", "80", "80"}))
	found, err := pki.ParseCertificates(bundle)
	require.NoError(t, err)
	assert.Equal(t, who.SignCert.Raw, found[0].Raw)
	assert.Equal(t, []string{"", name}, asked, "what was found before, then who is at that host, and nobody else")

	asked = nil
	assert.Equal(t, codeCertNotFound, p.codeOf("GetCertificatesByKeyInfo", info, []string{"evil.example"}, []string{"80"}))
	assert.Equal(t, []string{""}, asked, "hosts that we do not know are asked by nobody")
	assert.Equal(t, codeBadParameter, p.codeOf("GetCertificatesByKeyInfo", byteArray([]byte("another page's")), []string{host}, []string{"80"}))
}

func TestKeysThatAreNotShown(t *testing.T) {
	p := newPage(t)
	p.desk.carriers = []key.Carrier{token("Кристал-1", "Порожній", "8")}
	assert.Equal(t, codeNotSupported, p.codeOf("GetKeyInfo", mediaArg(0, 0)), "a token that shows nothing before its PIN")
	assert.Equal(t, codeNotSupported, p.codeOf("GetKeyInfo", mediaArg(otherKey.kind, 0)), "our window's choice")
	assert.Equal(t, codeMedia, p.codeOf("GetKeyInfo", mediaArg(0, 1)), "it is gone")
	assert.Empty(t, p.desk.opened, "no PIN is asked for")
}

func TestCertificatesBesideKeys(t *testing.T) {
	p := newPage(t)
	who := authorities.Subscriber(testpki.Director)
	carrier := token("Кристал-1", "Директор", "9")
	carrier.Keys = []key.Key{key.New(who.SignKey, who.SignCert)}
	p.desk.carriers = []key.Carrier{carrier}
	p.desk.find = func([]lookup.Key, string) ([]*x509.Certificate, error) {
		t.Error("somebody was asked")
		return nil, nil
	}
	told := p.fieldsOf(classPrivateKeyInfo, p.does("GetKeyInfo", mediaArg(0, 0)))
	info := newObject(classByteArray, map[string]any{"data": told["privateKeyInfo"]})
	assert.Equal(t, codeCertNotFound, p.codeOf("GetCertificatesByKeyInfo", info, []string{}, []string{}), "nobody agreed to be known")
	p.does("ReadPrivateKeySilently", mediaArg(0, 0))
	found, err := pki.ParseCertificates(p.asOctets(p.does("GetCertificatesByKeyInfo", info, []string{}, []string{})))
	require.NoError(t, err)
	assert.Equal(t, who.SignCert.Raw, found[0].Raw)
}

func TestKeyInfoOfFiles(t *testing.T) {
	p := newPage(t)
	who := authorities.Subscriber(testpki.Director)
	p.does("GetKeyInfoBinary", byteArray(who.Key11()), canary)
	p.does("GetKeyInfoBinary", byteArray(authorities.JKS("password", "password")), canary)
	assert.Equal(t, codeNotSupported, p.codeOf("GetKeyInfoBinary", byteArray(who.Key6("password")), canary), "all of it is encrypted")
	assert.Equal(t, codeNotSupported, p.codeOf("GetKeyInfoBinary", byteArray(paper), canary))
}

func TestJavaStores(t *testing.T) {
	p := newPage(t)
	store := byteArray(authorities.JKS("password", "password"))
	alias := p.asText(p.does("EnumJKSPrivateKeys", store, 0))
	n := 1
	for ; p.codeOf("EnumJKSPrivateKeys", store, n) == codeNone; n++ {
	}
	assert.Equal(t, codeEndOfEnum, p.codeOf("EnumJKSPrivateKeys", store, n))
	told := p.fieldsOf(classJKSPrivateKey, p.does("GetJKSPrivateKey", store, alias))
	assert.NotEmpty(t, told["certificates"])
	assert.NotEmpty(t, told["privateKey"])
	assert.Equal(t, codeBadParameter, p.codeOf("GetJKSPrivateKey", store, "another"))
	assert.Equal(t, codeBadPrivateKey, p.codeOf("EnumJKSPrivateKeys", byteArray(paper), 0))
	assert.Equal(t, codeBadPrivateKey, p.codeOf("GetJKSPrivateKey", byteArray(authorities.Subscriber(testpki.Person).Key6("password")), alias))
}
