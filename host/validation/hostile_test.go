// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func sequence(contents ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(slices.Concat(contents...)) })
	return b.BytesOrPanic()
}

// fakeCertificate has the issuer and number that a signature names, a key, and
// nothing else that a certificate must have.
func fakeCertificate(t *testing.T, si *cms.SignerInfo, key any) []byte {
	t.Helper()
	var serial cryptobyte.Builder
	serial.AddASN1BigInt(si.Serial)
	spki, err := x509.MarshalPKIXPublicKey(key)
	require.NoError(t, err)
	return sequence(sequence(serial.BytesOrPanic(), sequence(), si.Issuer, sequence(), sequence(), spki))
}

// signedByRSA is a message that names a certificate with a modulus of so many
// octets, and has a signature of that length.
func signedByRSA(t *testing.T, id cadestest.Identity, octets int) []byte {
	t.Helper()
	sd := id.Signed(t, cades.Signer{OmitCertificate: true}, nil)
	si := &sd.SignerInfos[0]
	modulus := new(big.Int).SetBytes(bytes.Repeat([]byte{0xff}, octets))
	sd.RawCertificates = [][]byte{fakeCertificate(t, si, &rsa.PublicKey{N: modulus, E: 1<<31 - 1})}
	si.SignatureAlgorithm = pki.AlgorithmIdentifier{OID: pki.OIDRSAWithSHA256}
	si.Signature = append([]byte{1}, make([]byte, octets-1)...)
	return cadestest.Marshal(t, sd, nil)
}

// longName is a Name of as many of the shortest attributes as fit.
func longName(octets int) []byte {
	rdn := []byte{0x31, 9, 0x30, 7, 6, 3, 85, 4, 3, 12, 0}
	return sequence(bytes.Repeat(rdn, octets/len(rdn)))
}

// TestHostileMessages: a message costs its reader work in proportion to its
// size, whatever is in it. Each takes less than a second on an idle machine;
// unbounded, minutes or gigabytes.
func TestHostileMessages(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	for name, c := range map[string]struct {
		message    func() []byte
		indication validation.Indication
		err        validation.Code
	}{
		"an RSA key of 1.6 million bits": {
			func() []byte { return signedByRSA(t, id, 200_000) },
			validation.Indeterminate, validation.SignerNotFound,
		},
		"an RSA key of 120 thousand bits": {
			func() []byte { return signedByRSA(t, id, 15_000) },
			validation.Indeterminate, validation.AlgorithmUnsupported,
		},
		"an endless name of the issuer": {
			func() []byte {
				sd := id.Signed(t, cades.Signer{OmitCertificate: true}, nil)
				for range 16 {
					sd.AddCertificate(root.ECDSA(t).Certificate)
				}
				sd.SignerInfos[0].Issuer = longName(4 << 20)
				return cadestest.Marshal(t, sd, nil)
			},
			validation.Indeterminate, validation.SignerNotFound,
		},
		"long names in every certificate, for every signature": {
			func() []byte {
				sd := id.Signed(t, cades.Signer{}, nil)
				long := root.ECDSA(t, func(c *x509.Certificate) {
					c.SerialNumber = big.NewInt(8)
					c.RawSubject = longName(15_000)
				})
				for range 250 {
					sd.AddCertificate(long.Certificate)
				}
				for range 63 {
					sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0])
				}
				return cadestest.Marshal(t, sd, nil)
			},
			validation.TotalPassed, "",
		},
		"a large certificate bound again and again": {
			func() []byte {
				large := root.ECDSA(t, func(c *x509.Certificate) { c.Subject.Organization = []string{strings.Repeat("a", 15_000)} })
				binding := large.Signed(t, cades.Signer{ESSHash: pki.GOST34311}, nil).SignerInfos[0].SignedAttrs.Values(cms.OIDSigningCertificateV2)
				return forge(t, large, nil, attributes(func(a cms.Attributes) cms.Attributes {
					again := cms.Attribute{Type: essV2.Type, Values: slices.Repeat(binding, 256)}
					return append(a, slices.Repeat(cms.Attributes{again}, 200)...)
				}))
			},
			validation.TotalFailed, validation.AttributeMalformed,
		},
	} {
		t.Run(name, func(t *testing.T) {
			message := c.message()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			verdict := verify(t, verifier(root), message, nil).Signatures[0]
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			require.Less(t, took, 30*time.Second)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(512<<20))
			require.Equal(t, c.indication, verdict.Indication, "%+v", verdict.Errors)
			if c.err != "" {
				require.Contains(t, codes(verdict.Errors), c.err)
			}
		})
	}
}
