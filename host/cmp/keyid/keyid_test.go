// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keyid_test

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

func TestURL(t *testing.T) {
	for address, url := range map[string]string{
		"ca.tax.gov.ua":                    "http://ca.tax.gov.ua/services/cmp/",
		"ca.tax.gov.ua/":                   "http://ca.tax.gov.ua/services/cmp/",
		"ca.example.ua:8080":               "http://ca.example.ua:8080/services/cmp/",
		"ca.monobank.ua/services/cmp/":     "http://ca.monobank.ua/services/cmp/",
		"cmp.e-life.com.ua/api/PKI/CMP":    "http://cmp.e-life.com.ua/api/PKI/CMP",
		"https://ca.example.ua":            "https://ca.example.ua/services/cmp/",
		"https://ca.example.ua:8443/x/cmp": "https://ca.example.ua:8443/x/cmp",
	} {
		assert.Equal(t, url, keyid.URL(address))
	}
}

// repeat is an identifier of one octet said again.
func repeat(octet byte, size int) []byte { return bytes.Repeat([]byte{octet}, size) }

// wrapped is octets in a ContentInfo of id-data.
func wrapped(octets []byte) []byte {
	explicit := asn1.Tag(0).ContextSpecific().Constructed()
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes([]byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"))
		b.AddASN1(explicit, func(b *cryptobyte.Builder) { b.AddASN1OctetString(octets) })
	})
	return b.BytesOrPanic()
}

// words are little-endian words one after another.
func words(values ...uint32) []byte {
	var all []byte
	for _, v := range values {
		all = binary.LittleEndian.AppendUint32(all, v)
	}
	return all
}

func TestRequestOctets(t *testing.T) {
	a, b, sha1 := repeat(0xa1, 32), repeat(0xb2, 32), repeat(0xc3, 20)
	zeros := func(n int) []byte { return make([]byte, n) }
	for name, c := range map[string]struct {
		request keyid.Request
		octets  [][]byte
		size    int
	}{
		"two in the short form, as jkurwa writes": {
			keyid.Request{IDs: [][]byte{a, b}, Slots: keyid.Short, Chain: true, Servers: true},
			[][]byte{words(13, 0, 2), a, b, zeros(32), words(1, 1, 0)}, 120,
		},
		"one in the short form is said twice": {
			keyid.Request{IDs: [][]byte{a}, Slots: keyid.Short, Chain: true, Servers: true},
			[][]byte{words(13, 0, 2), a, a, zeros(32), words(1, 1, 0)}, 120,
		},
		"one in the long form, as UAPKI writes": {
			keyid.Request{IDs: [][]byte{a}, Slots: keyid.Long},
			[][]byte{words(13, 0, 1), a, zeros(96), words(0, 0, 0)}, 152,
		},
		"SHA-1 is padded": {
			keyid.Request{IDs: [][]byte{sha1, a}, Slots: keyid.Long, Chain: true},
			[][]byte{words(13, 0, 2), sha1, zeros(12), a, zeros(64), words(1, 0, 0)}, 152,
		},
	} {
		t.Run(name, func(t *testing.T) {
			octets := bytes.Join(c.octets, nil)
			require.Len(t, octets, c.size)
			message, err := c.request.Marshal()
			require.NoError(t, err)
			assert.Equal(t, hex.EncodeToString(wrapped(octets)), hex.EncodeToString(message))

			read, err := keyid.ParseRequest(message)
			require.NoError(t, err)
			assert.Equal(t, c.request.Slots, read.Slots)
			assert.Equal(t, c.request.Chain, read.Chain)
			assert.Equal(t, c.request.Servers, read.Servers)
			require.Len(t, read.IDs, len(c.request.IDs))
			for i, id := range c.request.IDs {
				assert.True(t, keyid.Equal(id, read.IDs[i]))
			}
		})
	}
}

