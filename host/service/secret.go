// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// secretFromWindow answers whatever secret came, even with an error: it may stand
// in an answer that is wrong elsewhere.
func (k *asker) secretFromWindow(ctx context.Context, q key.Question) ([]byte, error) {
	question, err := k.question(q)
	if err != nil {
		return nil, err
	}
	var answer protocol.SecretAnswer
	err = k.askWindow(ctx, question, &answer)
	return answer.Secret, err
}

// question is the one for a secret as our window is asked it.
func (k *asker) question(q key.Question) (any, error) {
	switch q.Kind {
	case key.AskPassword, key.AskKeyPassword:
		return protocol.PasswordQuestion{Kind: string(q.Kind), File: k.file}, nil
	case key.AskPIN:
		question := protocol.PINQuestion{Kind: protocol.AskPIN, Token: askedToken(q), AskedBefore: k.askedPIN}
		k.askedPIN = true
		return question, nil
	case key.AskNewPIN:
		return protocol.PINQuestion{Kind: protocol.AskNewPIN, Token: askedToken(q)}, nil
	case key.AskKeyPIN:
		return protocol.PINQuestion{Kind: protocol.AskKeyPIN, Token: askedToken(q), Number: q.Number, Of: q.Of}, nil
	case key.AskRemotePIN, key.AskOTP:
		return protocol.ProviderQuestion{Kind: string(q.Kind), Provider: k.provider}, nil
	}
	return nil, errUnsupported
}

// unfit says why a secret is one that nobody needs to try: PROTOCOL.md, section
// 11. An empty PIN might be counted as a wrong one.
func unfit(q key.Question, secret []byte) error {
	long := len(secret) > protocol.MaxSecret
	switch q.Kind {
	case key.AskPassword:
		if long {
			return key.ErrWrongPassword
		}
	case key.AskKeyPassword:
		if long {
			return key.ErrKeyPassword
		}
	case key.AskRemotePIN:
		if long || len(secret) == 0 {
			return &key.ProviderError{Err: key.ErrWrongPIN, Provider: q.Provider}
		}
	case key.AskOTP:
		if long || len(secret) == 0 {
			return &key.ProviderError{Err: key.ErrWrongOTP, Provider: q.Provider}
		}
	default:
		if long || len(secret) == 0 {
			return &key.CarrierError{Err: key.ErrPINLength, PIN: carrier(q).PIN}
		}
	}
	return nil
}

// askedToken is whose PIN is asked for, fit to show.
func askedToken(q key.Question) protocol.AskedToken {
	c := carrier(q)
	return protocol.AskedToken{
		Device: pki.DisplayText(c.Device),
		Label:  pki.DisplayText(c.Label),
		Serial: pki.DisplayText(c.Serial),
		Form:   string(c.Form),
		Tries:  string(c.PIN.Tries),
		MinPIN: c.PIN.Min,
		MaxPIN: c.PIN.Max,
	}
}

// carrier is the one a question is about, of which a source may know nothing.
func carrier(q key.Question) key.Carrier {
	if q.Carrier == nil {
		return key.Carrier{}
	}
	return *q.Carrier
}
