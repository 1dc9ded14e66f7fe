// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

// loginFigures: sign-ins that one core of a cabinet's server verifies in a second.
func loginFigures() []figure {
	return []figure{{name: "login_verify", unit: "ops/s", scale: 1, prepare: func() func() {
		const origin, session = "https://cabinet.example", "a browser"
		moment := time.Now()
		authorities := testpki.New(func() time.Time { return moment })
		cabinet := &relying.Verifier{
			Trust: authorities.Trust(), Origin: origin, Keys: []relying.Key{relying.NewKey()}, Spent: patient{},
			Now: func() time.Time { return moment },
		}
		statement := login.Statement{Origin: origin, Challenge: must(cabinet.NewChallenge(session)), Time: moment}
		token := must(authorities.Subscriber(testpki.Person).Sign(cades.Signer{ContentType: login.OID, SigningTime: moment}, must(statement.Marshal())))
		return func() { must(cabinet.Login(context.Background(), session, token)) }
	}}}
}

// patient lets one challenge be answered as often as it is asked.
type patient struct{ store.Store }

func (patient) Add(context.Context, string, []byte, time.Time) (bool, error) { return true, nil }
