// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/registration"
	"github.com/pidpys/pidpys/host/testpki"
)

const email = "oksana@pidpys.test"

func TestRegistration(t *testing.T) {
	b := newScene(t).browser(testpki.Person)
	began := b.identify("natural", "Oksana@Pidpys.test")
	require.Equal(t, http.StatusOK, began.Status, began.Error)
	assert.Equal(t, "Тестова Оксана Іванівна", began.Signer.Name)
	assert.Equal(t, []string{"0000000017 proven", "19000101-00017 proven", "Оксана Іванівна proven", " told"},
		[]string{began.value("drfo"), began.value("unzr"), began.value("given-name"), began.value("phone")})
	assert.Equal(t, "Oksana@pidpys.test", began.Email)
	assert.Equal(t, "unconfirmed", b.ask("/api/enter", struct{}{}).Code)

	sent := b.letter(email, fields{"drfo": "0000000017", "phone": "+380440000017"})
	assert.True(t, sent.Sent)
	opened := b.link(email)
	confirmed := b.ask("/api/confirm", opened)
	assert.True(t, confirmed.Here)
	assert.True(t, b.ask("/api/application", nil).Confirmed)
	entered := b.ask("/api/enter", struct{}{})
	assert.Equal(t, "+380440000017 told", entered.value("phone"))
	assert.Equal(t, email, b.ask("/api/cabinet", nil).Email)
	assert.Empty(t, b.ask("/api/application", nil).Category, "it is over")
	assert.Equal(t, "link-used", b.ask("/api/confirm", opened).Code)

	b.ask("/api/sign-out", struct{}{})
	assert.Empty(t, b.ask("/api/cabinet", nil).Email)
	assert.Equal(t, email, b.ask("/api/sign-in", b.token()).Email)
	assert.Equal(t, email, b.ask("/api/cabinet", nil).Email)
}

func TestLetterNamesNobody(t *testing.T) {
	b := newScene(t).browser(testpki.Person)
	b.identify("natural", email)
	b.letter(email, nil)
	letters := b.office.Letters()
	require.Len(t, letters, 1)
	assert.Equal(t, []string{email}, letters[0].To)
	subject, text := letters[0].Text()
	assert.Equal(t, "Підтвердьте пошту", subject)
	assert.Contains(t, text, b.origin+"/confirm/#")
	for _, personal := range []string{"Тестова", "0000000017", "19000101"} {
		assert.NotContains(t, text, personal)
	}
}

func TestWhoMayNotRegister(t *testing.T) {
	s := newScene(t)
	for _, c := range []struct{ subscriber, category, code string }{
		{testpki.Person, "legal", "no-organization"}, {testpki.FOP, "legal", "sole-proprietor"},
		{testpki.Director, "natural", "for-an-organization"}, {testpki.Stamp, "natural", "stamp"},
		{testpki.Director, "non-resident", "for-an-organization"}, {testpki.Person, "director", "unknown-category"},
		{testpki.Expired, "natural", "not-believed"}, {testpki.Foreign, "natural", "not-believed"}, {testpki.SelfMade, "legal", "not-believed"},
	} {
		b := s.browser(c.subscriber)
		assert.Equal(t, c.code, b.identify(c.category, email).Code, c.subscriber)
		assert.Equal(t, "no-application", b.letter(email, nil).Code, c.subscriber)
	}
	assert.Empty(t, s.office.Letters())
}

// TestAnothersSession gives a token to a browser other than the one that was challenged.
func TestAnothersSession(t *testing.T) {
	s := newScene(t)
	victim, thief := s.browser(testpki.Person), s.browser(testpki.FOP)
	thief.token() // so that it has a session
	stolen := thief.ask("/api/identify", map[string]any{"category": "natural", "email": email, "token": victim.token()})
	assert.Equal(t, "not-believed", stolen.Code)
}

