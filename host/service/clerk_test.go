// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// clerk is a dialect of a few words: those of host/protocol/testdata/README.md, and
// "order", which does what a test has in mind.
type clerk struct {
	desk   *service.Desk
	orders <-chan func(context.Context, *service.Desk)
	closed chan<- struct{}
	held   service.Held
}

func (c *clerk) Close() { close(c.closed) }

func (c *clerk) Answer(ctx context.Context, request []byte) []byte {
	word, text, _ := strings.Cut(string(request), " ")
	var err error
	switch word {
	case "order":
		select {
		case order := <-c.orders:
			order(ctx, c.desk)
		case <-ctx.Done():
		}
	case "say":
		return []byte(text)
	case "repeat":
		n, _ := strconv.Atoi(text)
		return []byte(strings.Repeat("є", max(0, min(n, protocol.MaxDialect))))
	case "wait":
		<-ctx.Done()
	case "carriers":
		carriers, err := c.desk.Carriers(ctx)
		if err != nil {
			return []byte(service.AsError(err).Code)
		}
		var all []string
		for _, carrier := range carriers {
			all = append(all, carrier.Serial)
		}
		return []byte(strings.Join(all, " "))
	case "open":
		err = c.open(ctx, text)
	case "sign":
		_, err = c.desk.Sign(ctx, c.held, service.SignOrder{Papers: []service.Paper{{Name: "договір.txt", Content: []byte(text)}}, Form: service.Attached})
	case "hash":
		paper := service.Paper{Name: "договір.txt", Hash: pki.GOST34311, Value: pki.GOST34311.Sum([]byte(text))}
		_, err = c.desk.Sign(ctx, c.held, service.SignOrder{Papers: []service.Paper{paper}})
	case "close":
		if c.held != nil {
			c.held.Close()
		}
	}
	if err != nil {
		return []byte(service.AsError(err).Code)
	}
	return []byte("done")
}

func (c *clerk) open(ctx context.Context, named string) error {
	var w service.Wanted
	switch kind, name, _ := strings.Cut(named, " "); kind {
	case "token":
		w.Carrier = key.NewRef("pkcs11", "serial="+name)
	case "file":
		if slices.Contains([]string{"director.p12", "rsa-person.p12"}, name) {
			w.File, w.Name = sample(name), name
		}
	}
	held, err := c.desk.Open(ctx, w)
	if err == nil {
		c.held = held
	}
	return err
}

// counter is a page that speaks the clerk's dialect.
type counter struct{ *visit }

// serveDesk is serveIn for such a page, with its key in a sample, which the person has
// as a file.
func serveDesk(t *testing.T, around *surroundings, sample string, hashes bool, test func(c counter)) {
	t.Helper()
	serveIn(t, around, func(b *browser) {
		c := counter{b.visit(sample, map[string][]byte{})}
		c.greetAs("https://tax.example", frame{"name": "iit", "hashes": hashes})
		test(c)
	})
}

func (c counter) greetAs(origin string, dialect frame) {
	c.say(frame{"id": "h", "method": "hello", "role": "extension", "params": frame{
		"version": "1", "protocol": 1, "origin": origin, "language": "uk", "browser": "b", "dialect": dialect}})
	require.Contains(c.t, c.next("extension"), "result")
}

// says has the page say something whole.
func (c counter) says(text string) {
	c.say(frame{"id": "p", "method": "dialect", "params": frame{"text": text, "last": true}, "role": "page"})
}

// hears is the whole of a short answer, or the code of an error.
func (c counter) hears() string {
	c.t.Helper()
	f := c.next("page")
	if failure, failed := f["error"].(map[string]any); failed {
		return failure["code"].(string)
	}
	result := f["result"].(map[string]any)
	require.Equal(c.t, true, result["last"])
	return result["text"].(string)
}

// has the desk do something while the person does their part.
func (c counter) has(do func(ctx context.Context, d *service.Desk) error, person func()) error {
	c.t.Helper()
	done := make(chan error, 1)
	c.orders <- func(ctx context.Context, d *service.Desk) { done <- do(ctx, d) }
	c.says("order")
	person()
	c.hears()
	return <-done
}

// nobody is needed.
func nobody() {}

// chooses opens the page's sample in the window, and agrees.
func (c counter) chooses() {
	c.t.Helper()
	c.opens()
	c.choose()
	c.agree()
	c.closes()
}

// opens is the window, and tells what it is for.
func (c counter) opens() (operation map[string]any) {
	c.t.Helper()
	f := c.next("extension")
	require.Equal(c.t, "window", f["method"], f)
	c.say(frame{"id": f["id"], "result": frame{}, "role": "extension"})
	c.say(frame{"id": "o", "method": "operation", "role": "window"})
	var before []frame
	for {
		f := c.next("window")
		if f["id"] == "o" {
			c.queue["window"] = append(before, c.queue["window"]...)
			return f["result"].(map[string]any)
		}
		before = append(before, f)
	}
}

// agrees agrees to what the keys that are open do.
func (c counter) agrees() {
	c.t.Helper()
	c.opens()
	c.agree()
	c.closes()
}

// closes passes over what the window is shown until it is closed.
func (c counter) closes() {
	c.t.Helper()
	require.Equal(c.t, "close-window", c.next("extension")["method"])
	c.queue["window"] = nil
}

// holds opens the page's sample for the tests that use it.
func (c counter) holds() service.Held {
	c.t.Helper()
	var held service.Held
	err := c.has(func(ctx context.Context, d *service.Desk) (err error) {
		held, err = d.Open(ctx, service.Wanted{})
		return err
	}, c.chooses)
	require.NoError(c.t, err)
	return held
}

// signs has an order signed with keys that are open.
func (c counter) signs(h service.Held, o service.SignOrder) [][]byte {
	c.t.Helper()
	var results [][]byte
	err := c.has(func(ctx context.Context, d *service.Desk) (err error) {
		results, err = d.Sign(ctx, h, o)
		return err
	}, c.agrees)
	require.NoError(c.t, err)
	return results
}

// refusal is what becomes of an order that comes to no consent.
func (c counter) refusal(h service.Held, o service.SignOrder) string {
	c.t.Helper()
	err := c.has(func(ctx context.Context, d *service.Desk) error {
		_, err := d.Sign(ctx, h, o)
		return err
	}, nobody)
	require.Error(c.t, err)
	assert.Empty(c.t, c.queue["extension"])
	return string(service.AsError(err).Code)
}
