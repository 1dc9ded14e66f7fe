// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"maps"
	"slices"
)

// Password opens every one of [PKI.Files].
const Password = "pidpys-test"

// KeyPassword is that of the keys within jks-two-passwords.jks.
const KeyPassword = "pidpys-keys"

// Files are ready key files to try a program with, by name. The certificates
// of Key-6.dat and person.pk8, which hold the same key, and of fop.zs2 lie
// beside them; that of Key-6-alone.dat only the look-up gives. The others hold
// theirs. Files are made once; the caller may change what it gets.
func (p *PKI) Files() map[string][]byte {
	p.filesOnce.Do(func() { p.files = p.makeFiles() })
	files := maps.Clone(p.files)
	for name := range files {
		files[name] = slices.Clone(files[name])
	}
	return files
}

func (p *PKI) makeFiles() map[string][]byte {
	person, alone, fop := p.Subscriber(Person), p.Subscriber(Passport), p.Subscriber(FOP)
	return map[string][]byte{
		"Key-6.dat":             person.Key6(Password),
		"Key-6-sign.cer":        person.SignCert.Raw,
		"Key-6-agree.cer":       person.AgreeCert.Raw,
		"Key-6-alone.dat":       alone.Key6(Password),
		"Key-11.dat":            alone.Key11(),
		"person.pk8":            person.PKCS8(Password),
		"fop.zs2":               fop.PKCS8(Password),
		"fop-sign.cer":          fop.SignCert.Raw,
		"privatbank.jks":        p.JKS(Password, Password),
		"jks-two-passwords.jks": p.JKS(Password, KeyPassword),
		"rsa.pem":               p.Subscriber(RSAPerson).PEM(Password),
		"director.pfx":          p.Subscriber(Director).PKCS12(Password),
		"stamp.pfx":             p.Subscriber(Stamp).PKCS12(Password),
		"accountant.pfx":        p.Subscriber(Accountant).PKCS12(Password),
		"neighbour.pfx":         p.Subscriber(Neighbour).PKCS12(Password),
		"fop.p12":               fop.PKCS12(Password),
		"ecdsa.p12":             p.Subscriber(ECDSAPerson).PKCS12(Password),
		"ecdsa-login.p12":       p.Subscriber(ECDSALogin).PKCS12(Password),
		"expired.pfx":           p.Subscriber(Expired).PKCS12(Password),
		"foreign.pfx":           p.Subscriber(Foreign).PKCS12(Password),
		"self-made.pfx":         p.Subscriber(SelfMade).PKCS12(Password),
	}
}
