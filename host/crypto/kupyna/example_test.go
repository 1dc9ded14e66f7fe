// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

func ExampleSum256() {
	fmt.Printf("%x\n", kupyna.Sum256([]byte("abc")))
	// Output: 0bd1b36109f1318411a0517315aa46b8839df06622a278676f5487996c9cfc04
}

func ExampleNew256() {
	h := kupyna.New256()
	if _, err := io.Copy(h, strings.NewReader("abc")); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%x\n", h.Sum(nil))
	// Output: 0bd1b36109f1318411a0517315aa46b8839df06622a278676f5487996c9cfc04
}
