// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// asker asks on behalf of the source that a keys call opens: in our window, or in
// one of the system. It serves until the store is closed, so after the consent
// too, and in later operations that use a [Held].
type asker struct {
	*session
	operation atomic.Pointer[operation] // that uses the store now, or did last
	file      string                    // fit to show; of what is no file nothing
	provider  string                    // its title, fit to show; of keys that none keeps nothing
	askedPIN  bool                      // for the token itself, not for one of its keys
	visits    bool                      // pages of the provider, in the browser's own sign-in window
}

// newAsker asks on behalf of what is opened.
func (o *operation) newAsker(opened *opening) *asker {
	k := &asker{
		session: o.session, file: shownName(opened.file.Name), provider: pki.DisplayText(opened.kept.Title),
		visits: opened.kept.scheme != "" && o.hello.Redirect != "",
	}
	k.operation.Store(o)
	return k
}

// asked is what a source is given: where a provider keeps the keys and the browser has
// a sign-in window of its own, a [key.Authorizer].
func (k *asker) asked() key.Asker {
	if k.visits {
		return visitor{k}
	}
	return k
}

// patience, heard and show are those of the operation that uses the store.
func (k *asker) patience() (stop func() bool) { return k.operation.Load().patience() }
func (k *asker) heard()                       { k.operation.Load().heard() }
func (k *asker) show(event any)               { k.operation.Load().show(event) }

// Secret asks for a password or a PIN.
func (k *asker) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	defer k.patience()()
	q = k.operation.Load().batch.counted(q)
	var secret []byte
	var err error
	if k.Native == nil {
		secret, err = k.secretFromWindow(ctx, q)
	} else {
		if k.file != "" {
			q.Ref = key.NewRef(fileScheme, k.file) // a name that the person knows, not the blob's
		}
		err = k.bySystem(ctx, func(p Prompter) error {
			secret, err = p.Secret(ctx, q)
			return err
		})
	}
	k.heard()
	if err == nil {
		err = unfit(q, secret)
	}
	if err != nil {
		clear(secret)
		return nil, err
	}
	return secret, nil
}

// Confirm asks for leave to try a PIN, where a wrong one locks too much.
func (k *asker) Confirm(ctx context.Context, q key.Question) error {
	if q.Kind != key.AskLastTry && q.Kind != key.AskSharedTries {
		return errUnsupported
	}
	defer k.patience()()
	defer k.heard()
	if k.Native != nil {
		return k.bySystem(ctx, func(p Prompter) error { return p.Confirm(ctx, q) })
	}
	question := protocol.PINQuestion{Kind: string(q.Kind), Token: askedToken(q)}
	return k.askWindow(ctx, question, &protocol.Empty{})
}

// Text is not for this window: who the person is at a provider, it said when it
// chose the provider.
func (k *asker) Text(context.Context, key.Question) (string, error) { return "", errUnsupported }

var errUnsupported = protocol.Fail(protocol.Unsupported)

// Show passes on what the window has words for.
func (k *asker) Show(_ context.Context, n key.Notice) {
	if n.Kind == key.NoticeGoOn {
		k.heard() // whatever was waited for, somebody did it
	}
	if n.Kind == key.NoticeLink {
		k.showLink(n)
	} else if kind, known := shownNotices[n.Kind]; known {
		k.show(protocol.Event{Kind: kind})
	}
}

var shownNotices = map[key.NoticeKind]string{
	key.NoticePINPad: protocol.ShowPINPad,
	key.NoticeTurn:   protocol.ShowTurn,
	key.NoticeGoOn:   protocol.ShowGoOn,
}

// askWindow asks our window.
func (k *asker) askWindow(ctx context.Context, question, answer any) error {
	err := k.conn.Call(ctx, protocol.Window, protocol.MethodAsk, question, answer)
	if errors.Is(err, protocol.Fail(protocol.Cancelled)) && ctx.Err() == nil {
		return key.ErrCancelled
	}
	return err
}

// bySystem has a window of the system ask, while ours says so.
func (k *asker) bySystem(ctx context.Context, ask func(Prompter) error) error {
	k.show(protocol.Event{Kind: protocol.ShowPINNative})
	defer k.show(protocol.Event{Kind: protocol.ShowGoOn})
	err := ask(k.Native(k.hello.Language, k.origin()))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