// TestSessionIsNotPlanted reads a key in a browser whose session somebody else named.
func TestSessionIsNotPlanted(t *testing.T) {
	s := newScene(t)
	victim, planter := s.browser(testpki.Person), s.browser(testpki.FOP)
	planter.token()
	origin, err := url.Parse(s.origin)
	require.NoError(t, err)
	victim.client.Jar.SetCookies(origin, planter.client.Jar.Cookies(origin))
	require.Equal(t, http.StatusOK, victim.identify("natural", email).Status)
	assert.Empty(t, planter.ask("/api/application", nil).Category)
	assert.NotEmpty(t, victim.ask("/api/application", nil).Category)

	victim.letter(email, nil)
	victim.client.Jar.SetCookies(origin, []*http.Cookie{{Name: "portal-cabinet", Value: "planted", Path: "/"}})
	victim.ask("/api/confirm", s.link(email))
	victim.ask("/api/enter", struct{}{})
	planter.client.Jar.SetCookies(origin, []*http.Cookie{{Name: "portal-cabinet", Value: "planted", Path: "/"}})
	assert.Empty(t, planter.ask("/api/cabinet", nil).Email)
	assert.Equal(t, email, victim.ask("/api/cabinet", nil).Email)
}

func TestDataOfAnother(t *testing.T) {
	b := newScene(t).browser(testpki.Person)
	b.identify("natural", email)
	for code, data := range map[string]fields{
		"contradicts": {"drfo": "0000000030"}, "unfit": {"edrpou": "00000055"},
	} {
		assert.Equal(t, code, b.letter(email, data).Code)
	}
	assert.Equal(t, "unfit", b.letter(email, fields{"phone": "1\r\nBcc: all@pidpys.test"}).Code)
	assert.Empty(t, b.office.Letters())

	abroad := b.scene.browser(testpki.Passport)
	abroad.identify("non-resident", email)
	missing := abroad.letter(email, nil)
	assert.Equal(t, "missing", missing.Code)
	assert.Equal(t, []string{"country"}, missing.Values, "the page says which field")
}

func TestAddressesThatNoLetterGoesTo(t *testing.T) {
	b := newScene(t).browser(testpki.Person)
	for _, typed := range []string{"", "oksana", "oksana@pidpys.test\r\nBcc: all@pidpys.test", "oksana@pidpys.test, all@pidpys.test", "Оксана <oksana@pidpys.test>", "оксана@підпис.укр"} {
		assert.Equal(t, "email", b.ask("/api/email", typed).Code, typed)
		assert.Equal(t, "email", b.identify("natural", typed).Code, typed)
	}
	b.identify("natural", email)
	assert.Equal(t, "email", b.letter("a@b.cd\nBcc: e@f.gh", nil).Code)
	assert.Equal(t, "nobody", b.letter("nobody@pidpys.test", nil).Code)
	assert.False(t, b.ask("/api/application", nil).Sent)
	for range registration.MaxLetters {
		assert.True(t, b.letter(email, nil).Sent)
	}
	assert.Equal(t, "letters", b.letter(email, nil).Code)
	b.close()
	assert.Equal(t, "post", b.letter("another@pidpys.test", nil).Code)
}

func TestLinks(t *testing.T) {
	s := newScene(t)
	b := s.browser(testpki.Person)
	b.identify("natural", email)
	b.letter("mistyped@pidpys.test", nil)
	mistyped := s.link("mistyped@pidpys.test")
	b.letter(email, nil)
	right := s.link(email)
	assert.Equal(t, "link", b.ask("/api/confirm", mistyped).Code, "the address is another now")
	assert.Equal(t, "link", b.ask("/api/confirm", "AAAA").Code)
	changed := []byte(right)
	changed[40] ^= 1
	assert.Equal(t, "link", b.ask("/api/confirm", string(changed)).Code)
	s.ahead.Store(int64(registration.LinkLife))
	assert.Equal(t, "link-expired", b.ask("/api/confirm", right).Code)
	assert.False(t, b.ask("/api/application", nil).Confirmed)

	b.letter(email, nil)
	assert.True(t, b.ask("/api/confirm", s.link(email)).Here)
}

