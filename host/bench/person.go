// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"time"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
)

// password opens all key files.
const password = "password"

// newPerson is somebody with a certificate and keys of DSTU 4145.
func newPerson() *testpki.Subscriber { return testpki.New(time.Now).Subscriber(testpki.Person) }

// keyFiles are that person's, by what they are called in figures: as other people's
// software writes them, with 10,000 rounds. What protects the key in PKCS #12 is
// derived once more for its MAC, and once more for each key and certificate: here
// is one key.
func keyFiles(person *testpki.Subscriber) map[string][]byte {
	sign, agree := person.SignKey.(*dstu4145.PrivateKey), person.AgreeKey.(*dstu4145.PrivateKey)
	entries := []container.Entry{
		{Key: sign, Alias: "key", Certificates: append(person.Certificates(), person.Chain...)},
		{Key: agree, Alias: "key"},
	}
	return map[string][]byte{
		"iit":    must(container.MarshalIIT(sign, agree, []byte(password))),
		"pkcs12": must(container.MarshalPKCS12([]container.Entry{{Key: sign}}, []byte(password), container.PKCS12Options{})),
		"pbes2":  must(container.MarshalPKCS8(sign, []byte(password), container.PKCS8Options{})),
		"jks":    must(container.MarshalJKS(entries, container.Passwords{File: []byte(password)}, container.JKSOptions{})),
	}
}
