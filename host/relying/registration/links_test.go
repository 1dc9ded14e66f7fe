// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/registration"
	"github.com/pidpys/pidpys/host/relying/store"
)

const address = "oksana@pidpys.test"

// portal is one whose clock stands until it is set.
type portal struct {
	registration.Links
	now time.Time
}

func newPortal() *portal {
	p := &portal{now: time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC)}
	clock := func() time.Time { return p.now }
	p.Links = registration.Links{Keys: []relying.Key{relying.NewKey()}, Origin: "https://portal.example", Spent: store.NewMemory(clock), Now: clock}
	return p
}

func (p *portal) link(t *testing.T, application, email string) string {
	t.Helper()
	link, err := p.New(t.Context(), application, email)
	require.NoError(t, err)
	return link
}

func TestLinkIsGoodOnce(t *testing.T) {
	p := newPortal()
	id := registration.NewApplicationID()
	link := p.link(t, id, address)
	assert.NotContains(t, link, "oksana")
	assert.Regexp(t, `^[A-Za-z0-9_-]{118}$`, link)
	for range 2 { // programs that look at letters open it too
		opened, err := p.Open(link)
		require.NoError(t, err)
		assert.Equal(t, id, opened.Application)
	}
	opened, err := p.Open(link)
	require.NoError(t, err)
	require.NoError(t, p.Use(t.Context(), opened, address))
	assert.ErrorIs(t, p.Use(t.Context(), opened, address), registration.ErrLinkUsed)
}

func TestLinkOfTwoAtATimeIsGoodForOne(t *testing.T) {
	p := newPortal()
	opened, err := p.Open(p.link(t, registration.NewApplicationID(), address))
	require.NoError(t, err)
	var first atomic.Int32
	var together sync.WaitGroup
	for range 16 {
		together.Go(func() {
			if p.Use(t.Context(), opened, address) == nil {
				first.Add(1)
			}
		})
	}
	together.Wait()
	assert.EqualValues(t, 1, first.Load())
}

func TestLinkExpires(t *testing.T) {
	p := newPortal()
	link := p.link(t, registration.NewApplicationID(), address)
	p.now = p.now.Add(registration.LinkLife - time.Millisecond)
	_, err := p.Open(link)
	require.NoError(t, err)
	p.now = p.now.Add(time.Millisecond)
	_, err = p.Open(link)
	assert.ErrorIs(t, err, registration.ErrLinkExpired)
}

// TestLinkIsNotGuessed changes each octet of a link, and gives links that others made.
func TestLinkIsNotGuessed(t *testing.T) {
	p := newPortal()
	link := p.link(t, registration.NewApplicationID(), address)
	octets, err := base64.RawURLEncoding.DecodeString(link)
	require.NoError(t, err)
	for i := range octets {
		octets[i] ^= 1
		_, err := p.Open(base64.RawURLEncoding.EncodeToString(octets))
		assert.ErrorIs(t, err, registration.ErrLink, i)
		octets[i] ^= 1
	}
	stranger := newPortal()
	elsewhere := newPortal()
	elsewhere.Keys, elsewhere.Origin = p.Keys, "https://other.example"
	for name, wrong := range map[string]string{
		"none": "", "no base64": link[:len(link)-1] + "=", "another line": link[:len(link)-1] + "\n", "short": link[:len(link)-4], "long": link + "AAAA",
		"huge":              strings.Repeat("A", 1<<20),
		"of another portal": stranger.link(t, registration.NewApplicationID(), address),
		"of another origin": elsewhere.link(t, registration.NewApplicationID(), address),
	} {
		_, err := p.Open(wrong)
		assert.ErrorIs(t, err, registration.ErrLink, name)
	}
	p.Keys = []relying.Key{relying.NewKey(), nil, []byte("short")}
	_, err = p.Open(link)
	assert.ErrorIs(t, err, registration.ErrLink, "of a key that is gone")
}

func TestLinkIsForItsAddress(t *testing.T) {
	p := newPortal()
	opened, err := p.Open(p.link(t, registration.NewApplicationID(), "mistyped@pidpys.test"))
	require.NoError(t, err)
	assert.ErrorIs(t, p.Use(t.Context(), opened, address), registration.ErrLink)
	assert.NoError(t, p.Use(t.Context(), opened, "mistyped@pidpys.test"), "and was not used up by that")
}

func TestLinkOfAKeyThatIsBeingReplaced(t *testing.T) {
	p := newPortal()
	link := p.link(t, registration.NewApplicationID(), address)
	p.Keys = append([]relying.Key{relying.NewKey()}, p.Keys...)
	opened, err := p.Open(link)
	require.NoError(t, err)
	assert.NoError(t, p.Use(t.Context(), opened, address))
}

func TestAddressGetsFewLetters(t *testing.T) {
	p := newPortal()
	for range registration.MaxLetters {
		p.link(t, registration.NewApplicationID(), address)
	}
	_, err := p.New(t.Context(), registration.NewApplicationID(), address)
	assert.ErrorIs(t, err, registration.ErrLetters)
	_, err = p.New(t.Context(), registration.NewApplicationID(), "OksanA@pidpys.test")
	assert.ErrorIs(t, err, registration.ErrLetters, "the same mailbox")
	p.link(t, registration.NewApplicationID(), "another@pidpys.test")
	p.now = p.now.Add(time.Hour)
	p.link(t, registration.NewApplicationID(), address)
}

