// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// windowPath is in the address of the extension's own window, and of no page.
const windowPath = "/ui/window.html?"

// Window is the extension's own window, where a person chooses a key and
// agrees. Its methods are what a person does there, in this order.
type Window struct{ Page }

// FindWindow waits for the window to open, beside others that are open, and to
// know what is asked.
func FindWindow(ctx context.Context, b Browser, others ...*Window) (*Window, error) {
	address, err := newWindow(ctx, b, others)
	if err != nil {
		return nil, err
	}
	page, err := b.Find(ctx, address)
	if err != nil {
		return nil, err
	}
	w := &Window{page}
	// A token that alone is plugged in is chosen at once, what needs no key of the
	// person is asked at once, and a move that has not ended comes first.
	return w, Wait(ctx, w, `["key", "password", "consent", "unfinished"].includes(document.body.dataset.step)`)
}

// newWindow is what the address of a window beside others has, and none of theirs. No
// two addresses are alike; but where there are no others it is no address, for a window
// that told how an earlier operation ended goes to a new one for the next.
func newWindow(ctx context.Context, b Browser, others []*Window) (string, error) {
	if len(others) == 0 {
		return windowPath, nil
	}
	known := make([]string, len(others))
	for i, other := range others {
		if err := other.Evaluate(ctx, "location.href", &known[i]); err != nil {
			return "", err
		}
	}
	for {
		addresses, err := b.Addresses(ctx)
		if err != nil {
			return "", err
		}
		for _, address := range addresses {
			if strings.Contains(address, windowPath) && !slices.Contains(known, address) {
				return address, nil
			}
		}
		if !pause(ctx) {
			return "", fmt.Errorf("browser: no window appeared: %w", context.Cause(ctx))
		}
	}
}

// AwaitStep waits until the window is at a step: "key", "password", "certificate",
// "consent", "key-pin", or "over" when it has something to say at the end; on the
// way to a new key also "unfinished", "place", "new-pin", "reissuing", "stopped"
// and, at its end, "reissued".
func (w *Window) AwaitStep(ctx context.Context, step string) error {
	return Wait(ctx, w, fmt.Sprintf("document.body.dataset.step === %q", step))
}

// OpenFiles turns to the tab of key files.
func (w *Window) OpenFiles(ctx context.Context) error { return w.Click(ctx, "#file-tab") }

// Choose chooses the key file, and certificates that belong to it.
func (w *Window) Choose(ctx context.Context, files ...string) error {
	if err := w.SetFiles(ctx, "#key-file", files...); err != nil {
		return err
	}
	return w.AwaitStep(ctx, "password")
}

// Read types the password in place of what was typed before, and has the key
// read.
func (w *Window) Read(ctx context.Context, password string) error {
	if err := w.replace(ctx, "#password", password); err != nil {
		return err
	}
	return w.Click(ctx, "#read")
}

// replace types a text in place of what is in a field.
func (w *Window) replace(ctx context.Context, field, text string) error {
	if err := w.Evaluate(ctx, fmt.Sprintf("void (document.querySelector(%q).value = '')", field), nil); err != nil {
		return err
	}
	return w.Type(ctx, field, text)
}

// ReadKey types the password of the key inside, where it is not that of the
// file, and has the key read.
func (w *Window) ReadKey(ctx context.Context, password string) error {
	return w.give(ctx, "key-password", password, "#read-key")
}

// give types a secret at a step that is about nothing else, whose field has the
// step's name.
func (w *Window) give(ctx context.Context, step, secret, button string) error {
	if err := w.AwaitStep(ctx, step); err != nil {
		return err
	}
	if err := w.replace(ctx, "#"+step, secret); err != nil {
		return err
	}
	return w.Click(ctx, button)
}

// Find looks for the certificate at the authority of that name.
func (w *Window) Find(ctx context.Context, authority string) error {
	if err := w.AwaitStep(ctx, "certificate"); err != nil {
		return err
	}
	choose := fmt.Sprintf(`const authority = document.querySelector('#certificate-authority');
		authority.value = %q;
		authority.dispatchEvent(new Event('change', { bubbles: true }));`, authority)
	if err := w.Evaluate(ctx, "(() => { "+choose+" })()", nil); err != nil {
		return err
	}
	return w.Click(ctx, "#find")
}

// AskEveryone has the window ask whether every authority may be asked.
func (w *Window) AskEveryone(ctx context.Context) error {
	if err := w.AwaitStep(ctx, "certificate"); err != nil {
		return err
	}
	if err := w.Click(ctx, "#find-everyone"); err != nil {
		return err
	}
	return Wait(ctx, w, pressable("#everyone-yes"))
}

// FindEverywhere agrees that every authority is asked.
func (w *Window) FindEverywhere(ctx context.Context) error { return w.Click(ctx, "#everyone-yes") }

// AwaitConsent waits until the window asks for consent and its button can be
// pressed, which is not before all cautions were in sight.
func (w *Window) AwaitConsent(ctx context.Context) error {
	if err := w.AwaitStep(ctx, "consent"); err != nil {
		return err
	}
	if err := w.Evaluate(ctx, "document.querySelector('#cautions:not([hidden]), #unseen:not([hidden])') && scrollTo(0, document.body.scrollHeight)", nil); err != nil {
		return err
	}
	return Wait(ctx, w, pressable("#approve"))
}

// Approve agrees to what the window shows.
func (w *Window) Approve(ctx context.Context) error { return w.Click(ctx, "#approve") }

// Cancel refuses it.
func (w *Window) Cancel(ctx context.Context) error { return w.Click(ctx, "#cancel") }

// Failure waits until the window says what is wrong at a place ("file",
// "password", "token", "pin", "key-password", "certificate", "owner", "over", or
// of a move "unfinished", "place", "new-pin" and "stopped") and returns the code.
func (w *Window) Failure(ctx context.Context, place string) (code string, err error) {
	element := fmt.Sprintf("document.querySelector('#%s-failure')", place)
	if err := Wait(ctx, w, element+".checkVisibility()"); err != nil {
		return "", err
	}
	err = w.Evaluate(ctx, element+".dataset.code", &code)
	return code, err
}
