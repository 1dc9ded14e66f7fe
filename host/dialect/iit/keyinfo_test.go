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

// TestCertificatesOfAToken: they say who sits there, so a page gets none but those of
// the key that the person opened for it.
func TestCertificatesOfAToken(t *testing.T) {
	p := newPage(t)
	host, _ := atTax(t)
	p.desk.who = authorities.Subscriber(testpki.Director)
	carrier, other := token("Кристал-1", "Бухгалтер", "7"), token("Кристал-1", "Директор", "8")
	carrier.Keys = []key.Key{key.New(p.desk.who.SignKey)}
	beside := authorities.Subscriber(testpki.Person)
	other.Keys = []key.Key{key.New(beside.SignKey, beside.SignCert)}
	p.desk.carriers = []key.Carrier{carrier, other}
	p.desk.find = func([]lookup.Key, string) ([]*x509.Certificate, error) {
		t.Error("somebody was asked")
		return nil, nil
	}
	info := func(device int) object {
		told := p.fieldsOf(classPrivateKeyInfo, p.does("GetKeyInfo", mediaArg(0, device)))
		assert.Empty(t, told["privateKey"])
		return newObject(classByteArray, map[string]any{"data": told["privateKeyInfo"]})
	}
	one, two := info(0), info(1)
	servers, ports := []string{"localhost", "10.0.0.1", host}, []string{"80", "80", "80"}
	p.fails(codeCertNotFound, "GetCertificatesByKeyInfo", one, servers, ports)

	p.desk.elsewhere = carrier.Ref
	p.does("ReadPrivateKeySilently", mediaArg(0, 1))
	p.fails(codeCertNotFound, "GetCertificatesByKeyInfo", two, servers, ports) // the person opened the first
	found, err := pki.ParseCertificates(p.asOctets(p.does("GetCertificatesByKeyInfo", one, servers, ports)))
	require.NoError(t, err)
	assert.Equal(t, p.desk.who.SignCert.Raw, found[0].Raw)
	p.fails(codeBadParameter, "GetCertificatesByKeyInfo", byteArray([]byte("another page's")), servers, ports)
}

// TestKeyInfoAgain: no method frees what a page was told, and some ask before each signature.
func TestKeyInfoAgain(t *testing.T) {
	p := newPage(t)
	carrier := token("Кристал-1", "", "7")
	carrier.Keys = []key.Key{key.New(p.desk.who.SignKey)}
	p.desk.carriers = []key.Carrier{carrier}
	first := p.does("GetKeyInfo", mediaArg(0, 0))
	for range maxHandles {
		require.Equal(t, first, p.does("GetKeyInfo", mediaArg(0, 0)))
	}
	p.does("Finalize")
	p.does("Initialize")
	require.NotEqual(t, first, p.does("GetKeyInfo", mediaArg(0, 0)), "a handle that was freed came back")
}

// TestCertificatesAtTheirIssuer: a page takes the first authority that has a certificate
// for its issuer, and gives up where that is not so.
func TestCertificatesAtTheirIssuer(t *testing.T) {
	p := newPage(t)
	carrier := token("Кристал-1", "", "7")
	carrier.Keys = []key.Key{key.New(p.desk.who.SignKey)}
	p.desk.carriers = []key.Carrier{carrier}
	issuer := registry.Authority{Names: []string{pki.Issuer(p.desk.who.SignCert).CommonName}, CMP: "ca.example/cmp"}
	p.desk.directory = registry.Builtin().With([]registry.Authority{issuer})
	p.does("ReadPrivateKeySilently", mediaArg(0, 0))
	told := p.fieldsOf(classPrivateKeyInfo, p.does("GetKeyInfo", mediaArg(0, 0)))
	info := newObject(classByteArray, map[string]any{"data": told["privateKeyInfo"]})
	host, _ := atTax(t)
	p.fails(codeCertNotFound, "GetCertificatesByKeyInfo", info, []string{host}, []string{"80"})
	p.does("GetCertificatesByKeyInfo", info, []string{"http://CA.example/other"}, []string{"80"})
	p.does("GetCertificatesByKeyInfo", info, []string{}, []string{})
}

func TestKeysThatAreNotShown(t *testing.T) {
	p := newPage(t)
	p.desk.carriers = []key.Carrier{token("Кристал-1", "Порожній", "8")}
	assert.Equal(t, codeNotSupported, p.codeOf("GetKeyInfo", mediaArg(0, 0)), "a token that shows nothing before its PIN")
	assert.Equal(t, codeNotSupported, p.codeOf("GetKeyInfo", mediaArg(otherKey.kind, 0)), "our window's choice")
	assert.Equal(t, codeMedia, p.codeOf("GetKeyInfo", mediaArg(0, 1)), "it is gone")
	assert.Empty(t, p.desk.opened, "no PIN is asked for")
}

// TestCertificatesOfAFile: authorities are asked for those of keys that the page itself
// has, and nobody's memory.
func TestCertificatesOfAFile(t *testing.T) {
	p := newPage(t)
	host, name := atTax(t)
	who := authorities.Subscriber(testpki.Director)
	var asked []string
	p.desk.find = func(keys []lookup.Key, authority string) ([]*x509.Certificate, error) {
		asked = append(asked, authority)
		return append([]*x509.Certificate{who.SignCert}, who.Chain...), nil
	}
	p.does("ReadPrivateKey") // another's
	told := p.fieldsOf(classPrivateKeyInfo, p.does("GetKeyInfoBinary", byteArray(who.Key11()), canary))
	info := newObject(classByteArray, map[string]any{"data": told["privateKeyInfo"]})
	p.fails(codeCertNotFound, "GetCertificatesByKeyInfo", info, []string{"evil.example"}, []string{"80"})
	p.fails(codeCertNotFound, "GetCertificatesByKeyInfo", info, []string{}, []string{})
	assert.Empty(t, asked, "hosts that we do not know are asked by nobody")
	found, err := pki.ParseCertificates(p.asOctets(p.does("GetCertificatesByKeyInfo", info, []string{"localhost", host}, []string{"80", "80"})))
	require.NoError(t, err)
	assert.Equal(t, who.SignCert.Raw, found[0].Raw)
	assert.Equal(t, []string{name}, asked)
}

// TestSavedCertificates: those that the page has saved may serve the key that is opened.
func TestSavedCertificates(t *testing.T) {
	p := newPage(t)
	p.does("ReadPrivateKey")
	p.does("SaveCertificate", byteArray(p.desk.who.SignCert.Raw))
	p.does("ReadPrivateKey")
	assert.Empty(t, p.desk.opened[0].Certificates)
	require.Len(t, p.desk.opened[1].Certificates, 1)
	assert.Equal(t, p.desk.who.SignCert.Raw, p.desk.opened[1].Certificates[0].Raw)
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
