// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"context"
	"crypto/x509"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDeskTellsOfThePage: a dialect knows what hello said.
func TestDeskTellsOfThePage(t *testing.T) {
	serve(t, func(b *browser) {
		c := counter{b.visit("director.p12", map[string][]byte{})}
		c.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
			"version": "1", "protocol": 1, "origin": "https://tax.example", "top_origin": "https://top.example", "language": "en", "browser": "b",
			"dialect": frame{"name": "iit", "hashes": true}}})
		c.next("extension")
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			assert.Equal(t, []string{"https://tax.example", "https://top.example", "en"}, []string{d.Origin(), d.TopOrigin(), d.Language()})
			assert.True(t, d.Hashes())
			assert.False(t, d.TaxCabinet(), "the page on top is another")
			assert.Equal(t, today, d.Now())
			assert.Same(t, trust(), d.Trust())
			_, err := d.Find(ctx, nil, "nobody of ours")
			assert.Equal(t, protocol.InvalidParams, service.AsError(err).Code)
			return nil
		}, nobody))
	})
}

// TestCarriers: what is plugged in is told at once, and what comes later too; who has a
// source that says nothing waits for some seconds only.
func TestCarriers(t *testing.T) {
	around := &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12"}, "A2": {Gone: true}, "T": {Form: key.FormTPM}}}
	serveDesk(t, around, "director.p12", false, func(c counter) {
		started := time.Now()
		c.drawer.change(func() { c.drawer.silent = true })
		c.says("carriers")
		assert.Empty(t, c.hears())
		assert.Equal(t, 3*time.Second, time.Since(started))
		c.drawer.change(func() { c.drawer.silent = false })
		synctest.Wait()
		c.says("carriers")
		assert.Equal(t, "A1", c.hears(), "a place for new keys is no carrier")
		c.drawer.plug("A2", true)
		synctest.Wait()
		c.says("carriers")
		assert.Equal(t, "A1 A2", c.hears())
	})
}

// TestCarriersOfASlowDriver: what one driver tells is not taken for all, but it is waited
// for only once.
func TestCarriersOfASlowDriver(t *testing.T) {
	around := &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12"}, "A2": {Sample: "director.p12", Gone: true}}}
	serveDesk(t, around, "director.p12", false, func(c counter) {
		c.drawer.change(func() { c.drawer.partial = true })
		time.AfterFunc(2*time.Second, func() {
			c.drawer.change(func() { c.drawer.partial, c.drawer.tokens["A2"].Gone = false, false })
		})
		started := time.Now()
		c.says("carriers")
		assert.Equal(t, "A1 A2", c.hears())
		assert.Equal(t, 2*time.Second, time.Since(started))
		time.Sleep(time.Second)
		c.drawer.change(func() { c.drawer.partial = true })
		synctest.Wait()
		started = time.Now()
		c.says("carriers")
		assert.Equal(t, "A1 A2", c.hears())
		assert.Zero(t, time.Since(started))
	})
}

// TestHeldIsWhoseThePersonChose: the key first, then those for agreement beside it.
func TestHeldIsWhoseThePersonChose(t *testing.T) {
	serveDesk(t, &surroundings{}, "person.p12", false, func(c counter) {
		held := c.holds()
		person := authorities().Subscriber(testpki.Person)
		keys := held.Keys()
		require.Len(t, keys, 2)
		assert.Equal(t, person.SignCert, keys[0].Certificate)
		assert.Equal(t, person.AgreeCert, keys[1].Certificate)
		chain := held.Chain(person.AgreeCert)
		require.NotEmpty(t, chain)
		assert.Equal(t, pki.Issuer(person.AgreeCert), pki.Subject(chain[0]))
		stranger, err := x509.ParseCertificate(sample("rsa-person.receiver"))
		require.NoError(t, err)
		assert.Empty(t, held.Chain(stranger), "trusted by nobody")
	})
}

// TestHeldEnds: by itself after a quarter of an hour in which nothing was asked of
// it, and when it is closed.
func TestHeldEnds(t *testing.T) {
	order := service.SignOrder{Papers: []service.Paper{{Name: "a", Content: []byte("a")}}}
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		idle := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		held := c.holds()
		idle(protocol.MaxIdle - time.Second)
		c.signs(held, order)
		idle(protocol.MaxIdle - time.Second)
		assert.EqualValues(t, 1, c.source.open.Load())
		assert.False(t, held.Closed())
		idle(2 * time.Second)
		assert.Zero(t, c.source.open.Load(), "wiped")
		assert.True(t, held.Closed())
		use := func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, held, order)
			return err
		}
		assert.ErrorIs(t, c.has(use, nobody), service.ErrExpired)

		held = c.holds()
		held.Close()
		held.Close()
		assert.Zero(t, c.source.open.Load())
		assert.ErrorIs(t, c.has(use, nobody), service.ErrExpired)
	})
}

// TestHeldOverslept: a computer that slept for hours has no keys open, though no timer ran
// meanwhile.
func TestHeldOverslept(t *testing.T) {
	around := new(surroundings)
	serveDesk(t, around, "director.p12", false, func(c counter) {
		order := service.SignOrder{Papers: papers("a")}
		held := c.holds()
		around.slept += protocol.MaxIdle
		assert.False(t, held.Closed())
		c.signs(held, order)
		around.slept += protocol.MaxIdle + time.Second
		assert.True(t, held.Closed())
		assert.ErrorIs(t, c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, held, order)
			return err
		}, nobody), service.ErrExpired)
		assert.Zero(t, c.source.open.Load(), "wiped")
	})
}

