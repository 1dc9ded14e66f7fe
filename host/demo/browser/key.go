// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Key is one that a person presses: a letter, or one of these.
type Key string

// Keys that are no letters.
const (
	Enter      Key = "Enter"
	Tab        Key = "Tab"
	BackTab    Key = "Shift+Tab"
	Escape     Key = "Escape"
	Space      Key = " "
	ArrowRight Key = "ArrowRight"
	ArrowLeft  Key = "ArrowLeft"
	ArrowDown  Key = "ArrowDown"
)

// chromiumKeys are those of a keyboard as the DevTools protocol has them.
var chromiumKeys = map[Key]string{
	Enter: kb.Enter, Tab: kb.Tab, BackTab: kb.Tab, Escape: kb.Escape, ArrowRight: kb.ArrowRight, ArrowLeft: kb.ArrowLeft, ArrowDown: kb.ArrowDown,
}

// firefoxKeys are those of WebDriver, section 17.4.2.
var firefoxKeys = map[Key]string{
	Enter: "\uE007", Tab: "\uE004", BackTab: "\uE004", Escape: "\uE00C", ArrowRight: "\uE014", ArrowLeft: "\uE012", ArrowDown: "\uE015",
}

// firefoxShift is the Shift key of WebDriver.
const firefoxShift = "\uE008"

// named is what a protocol calls a key; a letter is its own name.
func (k Key) named(names map[Key]string) string {
	if name, ok := names[k]; ok {
		return name
	}
	return string(k)
}

// chromium presses the key by the DevTools protocol.
func (k Key) chromium() chromedp.Action[chromedp.Void] {
	if k == BackTab {
		return chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	}
	return chromedp.KeyEvent(k.named(chromiumKeys))
}

// firefox are the key's actions, as WebDriver has them.
func (k Key) firefox() []any {
	press := func(kind, value string) any { return map[string]any{"type": kind, "value": value} }
	value := k.named(firefoxKeys)
	actions := []any{press("keyDown", value), press("keyUp", value)}
	if k == BackTab {
		return append(append([]any{press("keyDown", firefoxShift)}, actions...), press("keyUp", firefoxShift))
	}
	return actions
}
