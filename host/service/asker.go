// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// asker asks in the window on behalf of a source of keys.
type asker struct {
	o *operation
	a *attempt
}

// Secret asks for the password of the file, or for that of the keys in it.
func (k asker) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	question := protocol.PasswordQuestion{Kind: string(q.Kind), File: shownName(k.a.source.Name)}
	var answer protocol.SecretAnswer
	err := k.o.conn.Call(ctx, protocol.Window, protocol.MethodAsk, question, &answer)
	k.o.heard()
	switch {
	case errors.Is(err, protocol.Fail(protocol.Cancelled)):
		err = key.ErrCancelled
	case err == nil && len(answer.Secret) > protocol.MaxSecret:
		err = wrongSecret[q.Kind]
	}
	if err != nil {
		answer.Secret.Wipe() // it may stand in an answer that is wrong elsewhere
		return nil, err
	}
	return answer.Secret, nil
}

// wrongSecret is what a secret that nobody needs to try is answered with.
var wrongSecret = map[key.QuestionKind]error{
	key.AskPassword:    key.ErrWrongPassword,
	key.AskKeyPassword: key.ErrKeyPassword,
}

// Text, Confirm and Show are for sources other than files, which say
// themselves what they need; version 1 of the protocol asks for passwords only.
func (asker) Text(context.Context, key.Question) (string, error) { return "", errUnsupported }
func (asker) Confirm(context.Context, key.Question) error        { return errUnsupported }
func (asker) Show(context.Context, key.Notice)                   {}

var errUnsupported = protocol.Fail(protocol.Unsupported)