// TestHeldClosedFromEverywhere: whoever closes keys, and however often, while an order uses
// them and others would, they are wiped once, after that order.
func TestHeldClosedFromEverywhere(t *testing.T) {
	for range 20 {
		serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
			held := c.holds()
			var all sync.WaitGroup
			require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
				_, err := d.Sign(ctx, held, service.SignOrder{Papers: papers("a")})
				return err
			}, func() {
				c.opens()
				for range 4 {
					all.Go(held.Close)
					all.Go(func() { held.Closed(); held.Keys() })
				}
				c.agree()
				for range 4 {
					all.Go(held.Close)
				}
				c.closes()
			}))
			all.Wait()
			assert.Zero(t, c.source.open.Load())
			assert.True(t, held.Closed())
		})
	}
}

// TestPageLeavesWhileItsKeyIsClosed: the end of the connection waits for who wipes already.
func TestPageLeavesWhileItsKeyIsClosed(t *testing.T) {
	for range 20 {
		serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
			held := c.holds()
			c.says("sign a")
			go held.Close()
			c.in.Close()
			<-c.dialects
			assert.NoError(t, <-c.done)
			assert.Zero(t, c.source.open.Load())
			c.done <- nil
		})
	}
}

// TestHeldWhileItIsUsed: a key that its dialect closes while the person is asked about
// it is wiped after that.
func TestHeldWhileItIsUsed(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		held := c.holds()
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, held, service.SignOrder{Papers: []service.Paper{{Content: []byte("a")}}})
			return err
		}, func() {
			c.opens()
			held.Close()
			assert.EqualValues(t, 1, c.source.open.Load())
			c.agree()
			c.closes()
		}))
		assert.Zero(t, c.source.open.Load())
	})
}

// TestHeldAndItsCarrier: a carrier that fails is open no more, one that the person does
// not want to use stays; one that is opened once more is open once.
func TestHeldAndItsCarrier(t *testing.T) {
	around := &surroundings{tokens: map[string]*token{"A1": {Sample: "director.p12"}}}
	serveDesk(t, around, "director.p12", false, func(c counter) {
		open := func() service.Held {
			var held service.Held
			require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) (err error) {
				held, err = d.Open(ctx, service.Wanted{Carrier: "pkcs11:serial=A1"})
				return err
			}, func() {
				c.opens()
				c.say(frame{"id": "k", "method": "keys", "params": frame{"wanted": true}, "role": "window"})
				c.types(c.asks("pin"), pin)
				require.Contains(t, c.next("window"), "result")
				c.agree()
				c.closes()
			}))
			return held
		}
		sign := func(h service.Held, person func()) error {
			return c.has(func(ctx context.Context, d *service.Desk) error {
				_, err := d.Sign(ctx, h, service.SignOrder{Papers: []service.Paper{{Content: []byte("a")}}})
				return err
			}, person)
		}
		first := open()
		second := open()
		assert.True(t, first.Closed())
		assert.Equal(t, 1, c.drawer.open)

		refuse := func() {
			c.opens()
			c.say(frame{"id": "c", "method": "cancel", "role": "window"})
			c.closes()
		}
		assert.Equal(t, protocol.Cancelled, service.AsError(sign(second, refuse)).Code)
		assert.False(t, second.Closed())

		c.drawer.plug("A1", false)
		gone := func() { c.opens(); c.agree() }
		assert.Equal(t, protocol.TokenRemoved, service.AsError(sign(second, gone)).Code)
		assert.True(t, second.Closed())
		assert.Zero(t, c.drawer.open)
	})
}

// TestRefusalsOfADialect: three in a row close the window to the page, whatever it asks
// for; who cancels by itself is not counted.
func TestRefusalsOfADialect(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		c.says("open")
		c.opens()
		c.say(frame{"id": "c", "method": "cancel", "params": frame{"id": "p"}, "role": "page"})
		assert.Contains(t, c.answerAmong("page", "c"), "result")
		assert.Equal(t, "cancelled", c.hears())
		c.closes()
		for range 3 {
			c.says("open")
			c.opens()
			c.say(frame{"method": "closed", "role": "extension"})
			assert.Equal(t, "cancelled", c.hears())
			c.closes()
		}
		for _, word := range []string{"open", "sign a"} {
			c.says(word)
			assert.Equal(t, "too-many-cancels", c.hears())
		}
	})
}

// TestDialectOfAPageThatLeaves: whatever goes on ends, and what was open is wiped, which
// the browser of all tests looks at.
func TestDialectOfAPageThatLeaves(t *testing.T) {
	for name, scene := range map[string]func(c counter){
		"a key is open":     func(c counter) { c.holds() },
		"nothing was said":  func(counter) {},
		"in a request":      func(c counter) { c.say(utterance("p", "sa", false)); c.next("page") },
		"in an answer":      func(c counter) { c.says("repeat 200000"); c.next("page") },
		"it is answered":    func(c counter) { c.says("wait") },
		"the window opens":  func(c counter) { c.says("open"); c.next("extension") },
		"it is asked":       func(c counter) { c.says("open"); c.opens(); c.choose() },
		"a signature waits": func(c counter) { c.holds(); c.says("sign a"); c.opens() },
	} {
		t.Run(name, func(t *testing.T) {
			serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
				scene(c)
				c.in.Close()
				<-c.dialects
				assert.NoError(t, <-c.done)
				c.done <- nil
			})
		})
	}
}

func utterance(id, text string, last bool) frame {
	return frame{"id": id, "method": "dialect", "params": frame{"text": text, "last": last}, "role": "page"}
}
