// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

var errNotInstalled = errors.New("it is not installed")

// PressButton clicks where a person does: an extension that was just installed
// has its button in the list that the toolbar's piece of a puzzle opens.
func (b *firefox) PressButton(ctx context.Context, extension string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.press(ctx, b.addons[extension]); err != nil {
		return fmt.Errorf("browser: pressing the button of %s: %w", extension, err)
	}
	return nil
}

func (b *firefox) press(ctx context.Context, addon string) error {
	if addon == "" {
		return errNotInstalled
	}
	return b.inChrome(ctx, func() error {
		for _, selector := range []string{"#unified-extensions-button", widget(addon) + " .unified-extensions-item-action-button"} {
			if err := b.clickChrome(ctx, selector); err != nil {
				return err
			}
		}
		return nil
	})
}

// OpenMenu opens the menu in a tab, told which one it is about: the panel under the
// button is shown to no driver.
func (b *firefox) OpenMenu(ctx context.Context, extension string, over Page) (Page, error) {
	if err := over.Front(ctx); err != nil {
		return nil, fmt.Errorf("browser: opening the menu of %s: %w", extension, err)
	}
	address, err := b.menuAddress(ctx, extension)
	if err != nil {
		return nil, fmt.Errorf("browser: opening the menu of %s: %w", extension, err)
	}
	return b.Open(ctx, address)
}

// menuAddress is the menu's, about the tab in front.
func (b *firefox) menuAddress(ctx context.Context, extension string) (string, error) {
	menu, err := b.Address(ctx, extension, menuFile)
	if err != nil {
		return "", err
	}
	const script = `const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
		return ExtensionParent.apiManager.global.tabTracker.getId(gBrowser.selectedTab);`
	tab, err := chromeValue[int](ctx, b, script)
	return fmt.Sprintf("%s?tab=%d", menu, tab), err
}

func (b *firefox) Address(ctx context.Context, extension, file string) (string, error) {
	const script = `return WebExtensionPolicy.getByID(arguments[0])?.getURL(arguments[1]) ?? "";`
	address, err := chromeValue[string](ctx, b, script, b.addons[extension], file)
	if err == nil && address == "" {
		err = errNotInstalled
	}
	if err != nil {
		return "", fmt.Errorf("browser: the address of %s in %s: %w", file, extension, err)
	}
	return address, nil
}

// chromeValue runs a script in the browser's own window.
func chromeValue[T any](ctx context.Context, b *firefox, script string, args ...any) (T, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var result value[T]
	err := b.inChrome(ctx, func() error {
		return b.wire.call(ctx, "WebDriver:ExecuteScript", map[string]any{"script": script, "args": append([]any{}, args...)}, &result)
	})
	return result.Value, err
}

// Agree presses the first button of the question beside the address, once it
// can be: Firefox lets it be read for a while first.
func (b *firefox) Agree(ctx context.Context, _ Page) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	// security.notification_enable_delay is half a second.
	const press = `const [asked] = PopupNotifications.panel.children;
		const now = ChromeUtils.now?.() ?? Cu.now(); // which ESR 140 has instead
		if (PopupNotifications.panel.state !== "open" || now - asked.notification.timeShown < 600) return false;
		asked.button.click();
		return true;`
	err := b.inChrome(ctx, func() error {
		for {
			var pressed value[bool]
			err := b.wire.call(ctx, "WebDriver:ExecuteScript", map[string]any{"script": press, "args": []any{}}, &pressed)
			if err != nil || pressed.Value {
				return err
			}
			if !pause(ctx) {
				return context.Cause(ctx)
			}
		}
	})
	if err != nil {
		return fmt.Errorf("browser: agreeing: %w", err)
	}
	return nil
}

// inChrome has commands be about the browser's own window, not the page in it.
// The caller holds the lock.
func (b *firefox) inChrome(ctx context.Context, commands func() error) error {
	if err := b.enterTab(ctx); err != nil {
		return err
	}
	if err := b.wire.call(ctx, "Marionette:SetContext", map[string]any{"value": "chrome"}, nil); err != nil {
		return err
	}
	defer func() {
		_ = b.wire.call(context.WithoutCancel(ctx), "Marionette:SetContext", map[string]any{"value": "content"}, nil)
	}()
	return commands()
}

// widget is the selector of an add-on's button in the browser's own window.
func widget(addon string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(addon))
	return "#" + name + "-browser-action"
}

func (b *firefox) clickChrome(ctx context.Context, selector string) error {
	for {
		var found value[map[string]string]
		err := b.wire.call(ctx, "WebDriver:FindElement", map[string]any{"using": "css selector", "value": selector}, &found)
		if err == nil {
			err = b.wire.call(ctx, "WebDriver:ElementClick", map[string]any{"id": found.Value[elementKey]}, nil)
		}
		if err == nil || !pause(ctx) {
			return err
		}
	}
}

// enterTab makes a tab the session's current one, and its window the one with
// the toolbar. The caller holds the lock.
func (b *firefox) enterTab(ctx context.Context) error {
	windows, err := b.listed(ctx)
	if err != nil {
		return err
	}
	for _, w := range windows {
		if !strings.Contains(w.url, windowPath) {
			return (&firefoxPage{browser: b, handle: w.handle}).enter(ctx)
		}
	}
	return errors.New("no tab is open, and so no toolbar")
}
