// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/rand"
	"fmt"
	"log"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

func ExampleNewGCM() {
	key := make([]byte, 32)
	rand.Read(key)
	c, err := kalyna.NewCipher(key, 16)
	if err != nil {
		log.Fatal(err)
	}
	gcm, err := kalyna.NewGCM(c, 16)
	if err != nil {
		log.Fatal(err)
	}

	// A nonce must not come twice with one key: 16 random octets do not.
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce)
	sealed := gcm.Seal(nil, nonce, []byte("Садок вишневий коло хати"), []byte("1847"))

	text, err := gcm.Open(nil, nonce, sealed, []byte("1847"))
	fmt.Println(string(text), err)
	_, err = gcm.Open(nil, nonce, sealed, []byte("1848"))
	fmt.Println(err)
	c.Wipe()
	// Output:
	// Садок вишневий коло хати <nil>
	// kalyna: message does not authenticate
}

func ExampleNewCMAC() {
	c, err := kalyna.NewCipher([]byte("sixteen octets!!"), 16)
	if err != nil {
		log.Fatal(err)
	}
	mac, err := kalyna.NewCMAC(c, 16)
	if err != nil {
		log.Fatal(err)
	}
	mac.Write([]byte("hrushi"))
	fmt.Printf("%x\n", mac.Sum(nil))
	// Output: 5f12f6a1308d82636259ad7f3024f9d8
}