func TestRequestsThatCannotBe(t *testing.T) {
	id := repeat(1, 32)
	for name, r := range map[string]keyid.Request{
		"no form":                {IDs: [][]byte{id}},
		"five slots":             {IDs: [][]byte{id}, Slots: 5},
		"nothing asked":          {Slots: keyid.Short},
		"more than the slots":    {IDs: [][]byte{id, id, id, id}, Slots: keyid.Short},
		"an identifier too long": {IDs: [][]byte{repeat(1, 33)}, Slots: keyid.Short},
		"an empty identifier":    {IDs: [][]byte{{}}, Slots: keyid.Short},
		"of SHA-256 cut to 24":   {IDs: [][]byte{repeat(1, 24)}, Slots: keyid.Long},
	} {
		_, err := r.Marshal()
		assert.Error(t, err, name)
	}
	for name, octets := range map[string][]byte{
		"empty":             {},
		"119 octets":        make([]byte, 119),
		"all zero":          make([]byte, 120),
		"another type":      append(words(14, 0, 1), make([]byte, 108)...),
		"none asked":        append(words(13, 0, 0), make([]byte, 108)...),
		"four of three":     append(words(13, 0, 4), make([]byte, 108)...),
		"a count that laps": append(words(13, 0, 0xffffffff), make([]byte, 140)...),
	} {
		_, err := keyid.ParseRequest(wrapped(octets))
		assert.ErrorIs(t, err, keyid.ErrMalformed, name)
	}
	_, err := keyid.ParseRequest(append(words(13, 0, 1), make([]byte, 108)...))
	assert.ErrorIs(t, err, keyid.ErrMalformed, "not wrapped")
}

func day() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

func TestResponse(t *testing.T) {
	person := testpki.New(day).Subscriber(testpki.Person)
	all := append(person.Certificates(), person.Chain...)
	for name, certs := range map[string][]*x509.Certificate{"none": nil, "one": all[:1], "all": all} {
		t.Run(name, func(t *testing.T) {
			message, err := keyid.MarshalResponse(keyid.StatusFound, certs)
			require.NoError(t, err)
			read, err := keyid.ParseResponse(message)
			require.NoError(t, err)
			assert.EqualValues(t, keyid.StatusFound, read.Status)
			require.Len(t, read.Certificates, len(certs))
			for i, cert := range certs {
				assert.True(t, cert.Equal(read.Certificates[i]))
			}
		})
	}
}

// TestResponseInBER wants the one freedom that old servers take: indefinite
// lengths and a string in pieces.
func TestResponseInBER(t *testing.T) {
	message, err := hex.DecodeString("3080" + "06092a864886f70d010701" + "a080" + "2480" + "04040d000000" + "040403000000" + "0000" + "0000" + "0000")
	require.NoError(t, err)
	read, err := keyid.ParseResponse(message)
	require.NoError(t, err)
	assert.Equal(t, keyid.Response{Status: keyid.StatusNotFound}, read)
}

func TestResponsesThatSayNothing(t *testing.T) {
	read, err := keyid.ParseResponse(wrapped(append(words(13, 3), "no such certificate"...)))
	require.NoError(t, err, "what follows the status is no bundle")
	assert.Empty(t, read.Certificates)

	person := testpki.New(day).Subscriber(testpki.Person).SignCert
	many := make([]*x509.Certificate, keyid.MaxCertificates+1)
	for i := range many {
		many[i] = person
	}
	flood, err := keyid.MarshalResponse(keyid.StatusFound, many)
	require.NoError(t, err)
	for name, message := range map[string][]byte{
		"empty":                 {},
		"HTML":                  []byte("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"),
		"a bare certificate":    person.Raw,
		"no status":             wrapped(words(13)),
		"cut short":             wrapped(words(13, 1))[:12],
		"too many certificates": flood,
		"too large":             wrapped([]byte(strings.Repeat("0", keyid.MaxResponse))),
	} {
		_, err := keyid.ParseResponse(message)
		assert.ErrorIs(t, err, keyid.ErrMalformed, name)
	}
}
