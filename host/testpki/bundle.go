// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/pki"
)

// Bundle is what cabinets' pages give the program that signs: certificates of
// authorities and their servers, of all years (see [pki.MarshalCertificates]). Those of this PKI come first; providers that nobody has
// heard of follow until there are at least size octets.
func (p *PKI) Bundle(size int) []byte {
	listed := append(p.Certificates(), p.TimeStamper(true), p.TimeStamper(false))
	octets := 0
	for _, c := range listed {
		octets += len(c.Raw)
	}
	by := p.providers[national]
	key := newKey(keyM257, "listed")
	for i := 1; octets < size; i++ {
		h := holder{subject: office{
			organization: "Навчальний надавач",
			commonName:   fmt.Sprintf("Навчальний надавач електронних довірчих послуг № %d", i),
			serial:       fmt.Sprintf("UA-%08d-257", i), code: fmt.Sprintf("%08d", i), national: true,
		}.subject()}
		number := serial(by.keyID(), kindListed, uint32(i))
		c := p.certify(h, by, key.Public(), x509.KeyUsageDigitalSignature, number, p.now.Add(-years(2*(i%4))))
		listed = append(listed, c)
		octets += len(c.Raw)
	}
	der, err := pki.MarshalCertificates(listed)
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
