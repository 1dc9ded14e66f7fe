// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

// Password opens every one of [PKI.Files].
const Password = "pidpys-test"

// Files are ready key files to try a program with, by name. The certificate
// of Key-6.dat lies beside it; the others hold theirs.
func (p *PKI) Files() map[string][]byte {
	person := p.Subscriber(Person)
	return map[string][]byte{
		"Key-6.dat":       person.Key6(Password),
		"Key-6-sign.cer":  person.SignCert.Raw,
		"Key-6-agree.cer": person.AgreeCert.Raw,
		"director.pfx":    p.Subscriber(Director).PKCS12(Password),
		"stamp.pfx":       p.Subscriber(Stamp).PKCS12(Password),
		"fop.p12":         p.Subscriber(FOP).PKCS12(Password),
		"ecdsa.p12":       p.Subscriber(ECDSAPerson).PKCS12(Password),
		"expired.pfx":     p.Subscriber(Expired).PKCS12(Password),
		"foreign.pfx":     p.Subscriber(Foreign).PKCS12(Password),
		"self-made.pfx":   p.Subscriber(SelfMade).PKCS12(Password),
	}
}
