// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// fakeTokens is what a test says is plugged in, one state after the other.
type fakeTokens struct {
	states  []key.Plugged
	end     context.CancelFunc // of whoever watches, after the last state; nil: they go on
	revived []string
	broken  error
}

func (f *fakeTokens) Scheme() string { return "pkcs11" }

func (f *fakeTokens) List(ctx context.Context) ([]key.Info, error) { return nil, f.broken }

func (f *fakeTokens) Watch(ctx context.Context, tell func(key.Plugged)) error {
	for _, state := range f.states {
		tell(state)
	}
	if f.end != nil {
		f.end()
	}
	<-ctx.Done()
	return nil
}

func (f *fakeTokens) Revive(_ context.Context, id string) error {
	f.revived = append(f.revived, id)
	return nil
}

func (f *fakeTokens) Open(context.Context, key.Ref, key.Asker) (key.Store, error) {
	return nil, key.ErrNoToken
}

func run(t *testing.T, tokens key.Hotplug, language string, args ...string) (code int, out, complaint string) {
	t.Helper()
	t.Setenv("LC_ALL", language)
	var stdout, stderr bytes.Buffer
	p := testpki.New(time.Now)
	program := Program{Roots: p.Anchors, Authorities: p.Certificates, Tokens: tokens}
	code = program.Run(args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func carrier(label string, keys ...key.Key) key.Carrier {
	return key.Carrier{
		Ref: key.NewRef("pkcs11", "serial=1;token="+label), Label: label, Serial: "1", Device: "Алмаз-1К", Form: key.FormToken, Keys: keys,
	}
}

func TestTokens(t *testing.T) {
	person := testpki.New(time.Now).Subscriber(testpki.Person)
	mine := carrier("Work", key.New(person.SignKey, person.SignCert))
	bare := carrier("Home", key.New(person.AgreeKey))
	locked := carrier("Old")
	locked.PIN = key.PIN{Tries: key.TriesNone, Pad: true}
	tokens := &fakeTokens{states: []key.Plugged{{Carriers: []key.Carrier{mine, bare, locked}}}}

	code, out, _ := run(t, tokens, "en", "tokens")
	assert.Equal(t, exitDone, code)
	for _, part := range []string{
		"Token: Алмаз-1К, Work, 1\n  --key ", "pkcs11:serial=1;token=Work", "signature, until",
		"Keys without a certificate", "pidpys cert find", "Locked",
	} {
		assert.Contains(t, out, part)
	}
	assert.Contains(t, out, "once you type the PIN", "whose keys a token has that shows none")

	code, out, _ = run(t, tokens, "en", "tokens", "--json")
	assert.Equal(t, exitDone, code)
	var seen sight
	require.NoError(t, json.Unmarshal([]byte(out), &seen))
	require.Len(t, seen.Tokens, 3)
	assert.Equal(t, mine.Ref, seen.Tokens[0].Key)
	assert.Equal(t, "dstu4145", seen.Tokens[0].Keys[0].Algorithm)
	assert.NotNil(t, seen.Tokens[0].Keys[0].Certificate)
	assert.Nil(t, seen.Tokens[1].Keys[0].Certificate)
	assert.Equal(t, key.TriesNone, seen.Tokens[2].Tries)
	assert.True(t, seen.Tokens[2].PINPad)
	assert.Empty(t, seen.Troubles)
}

// TestTokensOfStrangers: what a token calls itself is no command to a terminal.
func TestTokensOfStrangers(t *testing.T) {
	hostile := carrier("Work")
	hostile.Label, hostile.Device = "\x1b[2J\u202eWork", ""
	for _, args := range [][]string{{"tokens"}, {"tokens", "--json"}} {
		_, out, _ := run(t, &fakeTokens{states: []key.Plugged{{Carriers: []key.Carrier{hostile}}}}, "uk", args...)
		assert.Contains(t, out, "[2JWork")
		assert.NotContains(t, out, "\x1b")
		assert.NotContains(t, out, "\u202e")
		assert.NotContains(t, out, `\u001b`)
	}
}

func TestTokensWithoutAny(t *testing.T) {
	code, out, _ := run(t, &fakeTokens{states: []key.Plugged{{}}}, "en", "tokens")
	assert.Equal(t, exitDone, code)
	assert.Contains(t, out, "No tokens are to be seen.")

	code, _, complaint := run(t, nil, "en", "tokens")
	assert.Equal(t, exitTrouble, code)
	assert.Contains(t, complaint, "The part of the Pidpys program")
	code, _, complaint = run(t, nil, "en", "keys", "pkcs11:token=Work")
	assert.Equal(t, exitTrouble, code)
	assert.Contains(t, complaint, "The part of the Pidpys program")

	code, _, _ = run(t, &fakeTokens{broken: errors.New("broken")}, "en", "tokens")
	assert.Equal(t, exitTrouble, code)
}

func TestWatchTokens(t *testing.T) {
	work, home := carrier("Work"), carrier("Home")
	warned := work
	warned.PIN.Tries = key.TriesLast
	crashed := key.Trouble{Kind: key.DriverCrashed, Device: "Кристал-1", Driver: "crystal"}
	states := []key.Plugged{
		{Carriers: []key.Carrier{work}},
		{Carriers: []key.Carrier{work, home}},
		{Carriers: []key.Carrier{warned, home}},
		{Carriers: []key.Carrier{home}, Troubles: []key.Trouble{crashed}},
	}
	watch := func(asJSON bool) string {
		ctx, end := context.WithCancel(t.Context())
		var out bytes.Buffer
		p := testpki.New(time.Now)
		program := Program{Roots: p.Anchors, Authorities: p.Certificates, Tokens: &fakeTokens{states: states, end: end}, Now: time.Now}
		c := &call{Program: program, language: "en", words: words("en"), out: &out, err: &out, json: asJSON}
		assert.Equal(t, exitDone, c.tokens(ctx, []string{"--watch"}), "an interrupt is how it ends")
		return out.String()
	}
	told := watch(false)
	last := -1
	for _, part := range []string{"Token: Алмаз-1К, Work", "Plugged in: Алмаз-1К, Home", "One try is left", "Taken out: Алмаз-1К, Work", "Кристал-1", "--retry"} {
		at := strings.Index(told, part)
		assert.Greater(t, at, last, "%s in\n%s", part, told)
		last = at
	}
	assert.Equal(t, 1, strings.Count(told, "Алмаз-1К, Home"), "what stays is not told again")

	lines := strings.Split(strings.TrimSpace(watch(true)), "\n")
	require.Len(t, lines, len(states))
	var seen sight
	require.NoError(t, json.Unmarshal([]byte(lines[3]), &seen))
	assert.Equal(t, "crystal", seen.Troubles[0].Driver)
	assert.NotEmpty(t, seen.Troubles[0].Hint)
}

func TestRetry(t *testing.T) {
	tokens := &fakeTokens{states: []key.Plugged{{Troubles: []key.Trouble{
		{Kind: key.DriverCrashed, Driver: "a"}, {Kind: key.DriverMissing}, {Kind: key.DriverCrashed, Driver: "b"},
	}}}}
	code, _, _ := run(t, tokens, "en", "tokens", "--retry")
	assert.Equal(t, exitDone, code)
	assert.Equal(t, []string{"a", "b"}, tokens.revived)
}

// TestEveryTroubleHasWords, whole ones, in both languages.
func TestEveryTroubleHasWords(t *testing.T) {
	kinds := []key.TroubleKind{
		key.NoReaderService, key.NoWorker, key.NoCard, key.DriverMissing, key.DriverRefused, key.DriverCrashed,
		key.DriverSilent, key.DriverFailed, key.DeviceUnknown,
	}
	reasons := []key.Refusal{
		key.RefusedRelative, key.RefusedLink, key.RefusedWritable, key.RefusedOwner, key.RefusedKind, key.RefusedSystem,
		key.RefusedMachine, key.Refused32Bit, key.RefusedStack, key.RefusedLacking, key.RefusedFunction, key.RefusedLoading,
	}
	for _, language := range []string{"uk", "en"} {
		c := &call{language: language, words: words(language)}
		var said []string
		for _, kind := range kinds {
			for _, reason := range reasons {
				if kind != key.DriverRefused && reason != reasons[0] {
					continue
				}
				f := c.trouble(key.Trouble{Kind: kind, Device: "Алмаз-1К", Path: "/opt/token.so", Reason: reason, Driver: "a"})
				for _, text := range []string{f.Message, f.Hint} {
					assert.NotEmpty(t, text, kind)
					assert.NotContains(t, text, "$", kind)
					assert.NotRegexp(t, `[a-z0-9]_[a-z0-9]`, text, "the name of a word that is not there")
				}
				said = append(said, f.Message)
			}
		}
		slices.Sort(said)
		assert.Len(t, slices.Compact(said), len(kinds)-1+len(reasons), "each is told from the others")
	}
}

func TestSettingsLeftOut(t *testing.T) {
	t.Setenv("LC_ALL", "en")
	var out, complaint bytes.Buffer
	program := Program{Tokens: &fakeTokens{states: []key.Plugged{{}}}, SettingsLeftOut: []error{errors.New("config: not the administrators'"), errors.New("config: pin_entry")}}
	assert.Equal(t, exitDone, program.Run([]string{"tokens"}, strings.NewReader(""), &out, &complaint))
	assert.Contains(t, complaint.String(), "config: not the administrators'")
	assert.Contains(t, complaint.String(), "config: pin_entry")
	assert.Equal(t, 1, strings.Count(complaint.String(), "README"), "the same advice once")
}