// TestRestart gives an application up, after which nobody finds it in the browser, and no link opens it.
func TestRestart(t *testing.T) {
	s := newScene(t)
	b := s.browser(testpki.Person)
	b.identify("natural", email)
	b.letter(email, nil)
	given := s.link(email)
	assert.Equal(t, http.StatusOK, b.ask("/api/restart", struct{}{}).Status)
	assert.Empty(t, b.ask("/api/application", nil).Category)
	assert.Equal(t, "no-application", b.letter(email, nil).Code)
	assert.Equal(t, "link", b.ask("/api/confirm", given).Code)
	assert.Equal(t, "no-account", b.ask("/api/sign-in", b.token()).Code)
	b.register("natural", email, nil)
}

// TestLetterAfterTheEnd asks for a letter in a page that was drawn before the address was confirmed.
func TestLetterAfterTheEnd(t *testing.T) {
	b := newScene(t).browser(testpki.Person)
	b.identify("natural", email)
	b.letter(email, nil)
	require.True(t, b.ask("/api/confirm", b.link(email)).Here)
	late := b.letter("another@pidpys.test", fields{"phone": "1"})
	assert.True(t, late.Confirmed)
	assert.Equal(t, email, late.Email)
	assert.Len(t, b.office.Letters(), 1)
	assert.Equal(t, email, b.ask("/api/enter", struct{}{}).Email)
}

// TestLinkElsewhere opens it in a browser that has nothing to do with the registration, or is
// another's.
func TestLinkElsewhere(t *testing.T) {
	s := newScene(t)
	b, phone := s.browser(testpki.Person), s.browser(testpki.FOP)
	b.identify("natural", email)
	b.letter(email, nil)
	opened := phone.ask("/api/confirm", s.link(email))
	assert.Equal(t, http.StatusOK, opened.Status)
	assert.False(t, opened.Here)
	assert.Equal(t, "no-application", phone.ask("/api/enter", struct{}{}).Code, "nobody is let in there")
	assert.Empty(t, phone.ask("/api/cabinet", nil).Email)
	assert.True(t, b.ask("/api/application", nil).Confirmed)
	assert.Equal(t, email, b.ask("/api/enter", struct{}{}).Email)
}

func TestRegisteredAlready(t *testing.T) {
	s := newScene(t)
	first, again := s.browser(testpki.Director), s.browser(testpki.Director)
	again.identify("legal", "again@pidpys.test") // begins before the other has ended
	again.letter("again@pidpys.test", nil)
	late := s.link("again@pidpys.test")
	first.register("legal", email, nil)
	assert.Equal(t, "already-registered", again.ask("/api/confirm", late).Code)
	assert.Equal(t, "already-registered", again.identify("legal", email).Code)

	for _, colleague := range []string{testpki.Accountant, testpki.Stamp} {
		b := s.browser(colleague)
		assert.Equal(t, "already-registered", b.identify("legal", email).Code, colleague)
		assert.Equal(t, "another-holder", b.ask("/api/sign-in", b.token()).Code, colleague)
	}
	assert.Equal(t, email, again.ask("/api/sign-in", again.token()).Email)
	nobody := s.browser(testpki.Neighbour)
	assert.Equal(t, "no-account", nobody.ask("/api/sign-in", nobody.token()).Code)
}

func TestTwoCategoriesAreTwoCabinets(t *testing.T) {
	s := newScene(t)
	s.browser(testpki.ECDSAPerson).register("natural", email, nil)
	s.browser(testpki.ECDSAPerson).register("non-resident", email, fields{"country": "Польща", "document": "AB 1234567"})
}

func TestMalformedRequests(t *testing.T) {
	b := newScene(t).browser(testpki.Person)
	for _, path := range []string{"/api/email", "/api/identify", "/api/letter", "/api/confirm", "/api/sign-in"} {
		assert.Equal(t, http.StatusBadRequest, b.ask(path, map[string]any{"unknown": 1}).Status, path)
	}
	assert.Equal(t, http.StatusUnauthorized, b.ask("/api/sign-in", []byte("no token")).Status)
}
