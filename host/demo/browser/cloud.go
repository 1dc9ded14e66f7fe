// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"fmt"
)

// What a person does in the window whose key a provider keeps.

// OpenCloud turns to the tab of providers.
func (w *Window) OpenCloud(ctx context.Context) error { return w.Click(ctx, "#cloud-tab") }

// ChooseProvider chooses the provider of a title, and types who one is there, if
// that is asked.
func (w *Window) ChooseProvider(ctx context.Context, title, user string) error {
	choose := fmt.Sprintf(`const provider = document.querySelector('#provider');
		provider.value = [...provider.options].find(({ text }) => text === %q).value;
		provider.dispatchEvent(new Event('change', { bubbles: true }));`, title)
	if err := w.Evaluate(ctx, "(() => { "+choose+" })()", nil); err != nil {
		return err
	}
	if user == "" {
		return nil
	}
	return w.replace(ctx, "#user", user)
}

// GetLink has the provider asked whose key it is, or, of Дія.Підпис, the page go on.
func (w *Window) GetLink(ctx context.Context) error { return w.Click(ctx, "#get-link") }

// The steps at which the window waits for a provider.
const (
	Identifying = "identifying" // whose key it is
	Confirming  = "confirming"  // the signature
)

// Link is where the code in the window leads.
func (w *Window) Link(ctx context.Context) (link string, err error) {
	if err := Wait(ctx, w, "document.querySelector('#link').checkVisibility()"); err != nil {
		return "", err
	}
	err = w.Evaluate(ctx, "document.querySelector('#link').href", &link)
	return link, err
}

// A Phone is the page that plays a person's phone for a simulated provider.
type Phone struct{ Page }

// OpenPhone opens a link as the phone does that scanned it.
func OpenPhone(ctx context.Context, b Browser, link string) (*Phone, error) {
	page, err := b.Open(ctx, link)
	if err != nil {
		return nil, err
	}
	return &Phone{page}, Wait(ctx, page, `document.body.dataset.state`)
}

// Confirm agrees to what the phone shows, and lets it look at the person if it
// wants.
func (p *Phone) Confirm(ctx context.Context) error {
	var check bool
	if err := p.Evaluate(ctx, present("#check"), &check); err != nil {
		return err
	}
	if check {
		if err := p.Click(ctx, "#check"); err != nil {
			return err
		}
	}
	return p.press(ctx, "#confirm", "confirmed")
}

// Decline refuses it.
func (p *Phone) Decline(ctx context.Context) error { return p.press(ctx, "#decline", "declined") }

func (p *Phone) press(ctx context.Context, button, state string) error {
	if err := p.Click(ctx, button); err != nil {
		return err
	}
	return Wait(ctx, p, fmt.Sprintf("document.body.dataset.state === %q", state))
}
