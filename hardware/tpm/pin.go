// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/pidpys/pidpys/host/key"
)

// The bounds of a PIN: so many characters at least, and so many octets at most as
// the chip keeps of an object whose name is by SHA-256 (Part 1, 19.4.2).
const (
	minPIN = 6
	maxPIN = 32
)

// askPIN asks for a PIN, and answers it as the TPM gets it; whoever asks wipes it.
func askPIN(ctx context.Context, ask key.Asker, q key.Question) ([]byte, error) {
	typed, err := ask.Secret(ctx, q)
	defer clear(typed)
	if err != nil {
		return nil, err
	}
	pin, ok := normalize(typed)
	if !ok {
		return nil, &key.CarrierError{Err: key.ErrPINLength, PIN: q.Carrier.PIN}
	}
	return pin, nil
}

// normalize brings a PIN into the form that it has on every keyboard (Unicode
// Standard Annex 15, NFC), in octets of its own. One with a zero octet is unfit: a
// TPM strips those at the end.
func normalize(typed []byte) (pin []byte, ok bool) {
	composed := norm.NFC.Bytes(typed)
	defer clear(composed)
	if !utf8.Valid(composed) || utf8.RuneCount(composed) < minPIN || len(composed) > maxPIN || bytes.IndexByte(composed, 0) >= 0 {
		return nil, false
	}
	return slices.Clone(composed), true
}

// permit says whether a PIN may be asked for, and has it agreed to if one more
// wrong one matters to others.
func permit(ctx context.Context, ask key.Asker, count lockout, ref key.Ref, carrier *key.Carrier) error {
	question, declined := key.AskSharedTries, key.ErrSharedTries
	switch {
	case count.refuses():
		return count.fail(key.ErrTPMLockout)
	case count.last():
		question, declined = key.AskLastTry, key.ErrLastTry
	case !count.shared():
		return nil
	}
	err := ask.Confirm(ctx, key.Question{Kind: question, Ref: ref, Carrier: carrier})
	if errors.Is(err, key.ErrCancelled) {
		return count.fail(declined)
	}
	return err
}
