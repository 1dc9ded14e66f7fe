// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import "context"

// menuFile is the menu that the toolbar's button opens.
const menuFile = "ui/menu.html"

// Menu is what the toolbar's button opens. Its methods are what a person does there.
type Menu struct{ Page }

// OpenMenu presses the extension's button over a page, and waits until the menu
// knows what it can offer there.
func OpenMenu(ctx context.Context, b Browser, extension string, over Page) (*Menu, error) {
	page, err := b.OpenMenu(ctx, extension, over)
	if err != nil {
		return nil, err
	}
	m := &Menu{page}
	return m, Wait(ctx, m, "document.body.dataset.state !== undefined")
}

// Permit has pages of the site, once they are answered, sign what cannot be shown.
func (m *Menu) Permit(ctx context.Context) error { return m.Click(ctx, "#hashes") }

// IncludeFrames has the frames in the page be answered, too.
func (m *Menu) IncludeFrames(ctx context.Context) error {
	const frames = "#frame-list input:not(:checked)"
	for left := true; left; {
		if err := m.Click(ctx, frames); err != nil {
			return err
		}
		if err := m.Evaluate(ctx, "document.querySelector('"+frames+"') !== null", &left); err != nil {
			return err
		}
	}
	return nil
}

// SwitchOn lets pages of the site be answered that were made for other programs. The
// page is loaded anew.
func (m *Menu) SwitchOn(ctx context.Context) error { return m.Click(ctx, "#on") }

// SwitchOff lets them be answered no more.
func (m *Menu) SwitchOff(ctx context.Context) error { return m.Click(ctx, "#off") }

// Files opens the page for the person's own files.
func (m *Menu) Files(ctx context.Context) error { return m.Click(ctx, "#files") }

// Move begins to move to a new key on a protected carrier.
func (m *Menu) Move(ctx context.Context) error { return m.Click(ctx, "#move") }

// Options opens the page of options.
func (m *Menu) Options(ctx context.Context) error { return m.Click(ctx, "#options") }

// Help opens the page of diagnostics.
func (m *Menu) Help(ctx context.Context) error { return m.Click(ctx, "#help") }
