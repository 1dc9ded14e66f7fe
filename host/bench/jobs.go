// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/container"
)

// jobFigures: milliseconds of one job, within this process.
func jobFigures() (all []figure) {
	job := func(name string, prepare func() func()) {
		all = append(all, figure{name: name, unit: "ms", scale: 1000, prepare: prepare, perOperation: true})
	}
	for _, kind := range []string{"iit", "pkcs12", "pbes2", "jks"} {
		job("open_"+kind, func() func() {
			file := keyFiles(newPerson())[kind]
			return func() { must(container.Open(file, container.Passwords{File: []byte(password)})).Close() }
		})
	}
	job("cms_32", func() func() {
		person, content := newPerson(), make([]byte, 32)
		return func() { must(person.Sign(cades.Signer{SigningTime: time.Now()}, content)) }
	})
	return all
}
