// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAskAll puts one good service among those that do everything wrong.
// Slow ones never answer, so that the look-up ends only if it stops at the match.
func TestAskAll(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	var all []registry.Authority
	add := func(name string, o testpki.CMPOptions) *service {
		at := serve(t, o)
		all = append(all, authority(name, at.address))
		return at
	}
	add("Повільний", testpki.CMPOptions{Slow: make(chan struct{})})
	add("Несправний", testpki.CMPOptions{Fault: testpki.CMPFails})
	add("Сторінка", testpki.CMPOptions{Fault: testpki.CMPHTML})
	add("Чужий", testpki.CMPOptions{Fault: testpki.CMPForeign})
	add("Не той ключ", testpki.CMPOptions{Fault: testpki.CMPWrongKey})
	add("Самозванець", testpki.CMPOptions{Fault: testpki.CMPSelfMade})
	good := add("Добрий", testpki.CMPOptions{})
	add("Ще повільніший", testpki.CMPOptions{Slow: make(chan struct{})})
	all = append(all, authority("Без послуги", ""))

	f := finder(all...)
	f.Folder = t.TempDir()
	found, err := f.AskAll(t.Context(), nil, keysOf(person)...)
	require.NoError(t, err)
	has(t, person, found)
	require.Len(t, good.requests(), 1)
	assert.Len(t, good.requests()[0].IDs, 2, "both keys of a person at once")
	has(t, person, f.Remembered(keysOf(person)...))
}

// TestAskAllInVain wants everybody asked once, those who did not answer named,
// and the progress told.
func TestAskAllInVain(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	empty := serve(t, testpki.CMPOptions{Fault: testpki.CMPEmpty})
	all := []registry.Authority{
		authority("Порожній", empty.address),
		authority("Він самий", empty.address),
		authority("Без послуги", ""),
		authority("Зниклий", strings.TrimPrefix(gone.URL, "http://")),
		authority("Самозванець", serve(t, testpki.CMPOptions{Fault: testpki.CMPSelfMade}).address),
		authority("Несправний", serve(t, testpki.CMPOptions{Fault: testpki.CMPFails}).address),
	}
	var mu sync.Mutex
	var heard [][2]int
	_, err := finder(all...).AskAll(t.Context(), func(asked, answered int) {
		assert.True(t, mu.TryLock(), "called twice at a time")
		heard = append(heard, [2]int{asked, answered})
		mu.Unlock()
	}, keysOf(ukraine().Subscriber(testpki.Person))...)
	var missing *lookup.NotFoundError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []string{"Зниклий", "Несправний"}, missing.Silent)
	assert.Equal(t, [][2]int{{4, 0}, {4, 1}, {4, 2}, {4, 3}, {4, 4}}, heard)
	assert.Len(t, empty.requests(), 3, "one service was asked for two names")

	_, err = finder().AskAll(t.Context(), nil, keysOf(ukraine().Subscriber(testpki.Person))...)
	assert.ErrorAs(t, err, &missing)
	_, err = finder(all...).AskAll(t.Context(), nil, make([]lookup.Key, 17)...)
	assert.ErrorIs(t, err, lookup.ErrTooManyKeys)
}

// TestNobodyLearnsWithoutNeed wants authorities beyond the first round unasked
// when somebody in it has the certificate.
func TestNobodyLearnsWithoutNeed(t *testing.T) {
	person := ukraine().Subscriber(testpki.Person)
	all := []registry.Authority{authority("Добрий", serve(t, testpki.CMPOptions{}).address)}
	for _, name := range []string{"1", "2", "3", "4", "5", "6", "7"} {
		all = append(all, authority(name, serve(t, testpki.CMPOptions{Slow: make(chan struct{})}).address))
	}
	late := serve(t, testpki.CMPOptions{Asked: func(keyid.Request) { t.Error("asked without need") }})
	all = append(all, authority("Пізній", late.address))
	found, err := finder(all...).AskAll(t.Context(), nil, keysOf(person)...)
	require.NoError(t, err)
	has(t, person, found)
}
