// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package x963_test

import (
	"bytes"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
	"github.com/pidpys/pidpys/host/crypto/x963"
)

func Example() {
	alice, err := dstu4145.GenerateKey(dstu4145.M431(), nil, nil)
	if err != nil {
		panic(err)
	}
	bob, err := dstu4145.GenerateKey(dstu4145.M431(), nil, nil)
	if err != nil {
		panic(err)
	}
	key := func(own *dstu4145.PrivateKey, peer *dstu4145.PublicKey) []byte {
		const cofactor = true
		secret, err := own.SharedSecret(peer, cofactor)
		if err != nil {
			panic(err)
		}
		defer clear(secret)
		return x963.Derive(kupyna.New256, secret, []byte("what the key is for"), 32)
	}
	fmt.Println(bytes.Equal(key(alice, &bob.PublicKey), key(bob, &alice.PublicKey)))
	// Output: true
}
