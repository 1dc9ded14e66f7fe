// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/hardware/pinentry"
	"github.com/pidpys/pidpys/host/internal/quoted"
	"github.com/pidpys/pidpys/host/key"
)

func TestDialog(t *testing.T) {
	almaz := &key.Carrier{Device: "Алмаз-1К", Label: "Робочий", Serial: "00123"}
	tpm := &key.Carrier{Device: "TPM", Form: key.FormTPM, PIN: key.PIN{Min: 6}}
	few, last := *almaz, *almaz
	few.PIN.Tries, last.PIN.Tries = key.TriesFew, key.TriesLast
	for name, c := range map[string]struct {
		question                key.Question
		text, field, error, yes string
	}{
		"a password":         {key.Question{Kind: key.AskPassword, Ref: "file:/home/me/Key-6.dat"}, "The password of the key Key-6.dat", "Password:", "", "Continue"},
		"a key's password":   {key.Question{Kind: key.AskKeyPassword, Ref: "file:a.jks"}, "The file a.jks is open, but the key itself has another password", "Password:", "", "Continue"},
		"a PIN":              {key.Question{Kind: key.AskPIN, Carrier: almaz}, "The PIN of the token: Алмаз-1К, Робочий, 00123", "PIN:", "", "Continue"},
		"few tries":          {key.Question{Kind: key.AskPIN, Carrier: &few}, "The PIN of the token: Алмаз-1К, Робочий, 00123", "PIN:", "A wrong PIN was entered before: few tries are left.", "Continue"},
		"the last try":       {key.Question{Kind: key.AskPIN, Carrier: &last}, "The PIN of the token: Алмаз-1К, Робочий, 00123", "PIN:", "One try is left: a wrong PIN locks the token.", "Continue"},
		"a PIN to sign":      {key.Question{Kind: key.AskKeyPIN, Carrier: almaz, Number: 1, Of: 1}, "This key asks for the PIN before every signature. Token: Алмаз-1К, Робочий, 00123", "PIN:", "", "Continue"},
		"a PIN to sign more": {key.Question{Kind: key.AskKeyPIN, Carrier: almaz, Number: 2, Of: 3}, "This key asks for the PIN before every signature. Token: Алмаз-1К, Робочий, 00123\nSignature 2 of 3", "PIN:", "", "Continue"},
		"a new PIN":          {key.Question{Kind: key.AskNewPIN, Carrier: tpm}, "Make up a PIN for the new key: TPM\nCharacters, at the least: 6.", "PIN:", "", "Continue"},
		"a remote PIN":       {key.Question{Kind: key.AskRemotePIN, Provider: "Сховище\u202e"}, "The PIN of the cloud key, which the provider asks for: Сховище", "PIN:", "", "Continue"},
		"a one-time code":    {key.Question{Kind: key.AskOTP, Provider: "Сховище"}, "The one-time code that the provider has just sent: Сховище", "Code:", "", "Continue"},
		"a PIN of all":       {key.Question{Kind: key.AskSharedTries, Carrier: tpm}, "Wrong PINs were typed before. A few more lock all keys of this computer’s TPM for a while, those of other programs too. Type the PIN all the same? TPM", "", "", "Continue"},
		"whether to try":     {key.Question{Kind: key.AskLastTry, Carrier: almaz}, "One try is left. A wrong PIN locks the token: Алмаз-1К, Робочий, 00123", "", "", "Use the last try"},
	} {
		want := pinentry.Dialog{Title: "Pidpys", Text: c.text, Prompt: c.field, Error: c.error, OK: c.yes, Cancel: "Cancel"}
		assert.Equal(t, want, Native{Language: "en"}.dialog(c.question), name)
		want.Text = "For the site https://cabinet.example\n" + want.Text
		assert.Equal(t, want, Native{Language: "en", Site: "https://cabinet.example"}.dialog(c.question), name)
	}
}

// TestDialogOfStrangers: what others call themselves cannot hide what we say,
// nor who asks.
func TestDialogOfStrangers(t *testing.T) {
	carrier := &key.Carrier{Label: "Токен\x1b[2J\n\u202eсайт" + strings.Repeat("ж", 500), Serial: strings.Repeat("1", 500)}
	d := Native{Language: "uk", Site: "https://" + strings.Repeat("cabinet.tax.gov.ua.", 20) + "evil.example"}.dialog(key.Question{Kind: key.AskPIN, Carrier: carrier})
	assert.NotContains(t, d.Text, "\x1b")
	assert.NotContains(t, d.Text, "\u202e")
	lines := strings.Split(d.Text, "\n")
	assert.Len(t, lines, 2)
	assert.True(t, strings.HasSuffix(lines[0], "evil.example"), "whose site it is, its end says")
	assert.Less(t, len(d.Text), 900, "it is shown whole")
	assert.True(t, utf8.ValidString(d.Text))
	assert.NotPanics(t, func() { Native{}.dialog(key.Question{Kind: key.AskPIN}) })
}

// TestNewPIN: only what was typed twice the same is a PIN.
func TestNewPIN(t *testing.T) {
	defer func() { testOnlyAsk = pinentry.Ask }()
	for name, c := range map[string]struct {
		typed  []string // "" closes the window
		secret string
		err    error
	}{
		"twice":           {[]string{"123456", "123456"}, "123456", nil},
		"differently":     {[]string{"123456", "123457", "654321", "654321"}, "654321", nil},
		"not at all":      {[]string{""}, "", key.ErrCancelled},
		"once":            {[]string{"123456", ""}, "", key.ErrCancelled},
		"never the same":  {[]string{"1", "2", "3", "4", ""}, "", key.ErrCancelled},
		"one and its end": {[]string{"123456", "1234567", ""}, "", key.ErrCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			var typed [][]byte
			var errors []string
			testOnlyAsk = func(_ context.Context, d pinentry.Dialog) ([]byte, error) {
				secret := []byte(c.typed[len(typed)])
				typed, errors = append(typed, secret), append(errors, d.Error)
				if len(secret) == 0 {
					return nil, pinentry.ErrCancelled
				}
				return secret, nil
			}
			secret, err := Native{Language: "en"}.Secret(t.Context(), key.Question{Kind: key.AskNewPIN})
			assert.ErrorIs(t, err, c.err)
			assert.Equal(t, c.secret, string(secret))
			assert.Len(t, typed, len(c.typed))
			for i, said := range errors {
				assert.Equal(t, i > 1 && i%2 == 0, said != "", "why it is asked again")
			}
			clear(secret)
			for _, one := range typed {
				assert.Empty(t, strings.Trim(string(one), "\x00"), "whatever was typed is wiped")
			}
		})
	}
}

func TestErrors(t *testing.T) {
	assert.NoError(t, answered(nil))
	assert.Equal(t, key.ErrCancelled, answered(pinentry.ErrCancelled))
	assert.ErrorIs(t, answered(fmt.Errorf("%w: no screen", pinentry.ErrUnavailable)), key.ErrPINEntry)
	assert.ErrorIs(t, answered(context.Canceled), context.Canceled)
}

func TestWords(t *testing.T) {
	used := quoted.In(t, "*.go", `"(prompt_[a-z_]+)"`)
	slices.Sort(used)
	used = slices.Compact(used)
	for _, language := range []string{"uk", "en"} {
		var known []string
		for word := range extension.Words(language) {
			if strings.HasPrefix(word, "prompt_") {
				known = append(known, word)
			}
		}
		assert.ElementsMatch(t, used, known, language)
	}
}
