// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"fmt"
	"log"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

func ExampleNewCFBEncrypter() {
	key := []byte("an example key of 32 octets !!!!")
	iv := []byte("8 octets")
	text := []byte("підпис")

	encrypter, err := gost28147.NewCFBEncrypter(key, iv, nil)
	if err != nil {
		log.Fatal(err)
	}
	encrypter.XORKeyStream(text, text)
	encrypter.(gost28147.Wiper).Wipe()

	decrypter, err := gost28147.NewCFBDecrypter(key, iv, nil)
	if err != nil {
		log.Fatal(err)
	}
	decrypter.XORKeyStream(text, text)
	decrypter.(gost28147.Wiper).Wipe()

	fmt.Printf("%s\n", text)
	// Output: підпис
}

func ExampleNewMAC() {
	mac, err := gost28147.NewMAC([]byte("an example key of 32 octets !!!!"), gost28147.DefaultSBox())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(mac, "a message of two blocks or more")
	fmt.Printf("%d octets\n", len(mac.Sum(nil)))
	// Output: 4 octets
}

func ExampleUnwrap() {
	kek := []byte("the key that encrypts other keys")
	cek := []byte("the key that encrypts a document")
	wrapped, err := gost28147.Wrap(kek, cek, []byte("8 random"), nil)
	if err != nil {
		log.Fatal(err)
	}
	wrapped[0] ^= 1
	_, err = gost28147.Unwrap(kek, wrapped, nil)
	fmt.Println(err)
	// Output: gost28147: wrapped key does not verify
}
