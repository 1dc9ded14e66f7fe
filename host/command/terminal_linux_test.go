// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

func TestLastTry(t *testing.T) {
	question := key.Question{Kind: key.AskLastTry, Carrier: &key.Carrier{Label: "Work", PIN: key.PIN{Tries: key.TriesLast}}}
	for answer, want := range map[string]error{
		"yes\n": nil, "Y\n": nil, "так\n": nil, " Т \n": nil,
		"\n": key.ErrCancelled, "no\n": key.ErrCancelled, "ні\n": key.ErrCancelled, "x\n": key.ErrCancelled,
	} {
		keyboard, screen := terminals(t)
		var said bytes.Buffer
		asker := (&call{words: words("uk"), in: screen, err: &said}).terminal(keyFlags{})
		_, err := keyboard.WriteString(answer)
		require.NoError(t, err)
		assert.Equal(t, want, asker.Confirm(t.Context(), question), answer)
		assert.Contains(t, said.String(), "остання спроба")
		assert.Contains(t, said.String(), "Work")
	}

	nobody := (&call{words: words("uk"), in: strings.NewReader("yes\n")}).terminal(keyFlags{})
	assert.Equal(t, key.ErrLastTry, nobody.Confirm(t.Context(), question), "nobody sits there")
	nobody.flags.lastTry = true
	assert.NoError(t, nobody.Confirm(t.Context(), question), "the command line says so")

	_, screen := terminals(t)
	var said bytes.Buffer
	asker := (&call{words: words("uk"), in: screen, err: &said}).terminal(keyFlags{})
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	assert.Equal(t, key.ErrCancelled, asker.Confirm(ctx, question))
	assert.True(t, strings.HasSuffix(said.String(), "\n"), "what is said next has a line of its own")
}

func TestPINAtTheTerminal(t *testing.T) {
	carrier := &key.Carrier{Device: "Алмаз-1К", Label: "Work", PIN: key.PIN{Tries: key.TriesFew}}
	for _, test := range []struct {
		question key.Question
		said     []string
	}{
		{key.Question{Kind: key.AskPIN, Carrier: carrier}, []string{"PIN of the token (Алмаз-1К, Work):", "A wrong PIN was entered before\n"}},
		{key.Question{Kind: key.AskKeyPIN, Carrier: carrier}, []string{"before every signature. PIN of the token (Алмаз-1К, Work):"}},
		{key.Question{Kind: key.AskPassword, Ref: "file:a.pfx"}, []string{"a.pfx"}},
	} {
		keyboard, screen := terminals(t)
		var said bytes.Buffer
		asker := (&call{words: words("en"), in: screen, err: &said}).terminal(keyFlags{})
		done := make(chan struct{})
		var secret []byte
		var err error
		go func() {
			defer close(done)
			secret, err = asker.Secret(t.Context(), test.question)
		}()
		require.Eventually(t, func() bool { return !echoes(t, screen) }, 10*time.Second, time.Millisecond)
		_, written := keyboard.WriteString("1234\n")
		require.NoError(t, written)
		<-done
		require.NoError(t, err)
		assert.Equal(t, "1234", string(secret))
		for _, part := range test.said {
			assert.Contains(t, said.String(), part)
		}
	}
}

func TestNotices(t *testing.T) {
	var said bytes.Buffer
	asker := (&call{words: words("en"), err: &said}).terminal(keyFlags{})
	asker.Show(t.Context(), key.Notice{Kind: key.NoticePINPad})
	asker.Show(t.Context(), key.Notice{Kind: key.NoticeTurn})
	asker.Show(t.Context(), key.Notice{Kind: key.NoticeGoOn})
	assert.Equal(t, "Type the PIN on the device\nPidpys is using the token in a browser or another terminal. We go on as soon as it is done.\n", said.String())
}
