// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// A notice tells the person once that the provider waits for them, and once that
// this is over.
type notice struct {
	told  func(key.Notice)
	about key.Notice
	shown bool
}

// notice is about an operation that may take so long.
func (a *account) notice(ctx context.Context, o Operation, purpose Purpose, within time.Duration) *notice {
	return &notice{
		told: func(n key.Notice) { a.ask.Show(context.WithoutCancel(ctx), n) },
		about: key.Notice{
			Kind: key.NoticeLink, Ref: a.ref, Link: o.Link, App: a.about.App,
			Expires: a.source.config.Now().Add(within), Identify: purpose == Identify,
		},
	}
}

func (n *notice) show() {
	if !n.shown {
		n.shown = true
		n.told(n.about)
	}
}

func (n *notice) goOn() {
	if n.shown {
		n.told(key.Notice{Kind: key.NoticeGoOn, Ref: n.about.Ref})
	}
}
