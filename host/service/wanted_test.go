// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wants has a key opened that the page names, while the person does their part.
func (c counter) wants(w service.Wanted, person func()) (service.Held, error) {
	var held service.Held
	err := c.has(func(ctx context.Context, d *service.Desk) (err error) {
		held, err = d.Open(ctx, w)
		return err
	}, person)
	return held, err
}

// takes is the keys call for what the page wants.
func (c counter) takes() {
	c.say(frame{"id": "k", "method": "keys", "params": frame{"wanted": true}, "role": "window"})
}

// TestWantedFile: a key file of the page's is opened with the password that the person
// types, and is not kept.
func TestWantedFile(t *testing.T) {
	file := sample("ecdsa-person.p12")
	before := bytes.Clone(file)
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		held, err := c.wants(service.Wanted{File: file, Name: "шлях/Key\u202E.p12"}, func() {
			wanted := c.opens()["wanted"]
			assert.Equal(t, map[string]any{"file": map[string]any{"name": "Key.p12", "size": number(len(file))}}, wanted)
			c.takes()
			asked := c.asks("password")
			assert.Equal(t, "Key.p12", asked["params"].(map[string]any)["file"])
			c.types(asked, "wrong")
			assert.Equal(t, map[string]any{"code": "wrong-password"}, c.answerAmong("window", "k")["error"])
			c.takes()
			c.types(c.asks("password"), testpki.Password)
			require.Contains(t, c.answerAmong("window", "k"), "result")
			c.agree()
			c.closes()
		})
		require.NoError(t, err)
		assert.True(t, bytes.Equal(before, file), "the page's is as it was")
		assert.Equal(t, authorities().Subscriber(testpki.ECDSAPerson).SignCert, held.Keys()[0].Certificate)
	})
}

// TestWantedOrAnother: the person may open another key than the page wants.
func TestWantedOrAnother(t *testing.T) {
	around := &surroundings{tokens: map[string]*token{"A1": {Sample: "ecdsa-person.p12", Gone: true}}}
	serveDesk(t, around, "director.p12", false, func(c counter) {
		held, err := c.wants(service.Wanted{Carrier: "pkcs11:serial=A1"}, func() {
			c.opens()
			c.takes()
			assert.Equal(t, map[string]any{"code": "no-token"}, c.answerAmong("window", "k")["error"])
			c.choose()
			c.agree()
			c.closes()
		})
		require.NoError(t, err)
		assert.Equal(t, authorities().Subscriber(testpki.Director).SignCert, held.Keys()[0].Certificate)
	})
}

// TestNothingWanted: what a window may not ask for, and a page may not hand over.
func TestNothingWanted(t *testing.T) {
	invalid := map[string]any{"code": "invalid-params"}
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		_, err := c.wants(service.Wanted{}, func() {
			c.opens()
			for _, params := range []frame{{"wanted": true}, {"wanted": false}, {"wanted": true, "token": "t"}} {
				c.say(frame{"id": "k", "method": "keys", "params": params, "role": "window"})
				assert.Equal(t, invalid, c.answerAmong("window", "k")["error"])
			}
			c.choose()
			c.agree()
			c.closes()
		})
		require.NoError(t, err)
		_, err = c.wants(service.Wanted{File: make([]byte, protocol.MaxFile+1)}, nobody)
		assert.Equal(t, protocol.FileTooLarge, service.AsError(err).Code)
	})
}

// TestWantedUsage: a key for agreement, and one that a dialect says more of.
func TestWantedUsage(t *testing.T) {
	serveDesk(t, &surroundings{}, "person.p12", false, func(c counter) {
		person := authorities().Subscriber(testpki.Person)
		held, err := c.wants(service.Wanted{Usage: protocol.UsageAgree}, c.chooses)
		require.NoError(t, err)
		assert.Equal(t, person.AgreeCert, held.Keys()[0].Certificate)

		fits := func(k key.Candidate) bool { return k.Certificate.Equal(person.SignCert) }
		held, err = c.wants(service.Wanted{Fits: fits}, c.chooses)
		require.NoError(t, err)
		assert.Equal(t, person.SignCert, held.Keys()[0].Certificate)
	})
}

// TestHeldIsNotChosenAnew: whose key it is that the page works with is settled.
func TestHeldIsNotChosenAnew(t *testing.T) {
	serveDesk(t, &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12"}}}, "director.p12", false, func(c counter) {
		held := c.holds()
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, held, service.SignOrder{Papers: papers("a")})
			return err
		}, func() {
			c.opens()
			for method, params := range map[string]frame{
				"tokens": {}, "stop": {}, "find": {"everyone": true}, "keys": {"file": frame{"name": "a", "size": 1, "blob": "key"}},
			} {
				c.say(frame{"id": method, "method": method, "params": params, "role": "window"})
			}
			answered := 0
			for answered < 4 {
				if f := c.next("window"); f["method"] == nil {
					assert.Equal(t, map[string]any{"code": "invalid-params"}, f["error"], f["id"])
					answered++
				} else {
					c.queue["later"] = append(c.queue["later"], f)
				}
			}
			c.queue["window"] = append(c.queue["later"], c.queue["window"]...)
			c.agree()
			c.closes()
		}))
	})
}

// TestHeldKeyThatAsks: a token whose keys want the PIN at every signature asks in the
// window of the operation that signs.
func TestHeldKeyThatAsks(t *testing.T) {
	for name, a1 := range map[string]*token{"here": {Sample: "director.p12", Always: true}, "on the reader": {Sample: "director.p12", Pad: true}} {
		t.Run(name, func(t *testing.T) {
			serveDesk(t, &surroundings{tokens: map[string]*token{"A1": a1}}, "director.p12", false, func(c counter) {
				held, err := c.wants(service.Wanted{Carrier: "pkcs11:serial=A1"}, func() {
					c.opens()
					c.takes()
					if !a1.Pad {
						c.types(c.asks("pin"), pin)
					}
					require.Contains(t, c.answerAmong("window", "k"), "result")
					c.agree()
					c.closes()
				})
				require.NoError(t, err)
				for range 2 {
					require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
						_, err := d.Sign(ctx, held, service.SignOrder{Papers: papers("a")})
						return err
					}, func() {
						c.opens()
						c.agree()
						if !a1.Pad {
							require.Equal(t, "signing", c.next("window")["params"].(map[string]any)["kind"])
							c.types(c.asks("key-pin"), pin)
						}
						c.closes()
					}))
				}
			})
		})
	}
}
