// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"fmt"
)

// windowPath is in the address of the extension's own window, and of no page.
const windowPath = "/ui/window.html?"

// Window is the extension's own window, where a person chooses a key and
// agrees. Its methods are what a person does there, in this order.
type Window struct{ Page }

// FindWindow waits for the window to open and to know what is asked.
func FindWindow(ctx context.Context, b Browser) (*Window, error) {
	page, err := b.Find(ctx, windowPath)
	if err != nil {
		return nil, err
	}
	w := &Window{page}
	// What needs no key of the person is asked at once.
	return w, Wait(ctx, w, `["key", "consent"].includes(document.body.dataset.step)`)
}

// AwaitStep waits until the window is at a step: "key", "password", "consent",
// or "over" when it has something to say at the end.
func (w *Window) AwaitStep(ctx context.Context, step string) error {
	return Wait(ctx, w, fmt.Sprintf("document.body.dataset.step === %q", step))
}

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
	if err := w.Evaluate(ctx, "void (document.querySelector('#password').value = '')", nil); err != nil {
		return err
	}
	if err := w.Type(ctx, "#password", password); err != nil {
		return err
	}
	return w.Click(ctx, "#read")
}

// ReadKey types the password of the key inside, where it is not that of the
// file, and has the key read.
func (w *Window) ReadKey(ctx context.Context, password string) error {
	if err := w.AwaitStep(ctx, "key-password"); err != nil {
		return err
	}
	if err := w.Type(ctx, "#key-password", password); err != nil {
		return err
	}
	return w.Click(ctx, "#read-key")
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
// pressed.
func (w *Window) AwaitConsent(ctx context.Context) error {
	if err := w.AwaitStep(ctx, "consent"); err != nil {
		return err
	}
	return Wait(ctx, w, pressable("#approve"))
}

// Approve agrees to what the window shows.
func (w *Window) Approve(ctx context.Context) error { return w.Click(ctx, "#approve") }

// Cancel refuses it.
func (w *Window) Cancel(ctx context.Context) error { return w.Click(ctx, "#cancel") }

// Failure waits until the window says what is wrong at a place ("file",
// "password", "key-password", "certificate", "owner" or "over") and returns the code.
func (w *Window) Failure(ctx context.Context, place string) (code string, err error) {
	element := fmt.Sprintf("document.querySelector('#%s-failure')", place)
	if err := Wait(ctx, w, element+".checkVisibility()"); err != nil {
		return "", err
	}
	err = w.Evaluate(ctx, element+".dataset.code", &code)
	return code, err
}
