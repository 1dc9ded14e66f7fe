// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// Bundle is what cabinets' pages give the program that signs: certificates of
// authorities and their servers, of all years, as a SignedData without signers,
// RFC 5652 section 5.1. Those of this PKI come first; providers that nobody has
// heard of follow until there are at least size octets.
func (p *PKI) Bundle(size int) []byte {
	listed := &cms.SignedData{Version: 1, Detached: true}
	octets := 0
	add := func(certificates ...*x509.Certificate) {
		for _, c := range certificates {
			listed.AddCertificate(c)
			octets += len(c.Raw)
		}
	}
	add(p.Certificates()...)
	add(p.TimeStamper(true), p.TimeStamper(false))
	by := p.providers[national]
	key := newKey(keyM257, "listed")
	for i := 1; octets < size; i++ {
		h := holder{subject: office{
			organization: "Навчальний надавач",
			commonName:   fmt.Sprintf("Навчальний надавач електронних довірчих послуг № %d", i),
			serial:       fmt.Sprintf("UA-%08d-257", i), code: fmt.Sprintf("%08d", i), national: true,
		}.subject()}
		number := serial(by.keyID(), kindListed, uint32(i))
		add(p.certify(h, by, key.Public(), x509.KeyUsageDigitalSignature, number, p.now.Add(-years(2*(i%4)))))
	}
	der, err := listed.Marshal(nil)
	must(err)
	return der
}

// Names are what the trusted providers are called, as issuers of certificates.
func (p *PKI) Names() []string {
	var names []string
	for _, d := range domains {
		if d.trusted {
			names = append(names, pki.Subject(p.providers[d.name].certificate).CommonName)
		}
	}
	return names
}
