// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost

import (
	"math/rand/v2"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// BenchmarkEveryWay has what the figures of packages gost28147 and gost34311 are
// made of, without what surrounds it, for each implementation.
func BenchmarkEveryWay(b *testing.B) {
	names := []string{"portable"}
	for _, a := range impl.Alternatives() {
		names = append(names, a.Name)
	}
	s := newSample(rand.New(rand.NewPCG(9, 10)), Many)
	for name, run := range map[string]func(){
		"crypt":        func() { s.table.Crypt(&s.schedule, s.text, s.text) },
		"feedback":     func() { s.table.Feedback(&s.schedule, &s.register, s.text, s.text) },
		"authenticate": func() { s.table.Authenticate(&s.schedule, &s.register, s.text) },
		"absorb":       func() { s.table.Absorb(&s.state, s.text) },
	} {
		for _, by := range names {
			b.Run(name+" by "+by, func(b *testing.B) {
				defer impl.Restrict("gost", by)()
				b.SetBytes(Many)
				for b.Loop() {
					run()
				}
			})
		}
	}
}
