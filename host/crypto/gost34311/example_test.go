// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost34311_test

import (
	"crypto/hmac"
	"fmt"
	"hash"
	"io"
	"log"
	"strings"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
)

func ExampleSum() {
	fmt.Printf("%x\n", gost34311.Sum(gost28147.ExampleSBox(), []byte("This is message, length=32 bytes")))
	// Output: b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa
}

func ExampleNew() {
	h := gost34311.New(nil)
	if _, err := io.Copy(h, strings.NewReader("123123")); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x\n", h.Sum(nil))
	// Output: 34d4da2c04e9c1ceb933282069c864617d94ed7cc5c0a9840c0c1a99629df637
}

func ExampleNew_hmac() {
	mac := hmac.New(func() hash.Hash { return gost34311.New(nil) }, []byte("password"))
	fmt.Fprint(mac, "a message")
	fmt.Println(mac.Size(), "octets")
	// Output: 32 octets
}
