// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// A Listing is the answer to "what is in it?", as `pidpys keys --json` prints
// it. It holds no secret. Hexadecimal is in upper case.
type Listing struct {
	Format string  `json:"format"` // "iit", "pkcs12", …; empty if the store has none
	Keys   []Entry `json:"keys"`
}

// An Entry is one key of a Listing.
type Entry struct {
	Algorithm   string       `json:"algorithm"`  // "dstu4145", "ecdsa", "rsa"
	Curve       string       `json:"curve"`      // object identifier; empty for RSA
	SKI         string       `json:"ski"`        // the usual SubjectKeyIdentifier of such a key
	SKIKupyna   string       `json:"ski_kupyna"` // the same by Kupyna-256; DSTU 4145 only
	Usage       []string     `json:"usage"`      // "sign", "agree"
	Alias       string       `json:"alias"`      // fit to show
	Certificate *Description `json:"certificate"`
}

// A Description tells a certificate from others.
type Description struct {
	Subject  string    `json:"subject"` // name, fit to show
	Issuer   string    `json:"issuer"`  // name, fit to show
	Serial   string    `json:"serial"`
	NotAfter time.Time `json:"not_after"`
	SKI      string    `json:"ski"`
}

// Describe lists the candidates of a store.
func Describe(store Store, candidates []Candidate) Listing {
	listing := Listing{Keys: make([]Entry, len(candidates))}
	if s, ok := store.(Formatted); ok {
		listing.Format = s.Format()
	}
	for i, c := range candidates {
		listing.Keys[i] = entry(c)
	}
	return listing
}

func entry(c Candidate) Entry {
	public := c.Key.Public()
	e := Entry{Usage: c.Usage.Names()}
	e.Algorithm, e.Curve = algorithm(public)
	ids := pki.KeyIDs(public)
	if len(ids) > 0 {
		e.SKI = fmt.Sprintf("%X", ids[0])
	}
	if _, ok := public.(*dstu4145.PublicKey); ok && len(ids) > 1 {
		e.SKIKupyna = fmt.Sprintf("%X", ids[1])
	}
	if named, ok := c.Key.(Named); ok {
		e.Alias = pki.DisplayText(named.Alias())
	}
	if c.Certificate != nil {
		d := DescribeCertificate(c.Certificate)
		e.Certificate = &d
	}
	return e
}

// DescribeCertificate tells a certificate from others, names fit to show.
func DescribeCertificate(c *x509.Certificate) Description {
	return Description{
		Subject:  pki.Subject(c).DisplayName(),
		Issuer:   pki.Issuer(c).DisplayName(),
		Serial:   fmt.Sprintf("%X", c.SerialNumber.Bytes()),
		NotAfter: c.NotAfter.UTC(),
		SKI:      fmt.Sprintf("%X", c.SubjectKeyId),
	}
}

func algorithm(public crypto.PublicKey) (name, curve string) {
	switch k := public.(type) {
	case *dstu4145.PublicKey:
		return "dstu4145", dstuCurveOID(k.Curve)
	case *ecdsa.PublicKey:
		return "ecdsa", curveOIDs[k.Curve]
	case *rsa.PublicKey:
		return "rsa", ""
	}
	return "", ""
}

func dstuCurveOID(curve *dstu4145.Curve) string {
	return append(slices.Clone(pki.OIDDSTU4145Curve), curve.Number()).String()
}

// curveOIDs: RFC 5480, 2.1.1.1.
var curveOIDs = map[elliptic.Curve]string{
	elliptic.P224(): "1.3.132.0.33",
	elliptic.P256(): "1.2.840.10045.3.1.7",
	elliptic.P384(): "1.3.132.0.34",
	elliptic.P521(): "1.3.132.0.35",
}
