// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/pidpys/pidpys/host/key"
)

// terminal asks a person at the keyboard on behalf of a key source, or reads
// what they wrote into files.
type terminal struct {
	*call
	flags keyFlags
}

func (c *call) terminal(flags keyFlags) terminal { return terminal{c, flags} }

func (t terminal) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	switch q.Kind {
	case key.AskKeyPassword:
		secret, err := t.password(ctx, t.flags.keyPassword, t.words.text("cli_key_password", q.Ref.Name()))
		if errors.Is(err, errNoTerminal) {
			err = key.ErrKeyPassword // more than that there is nobody to ask
		}
		return secret, err
	case key.AskPIN:
		return t.password(ctx, t.flags.password, t.warned(q.Carrier)+t.words.text("cli_pin", carrierName(q.Carrier)))
	case key.AskNewPIN:
		return t.newPIN(ctx, q.Carrier)
	case key.AskRemotePIN:
		return t.remoteSecret(ctx, t.flags.password, "cli_remote_pin", q)
	case key.AskOTP:
		return t.remoteSecret(ctx, t.flags.otp, "cli_otp", q)
	case key.AskKeyPIN:
		return t.password(ctx, t.flags.password, t.warned(q.Carrier)+t.words.text("cli_key_pin", carrierName(q.Carrier)))
	}
	return t.password(ctx, t.flags.password, t.words.text("cli_password", q.Ref.Name()))
}

// newPIN is a PIN that is made up, typed twice where no file has it.
func (t terminal) newPIN(ctx context.Context, of *key.Carrier) ([]byte, error) {
	prompt := t.words.text("cli_new_pin", carrierName(of), strconv.Itoa(of.PIN.Min))
	pin, err := t.twice(ctx, t.flags.password, prompt, t.words.text("cli_new_pin_again"))
	if errors.Is(err, errTypedApart) {
		err = errPINsDiffer
	}
	return pin, err
}

// warned is a line with what a carrier says of the tries for its PIN; empty if
// nothing.
func (t terminal) warned(carrier *key.Carrier) string {
	if word := triesWord(carrier.PIN.Tries); word != "" {
		return t.words.text(word) + "\n"
	}
	return ""
}

// Text is asked by providers alone, and they ask who the person is.
func (t terminal) Text(ctx context.Context, q key.Question) (string, error) {
	user, err := t.user(ctx, q)
	return user, unanswered(err)
}

// tries are the questions before a try for a PIN: what agrees to them in a command
// line, and what it is to have asked nobody.
func (t terminal) tries(kind key.QuestionKind) (agreed bool, word string, nobody error) {
	if kind == key.AskSharedTries {
		return t.flags.sharedTries, "cli_shared_tries", key.ErrSharedTries
	}
	return t.flags.lastTry, "cli_last_try", key.ErrLastTry
}

// Confirm is asked before a try for a PIN that may lock more than it opens, and by
// no other question. Where there is nobody to ask, the command line must have said
// so.
func (t terminal) Confirm(ctx context.Context, q key.Question) error {
	agreed, word, nobody := t.tries(q.Kind)
	if agreed {
		return nil
	}
	return t.agree(ctx, t.words.text(word, carrierName(q.Carrier)), nobody)
}

// yes are the answers that agree.
var yes = []string{"y", "yes", "т", "так"}

// agree asks a question for a yes. Another answer is [key.ErrCancelled], and where
// there is nobody to ask the error is the one given.
func (c *call) agree(ctx context.Context, question string, nobody error) error {
	in, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nobody
	}
	fmt.Fprint(c.err, question+" ")
	answer, err := answered(ctx, in)
	if err != nil {
		fmt.Fprintln(c.err)
		return err
	}
	if !slices.Contains(yes, strings.ToLower(strings.TrimSpace(answer))) {
		return key.ErrCancelled
	}
	return nil
}

// answered reads a line, and no more than that. When the context ends first,
// what was reading it stays until the program ends.
func answered(ctx context.Context, in io.Reader) (string, error) {
	lines := make(chan string, 1)
	go func() {
		var line []byte
		for octet := make([]byte, 1); len(line) < passwordLimit; line = append(line, octet[0]) {
			if _, err := io.ReadFull(in, octet); err != nil || octet[0] == '\n' {
				break
			}
		}
		lines <- string(line)
	}()
	select {
	case line := <-lines:
		return line, nil
	case <-ctx.Done():
		return "", key.ErrCancelled
	}
}

// Show says what is waited for.
func (t terminal) Show(_ context.Context, n key.Notice) {
	switch n.Kind {
	case key.NoticePINPad:
		fmt.Fprintln(t.err, t.words.text("pin_pad"))
	case key.NoticeTurn:
		fmt.Fprintln(t.err, t.words.text("cli_turn"))
	case key.NoticeLink:
		t.showLink(n)
	}
}
