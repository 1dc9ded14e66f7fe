// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/extensions"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// starting bounds how long an extension may take to be there.
const starting = 30 * time.Second

// hasButton reports whether the extension in a folder puts a button into the
// toolbar.
func hasButton(folder string) (bool, error) {
	data, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		return false, err
	}
	var manifest struct {
		Action *struct{} `json:"action"`
	}
	err = json.Unmarshal(data, &manifest)
	return manifest.Action != nil, err
}

// PressButton has Chromium do what a press does, by Extensions.triggerAction: a
// headless one has no toolbar on which to click. Unlike an event made up in the
// extension's worker that wakes the worker if it sleeps, and names a tab. That must not
// be what an extension opened: over a pop-up, which has no toolbar either, Chromium may
// die (observed).
func (b *chromium) PressButton(ctx context.Context, extension string) error {
	bounded, done := both(b.first, ctx)
	defer done()
	if err := press(bounded, extension, func(url string) bool { return !strings.HasPrefix(url, "chrome-extension://") }); err != nil {
		return fmt.Errorf("browser: pressing the button of %s: %w", extension, err)
	}
	return nil
}

// OpenMenu presses the button over the page, and finds what that opens.
func (b *chromium) OpenMenu(ctx context.Context, extension string, over Page) (Page, error) {
	var address string
	if err := errors.Join(over.Front(ctx), over.Evaluate(ctx, "location.href", &address)); err != nil {
		return nil, fmt.Errorf("browser: opening the menu of %s: %w", extension, err)
	}
	bounded, done := both(b.first, ctx)
	defer done()
	if err := press(bounded, extension, func(url string) bool { return url == address }); err != nil {
		return nil, fmt.Errorf("browser: opening the menu of %s: %w", extension, err)
	}
	return b.Find(ctx, "/"+menuFile)
}

// press presses the button over a tab that shows a wanted address.
func press(ctx context.Context, extension string, wanted func(url string) bool) error {
	id, err := extensionID(ctx, extension)
	if err != nil {
		return err
	}
	// A tab is not a page here, which is what it shows now.
	tabs, err := chromedp.CallBrowser(ctx, target.GetTargets, target.GetTargetsParams{Filter: target.Filter{{Type: "tab"}}})
	if err != nil {
		return err
	}
	before := slices.IndexFunc(tabs.TargetInfos, func(t *target.Info) bool { return wanted(t.URL) })
	if before < 0 {
		return errors.New("no tab is open, and so no toolbar")
	}
	_, err = chromedp.CallBrowser(ctx, extensions.TriggerAction,
		extensions.TriggerActionParams{ID: id, TargetID: string(tabs.TargetInfos[before].TargetID)})
	return err
}

func (b *chromium) Address(ctx context.Context, extension, file string) (string, error) {
	bounded, done := both(b.first, ctx)
	defer done()
	id, err := extensionID(bounded, extension)
	if err != nil {
		return "", fmt.Errorf("browser: the address of %s in %s: %w", file, extension, err)
	}
	return "chrome-extension://" + id + "/" + file, nil
}

func extensionID(ctx context.Context, folder string) (string, error) {
	loaded, err := chromedp.CallBrowser(ctx, extensions.GetExtensions, cdp.Empty{})
	if err != nil {
		return "", err
	}
	for _, e := range loaded.Extensions {
		if filepath.Clean(e.Path) == filepath.Clean(folder) {
			return e.ID, nil
		}
	}
	return "", errors.New("it is not loaded")
}

// awaitButtons returns once a press of any extension's button is heard, or what it
// opens is: before a worker ran for the first time Chromium does not know whom to
// wake.
func awaitButtons(first context.Context, folders []string) error {
	ctx, done := context.WithTimeout(first, starting)
	defer done()
	for _, folder := range folders {
		has, err := hasButton(folder)
		if err == nil && has {
			err = awaitButton(ctx, folder)
		}
		if err != nil {
			return fmt.Errorf("the extension in %s: %w", folder, err)
		}
	}
	return nil
}

func awaitButton(ctx context.Context, extension string) error {
	id, err := extensionID(ctx, extension)
	if err != nil {
		return err
	}
	for {
		targets, err := chromedp.Targets(ctx)
		if err != nil {
			return err
		}
		of := slices.IndexFunc(targets, func(t *target.Info) bool {
			return t.Type == "service_worker" && strings.HasPrefix(t.URL, "chrome-extension://"+id+"/")
		})
		if of >= 0 && listens(ctx, targets[of].TargetID) {
			return nil
		}
		if !pause(ctx) {
			return context.Cause(ctx)
		}
	}
}

// listens reports whether a worker waits for its button, or for pages.
func listens(ctx context.Context, worker target.ID) bool {
	attached, leave := chromedp.NewContext(ctx, chromedp.WithTargetID(worker), chromedp.WithDetachOnCancel())
	defer leave()
	listening, err := chromedp.Run(attached, chromedp.Evaluate[bool]("chrome.action.onClicked.hasListeners() || chrome.runtime.onConnect.hasListeners()"))
	return err == nil && listening
}

// Agree presses the button beside the one that the keyboard is on, which
// refuses. While the question is open the page under it has no focus.
func (b *chromium) Agree(ctx context.Context, over Page) error {
	if err := Wait(ctx, over, "!document.hasFocus()"); err != nil {
		return fmt.Errorf("browser: agreeing: %w", err)
	}
	for focused := false; !focused; {
		// Chromium lets it be read for a while first.
		command := exec.CommandContext(ctx, "xdotool", "sleep", "1", "key", "Tab", "sleep", "0.3", "key", "Return", "sleep", "0.5")
		command.Env = append(os.Environ(), b.env...)
		if err := command.Run(); err != nil {
			return fmt.Errorf("browser: agreeing: %w", err)
		}
		if err := over.Evaluate(ctx, "document.hasFocus()", &focused); err != nil {
			return err
		}
	}
	return nil
}
