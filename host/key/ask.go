// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"context"
	"time"
)

// An Asker speaks with the user on behalf of a [Source]. Every method returns
// [ErrCancelled] when the user declines, and the context's error when it ends.
type Asker interface {
	// Secret asks for a password or PIN. The octets, UTF-8, belong to the
	// caller, who wipes them.
	Secret(ctx context.Context, q Question) ([]byte, error)

	// Text asks for something that is not secret, as a user id at a provider.
	Text(ctx context.Context, q Question) (string, error)

	// Confirm returns nil once the user has agreed.
	Confirm(ctx context.Context, q Question) error

	// Show tells the user something and does not wait.
	Show(ctx context.Context, n Notice)
}

// A Question says what is asked, by a code: the words belong to whoever shows
// it.
type Question struct {
	Kind    QuestionKind
	Ref     Ref      // what is being opened
	Carrier *Carrier // of a PIN: whose; nil for all else
	// Provider, of what a key in the cloud needs: its title; empty for all else.
	Provider string
	// Of AskKeyPIN: which signature it is for, from 1, and of how many.
	Number, Of int
}

// QuestionKind is the closed list of questions.
type QuestionKind string

// The questions.
const (
	AskPassword QuestionKind = "password" // Secret: the password of a key file
	// AskKeyPassword, Secret: that of the keys within a file, after
	// [ErrKeyPassword].
	AskKeyPassword QuestionKind = "key-password"
	AskPIN         QuestionKind = "pin" // Secret: the PIN of a carrier
	// AskKeyPIN, Secret: the PIN once more, for a key that wants it before every
	// signature.
	AskKeyPIN QuestionKind = "key-pin"
	// AskLastTry, Confirm: one more wrong PIN locks the carrier. Comes before the
	// question for the PIN.
	AskLastTry QuestionKind = "last-try"
	// AskNewPIN, Secret: a PIN that is made up for a new key, typed twice.
	AskNewPIN QuestionKind = "new-pin"
	// AskSharedTries, Confirm: wrong PINs were entered before, and some more lock
	// every key of this computer's TPM for a while, other programs' too. Comes
	// before the question for the PIN.
	AskSharedTries QuestionKind = "shared-tries"
	// AskUser, Text: who the user is at a provider.
	AskUser QuestionKind = "user"
	// AskRemotePIN, Secret: the PIN of a key that a provider keeps, for one signature.
	AskRemotePIN QuestionKind = "remote-pin"
	// AskOTP, Secret: the code that a provider sent to the user, for one signature.
	AskOTP QuestionKind = "otp"
)

// A Notice says what is happening, by a code.
type Notice struct {
	Kind NoticeKind
	Ref  Ref

	// Of NoticeLink alone.
	Link     string    // what to open, or to show as a QR code: https, on the provider's own host
	App      string    // in which the user confirms it, as its vendor calls it; may be empty
	Expires  time.Time // when it is too late
	Identify bool      // what is confirmed tells whose key it is, and signs nothing yet
}

// NoticeKind is the closed list of notices.
type NoticeKind string

// The notices.
const (
	NoticeTouch NoticeKind = "touch" // touch the token
	// NoticeLink: confirm at the provider. A newer one takes its place.
	// Link may be empty: the provider calls its user by itself.
	NoticeLink NoticeKind = "link"
	// NoticePINPad: type the PIN on the reader.
	NoticePINPad NoticeKind = "pin-pad"
	// NoticeTurn: another window of this person uses the carrier; it will be this
	// one's turn.
	NoticeTurn NoticeKind = "turn"
	// NoticeGoOn: what was waited for, the PIN pad, the turn or the provider, came.
	NoticeGoOn NoticeKind = "go-on"
)
