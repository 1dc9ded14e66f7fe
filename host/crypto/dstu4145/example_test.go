// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"crypto/rand"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

func Example() {
	key, err := dstu4145.GenerateKey(dstu4145.M257(), nil, rand.Reader)
	if err != nil {
		panic(err)
	}
	defer key.Wipe()

	digest := []byte("32 octets from GOST 34.311-95...")
	signature, err := key.Sign(rand.Reader, digest, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(signature), dstu4145.Verify(&key.PublicKey, digest, signature))
	// Output: 64 true
}

func ExampleNewPublicKey() {
	// The content of the OCTET STRING inside a certificate's subjectPublicKey.
	octets := dstu4145.M257().Params().Generator
	key, err := dstu4145.NewPublicKey(dstu4145.M257(), nil, octets)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s %x\n", key.Curve.Name(), key.Bytes())

	_, err = dstu4145.NewPublicKey(dstu4145.M257(), nil, make([]byte, 33))
	fmt.Println(err)
	// Output:
	// M257 b60fd2d8dce8a93423c6101bca91c47a007e6c300b26cd556c9b0e7d20ef292a00
	// dstu4145: invalid public key: the point of order 2
}

func ExamplePrivateKey_SharedSecret() {
	alice, err := dstu4145.GenerateKey(dstu4145.M431(), nil, nil)
	if err != nil {
		panic(err)
	}
	bob, err := dstu4145.GenerateKey(dstu4145.M431(), nil, nil)
	if err != nil {
		panic(err)
	}
	const cofactor = true
	one, err := alice.SharedSecret(&bob.PublicKey, cofactor)
	if err != nil {
		panic(err)
	}
	two, err := bob.SharedSecret(&alice.PublicKey, cofactor)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(one), string(one) == string(two))
	// Output: 54 true
}
