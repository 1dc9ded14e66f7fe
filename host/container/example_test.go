// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"context"
	"fmt"
	"log"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A Key-6.dat holds no certificates: they lie beside it, and tell which key
// signs.
func ExampleOpen() {
	person := testpki.New(clock).Subscriber(testpki.Person)

	store, err := container.Open(person.Key6("пароль"), container.Passwords{File: []byte("пароль")})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	keys, err := store.Keys(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range key.Choose(keys, person.Certificates(), nil) {
		fmt.Println(pki.Subject(c.Certificate).DisplayName(), c.Usage.Names(), c.Selected)
	}
	// Output:
	// Тестова Оксана Іванівна [sign] true
	// Тестова Оксана Іванівна [agree] false
}
