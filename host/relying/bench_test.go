// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"context"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

// patient lets one challenge be answered as often as it is asked.
type patient struct{ store.Store }

func (patient) Add(context.Context, string, []byte, time.Time) (bool, error) { return true, nil }

// BenchmarkVerifyLogin is what one sign-in costs a core of a cabinet's server, the
// chain up to the root and the challenge included, and the store of answered ones not.
func BenchmarkVerifyLogin(b *testing.B) {
	for _, subscriber := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson} {
		b.Run(subscriber, func(b *testing.B) {
			s := newScene()
			s.cabinet.Spent = patient{}
			token := s.sign(b, subscriber, marshal(b, s.statement(b)), login.OID, false)
			for b.Loop() {
				if _, err := s.cabinet.Login(b.Context(), session, token); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "logins/s")
		})
	}
}