func TestNoLink(t *testing.T) {
	id := registration.NewApplicationID()
	for name, c := range map[string]struct {
		change func(*portal)
		id     string
		email  string
		err    error
	}{
		"an address that is not in order":     {func(*portal) {}, id, " " + address, registration.ErrEmail},
		"no key":                              {func(p *portal) { p.Keys = nil }, id, address, relying.ErrKey},
		"a key that is too short":             {func(p *portal) { p.Keys[0] = p.Keys[0][1:] }, id, address, relying.ErrKey},
		"a store that fails":                  {func(p *portal) { p.Spent = broken{} }, id, address, relying.ErrStore},
		"a name that is not an application's": {func(*portal) {}, "../1", address, nil},
	} {
		p := newPortal()
		c.change(p)
		_, err := p.New(t.Context(), c.id, c.email)
		require.Error(t, err, name)
		if c.err != nil {
			assert.ErrorIs(t, err, c.err, name)
		}
	}
	p := newPortal()
	opened, err := p.Open(p.link(t, id, address))
	require.NoError(t, err)
	p.Spent = broken{}
	assert.ErrorIs(t, p.Use(t.Context(), opened, address), relying.ErrStore, "nobody can say whether it was used")
}

// broken is a store that nobody reaches.
type broken struct{ store.Store }

func (broken) Add(context.Context, string, []byte, time.Time) (bool, error) {
	return false, errors.New("unreachable")
}

func TestParseEmail(t *testing.T) {
	for typed, want := range map[string]string{
		"oksana@pidpys.test": "oksana@pidpys.test", " oksana@PIDPYS.Test ": "oksana@pidpys.test",
		"O.Testova+kab@a-b.example.com": "O.Testova+kab@a-b.example.com", "a@xn--80ak6aa92e.com": "a@xn--80ak6aa92e.com",
	} {
		got, err := registration.ParseEmail(typed)
		assert.NoError(t, err, typed)
		assert.Equal(t, want, got)
	}
	for reason, typed := range map[string]string{
		"nothing": "", "no domain": "oksana", "no local part": "@pidpys.test", "a computer": "oksana@localhost",
		"another header": "oksana@pidpys.test\r\nBcc: all@pidpys.test", "a line end alone": "oksana@pidpys.test\n", "a carriage return": "oksana\r@pidpys.test",
		"another recipient": "oksana@pidpys.test,all@pidpys.test", "a name": "Оксана <oksana@pidpys.test>", "another command": "oksana@pidpys.test> RCPT TO:<all@pidpys.test",
		"quotes": `"oksana\"@evil.test>"@pidpys.test`, "a comment": "oksana(all)@pidpys.test", "two at signs": "a@b@pidpys.test", "an address of a network": "oksana@[127.0.0.1]",
		"numbers": "oksana@127.0.0.1", "beyond ASCII": "оксана@pidpys.test", "beyond ASCII in the domain": "oksana@підпис.укр", "a space": "ok sana@pidpys.test", "a tab": "\toksana@pidpys.test",
		"a zero": "oksana\x00@pidpys.test", "dots": "ok..sana@pidpys.test", "a hyphen": "oksana@-pidpys.test", "too long": strings.Repeat("a", 65) + "@pidpys.test",
		"too long together": "a@" + strings.Repeat("a.", 130) + "test", "an option": "oksana@pidpys.test SIZE=1",
	} {
		_, err := registration.ParseEmail(typed)
		assert.ErrorIs(t, err, registration.ErrEmail, reason)
	}
}

// FuzzParseEmail holds what whoever writes a header or a command of SMTP relies on.
func FuzzParseEmail(f *testing.F) {
	for _, seed := range []string{address, " a@b.cd ", "a@b.cd\r\nBcc: e@f.gh", `"a b"@c.de`, "a@b.cd,e@f.gh", "оксана@підпис.укр"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := registration.ParseEmail(typed)
		if err != nil {
			return
		}
		again, err := registration.ParseEmail(got)
		assert.NoError(t, err)
		assert.Equal(t, got, again)
		assert.Equal(t, 1, strings.Count(got, "@"))
		for _, c := range []byte(got) {
			assert.True(t, c > ' ' && c < 0x7f && !strings.ContainsRune(`<>()[]\,;:"`, rune(c)), got)
		}
	})
}

// FuzzOpen opens links that others made up.
func FuzzOpen(f *testing.F) {
	p := newPortal()
	link, err := p.New(context.Background(), registration.NewApplicationID(), address)
	require.NoError(f, err)
	f.Add(link)
	f.Add("")
	f.Add(strings.Repeat("A", len(link)))
	f.Fuzz(func(t *testing.T, made string) {
		if opened, err := p.Open(made); err == nil {
			assert.Equal(t, link, made)
			assert.NotEmpty(t, opened.Application)
		}
	})
}
