// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/pidpys/pidpys/installer"
)

// closing bounds how long a browser may take to leave by itself.
const closing = 10 * time.Second

type chromium struct {
	first context.Context // of the tab the browser started with
	env   []string        // beside ours
	leave func() error

	mu       sync.Mutex
	attached map[target.ID]*chromiumPage
	used     bool // the tab the browser started with is taken
}

func launchChromium(ctx context.Context, program string, o Options) (Browser, error) {
	for _, h := range o.Hosts {
		if err := writeManifest(filepath.Join(o.Dir, "NativeMessagingHosts"), h, installer.Chromium); err != nil {
			return nil, err
		}
	}
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program),
		chromedp.UserDataDir(o.Dir),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Env(append([]string{"LANGUAGE=uk"}, o.Env...)...),
		chromedp.Flag("lang", "uk"),
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-features", "Translate"),
	}
	if len(o.Extensions) > 0 {
		// The last one lets PressButton in.
		flags = append(flags,
			chromedp.Flag("load-extension", strings.Join(o.Extensions, ",")),
			chromedp.Flag("disable-extensions-except", strings.Join(o.Extensions, ",")),
			chromedp.Flag("enable-unsafe-extension-debugging", true))
	}
	if o.AnyCertificate {
		flags = append(flags, chromedp.Flag("ignore-certificate-errors", true))
	}
	if o.Output != nil {
		flags = append(flags, chromedp.CombinedOutput(o.Output))
	}
	if !o.Visible {
		flags = append(flags, chromedp.Headless, chromedp.Flag("screen-info", fmt.Sprintf("{%dx%d}", screenWidth, screenHeight)))
	}
	allocator, free := chromedp.NewExecAllocator(ctx, flags...)
	// chromedp reports each event of a page that is just going away as an error.
	first, _ := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	if err := prepare(first, o); err != nil {
		free()
		return nil, fmt.Errorf("browser: starting chromium: %w", err)
	}
	leave := func() error {
		bounded, done := context.WithTimeout(first, closing)
		defer done()
		err := chromedp.Cancel(bounded)
		free()
		return err
	}
	return &chromium{first: first, env: o.Env, leave: sync.OnceValue(leave), attached: map[target.ID]*chromiumPage{}}, nil
}

// prepare starts the browser and has everything ready for its first page.
func prepare(first context.Context, o Options) error {
	if err := fillScreen(first); err != nil {
		return err
	}
	if !o.Visible {
		if err := download(first, filepath.Join(o.Dir, Downloads)); err != nil {
			return err
		}
	}
	return awaitButtons(first, o.Extensions)
}

// download has files saved in a folder; a headless browser would save none.
func download(first context.Context, folder string) error {
	_, err := chromedp.CallBrowser(first, cdpbrowser.SetDownloadBehavior,
		cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder})
	return err
}

// fillScreen starts the browser and makes its first window as large as the
// screen; --window-size would do so to every window, the extension's too.
func fillScreen(first context.Context) error {
	window, err := chromedp.Call(first, cdpbrowser.GetWindowForTarget, cdpbrowser.GetWindowForTargetParams{})
	if err != nil {
		return err
	}
	_, err = chromedp.Call(first, cdpbrowser.SetWindowBounds, cdpbrowser.SetWindowBoundsParams{
		WindowID: window.WindowID,
		Bounds:   &cdpbrowser.Bounds{Width: screenWidth, Height: screenHeight},
	})
	return err
}

func writeManifest(dir string, h installer.Host, family installer.Family) error {
	manifest, err := h.Manifest(family)
	if err != nil {
		return fmt.Errorf("browser: registering %s: %w", h.Name, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("browser: registering %s: %w", h.Name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, h.Name+".json"), manifest, 0o600); err != nil {
		return fmt.Errorf("browser: registering %s: %w", h.Name, err)
	}
	return nil
}

func (b *chromium) Open(ctx context.Context, url string) (Page, error) {
	p, err := b.blank()
	if err != nil {
		return nil, fmt.Errorf("browser: opening a tab: %w", err)
	}
	if err := p.do(ctx, chromedp.Navigate(url)); err != nil {
		return nil, fmt.Errorf("browser: opening %s: %w", url, err)
	}
	return p, nil
}

// blank is an empty tab: the first time the one the browser started with.
func (b *chromium) blank() (*chromiumPage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := &chromiumPage{target: b.first}
	if b.used {
		var err error
		if p, err = newChromiumPage(b.first); err != nil {
			return nil, err
		}
	}
	b.used = true
	b.attached[p.id()] = p
	return p, nil
}

func (b *chromium) Find(ctx context.Context, part string) (Page, error) {
	for {
		pages, err := b.targets(ctx)
		if err != nil {
			return nil, err
		}
		for _, t := range pages {
			if strings.Contains(t.URL, part) {
				return b.attach(t.TargetID)
			}
		}
		if !pause(ctx) {
			return nil, fmt.Errorf("browser: no page …%s… appeared: %w", part, context.Cause(ctx))
		}
	}
}

// attach returns the page of a target, the same one however often it is asked
// for: a second session would dispatch input of its own.
func (b *chromium) attach(id target.ID) (Page, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p, ok := b.attached[id]; ok {
		return p, nil
	}
	p, err := newChromiumPage(b.first, chromedp.WithTargetID(id))
	if err != nil {
		return nil, fmt.Errorf("browser: attaching to a page: %w", err)
	}
	b.attached[id] = p
	return p, nil
}

func (b *chromium) Addresses(ctx context.Context) ([]string, error) {
	pages, err := b.targets(ctx)
	var urls []string
	for _, t := range pages {
		urls = append(urls, t.URL)
	}
	return urls, err
}

func (b *chromium) targets(ctx context.Context) ([]*target.Info, error) {
	bounded, done := both(b.first, ctx)
	defer done()
	all, err := chromedp.Targets(bounded)
	if err != nil {
		return nil, fmt.Errorf("browser: listing chromium's pages: %w", err)
	}
	var pages []*target.Info
	for _, t := range all {
		if t.Type == "page" {
			pages = append(pages, t)
		}
	}
	return pages, nil
}

func (b *chromium) PID() int              { return chromedp.FromContext(b.first).Browser.Process().Pid }
func (b *chromium) Done() <-chan struct{} { return b.first.Done() }
func (b *chromium) Close() error          { return b.leave() }

// both is a child of a chromedp context that also ends with ctx.
func both(tab, ctx context.Context) (context.Context, context.CancelFunc) {
	bounded, end := context.WithCancelCause(tab)
	stop := context.AfterFunc(ctx, func() { end(context.Cause(ctx)) })
	return bounded, func() { stop(); end(nil) }
}
