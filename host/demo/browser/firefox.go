// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pidpys/pidpys/installer"
)

// preferences make a fresh Firefox profile quiet: it opens no page, asks no
// question and calls nobody. Port 0 lets Marionette choose one.
const preferences = `user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.startup.page", 0);
user_pref("browser.tabs.warnOnClose", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("intl.accept_languages", "uk,en");
user_pref("intl.locale.requested", "uk");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("startup.homepage_welcome_url", "about:blank");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
`

// saving is the preferences for files to be saved in a folder, without a question.
const saving = `user_pref("browser.download.folderList", 2);
user_pref("browser.download.dir", %q);
`

type firefox struct {
	process *exec.Cmd
	wire    *marionette
	addons  map[string]string // by folder
	first   string            // the tab it started with, which nobody closes
	done    chan struct{}
	leave   func() error

	// mu holds the one current window of the session for the length of a
	// command sequence.
	mu sync.Mutex
}

func launchFirefox(ctx context.Context, program string, o Options) (Browser, error) {
	home, profile := filepath.Join(o.Dir, "home"), filepath.Join(o.Dir, "profile")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	if err := os.MkdirAll(profile, 0o700); err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	for _, h := range o.Hosts {
		if err := writeManifest(filepath.Join(home, ".mozilla", "native-messaging-hosts"), h, installer.Firefox); err != nil {
			return nil, err
		}
	}
	settings := preferences
	if !o.Visible {
		settings += fmt.Sprintf(saving, filepath.Join(o.Dir, Downloads))
	}
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(settings), 0o600); err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	// Without system access Marionette is shown pages only, not the toolbar.
	args := []string{"--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile,
		"--width", strconv.Itoa(screenWidth), "--height", strconv.Itoa(screenHeight)}
	if !o.Visible {
		args = append(args, "--headless")
	}
	b := &firefox{process: exec.CommandContext(ctx, program, args...), addons: map[string]string{}, done: make(chan struct{})}
	b.process.Env = append(os.Environ(), "HOME="+home, "MOZ_DISABLE_AUTO_SAFE_MODE=1")
	b.process.Env = append(b.process.Env, o.Env...)
	b.process.Stdout, b.process.Stderr = o.Output, o.Output
	ownGroup(b.process)
	if err := b.process.Start(); err != nil {
		return nil, fmt.Errorf("browser: starting firefox: %w", err)
	}
	go func() { _ = b.process.Wait(); close(b.done) }()
	b.leave = sync.OnceValue(b.quit)
	if err := b.connect(ctx, filepath.Join(profile, "MarionetteActivePort"), o); err != nil {
		return nil, errors.Join(fmt.Errorf("browser: starting firefox: %w", err), b.Close())
	}
	return b, nil
}

// connect waits for Marionette to write its port, opens a session and
// installs the extensions for it.
func (b *firefox) connect(ctx context.Context, portFile string, o Options) error {
	port, err := b.port(ctx, portFile)
	if err != nil {
		return err
	}
	if b.wire, err = dialMarionette(ctx, port); err != nil {
		return err
	}
	err = b.wire.call(ctx, "WebDriver:NewSession", map[string]any{"capabilities": map[string]any{
		"alwaysMatch": map[string]any{"unhandledPromptBehavior": "ignore"},
	}, "acceptInsecureCerts": o.AnyCertificate}, nil)
	if err != nil {
		return err
	}
	var first value[string]
	if err := b.wire.call(ctx, "WebDriver:GetWindowHandle", nil, &first); err != nil {
		return err
	}
	b.first = first.Value
	for _, dir := range o.Extensions {
		path, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		var id value[string]
		if err := b.wire.call(ctx, "Addon:Install", map[string]any{"path": path, "temporary": true}, &id); err != nil {
			return err
		}
		b.addons[dir] = id.Value
	}
	return nil
}

func (b *firefox) port(ctx context.Context, portFile string) (int, error) {
	for {
		if text, err := os.ReadFile(portFile); err == nil {
			if port, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
				return port, nil
			}
		}
		select {
		case <-b.done:
			return 0, errors.New("it ended before it could be driven")
		default:
		}
		if !pause(ctx) {
			return 0, fmt.Errorf("it opened no Marionette port: %w", context.Cause(ctx))
		}
	}
}

func (b *firefox) Open(ctx context.Context, url string) (Page, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var opened struct {
		Handle string `json:"handle"`
	}
	// The tab goes to the current window, and popups have none.
	if err := (&firefoxPage{browser: b, handle: b.first}).enter(ctx); err != nil {
		return nil, fmt.Errorf("browser: opening a tab: %w", err)
	}
	err := b.wire.call(ctx, "WebDriver:NewWindow", map[string]any{"type": "tab", "focus": true}, &opened)
	if err != nil {
		return nil, fmt.Errorf("browser: opening a tab: %w", err)
	}
	p := &firefoxPage{browser: b, handle: opened.Handle}
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	if err := b.wire.call(ctx, "WebDriver:Navigate", map[string]any{"url": url}, nil); err != nil {
		return nil, fmt.Errorf("browser: opening %s: %w", url, err)
	}
	return p, nil
}

func (b *firefox) Find(ctx context.Context, part string) (Page, error) {
	for {
		found, err := b.windows(ctx)
		if err != nil {
			return nil, err
		}
		for _, w := range found {
			if strings.Contains(w.url, part) {
				return &firefoxPage{browser: b, handle: w.handle}, nil
			}
		}
		if !pause(ctx) {
			return nil, fmt.Errorf("browser: no page …%s… appeared: %w", part, context.Cause(ctx))
		}
	}
}

func (b *firefox) Addresses(ctx context.Context) ([]string, error) {
	found, err := b.windows(ctx)
	var urls []string
	for _, w := range found {
		urls = append(urls, w.url)
	}
	return urls, err
}

type firefoxWindow struct{ handle, url string }

func (b *firefox) windows(ctx context.Context) ([]firefoxWindow, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.listed(ctx)
}

// listed is windows for a caller that holds the lock.
func (b *firefox) listed(ctx context.Context) ([]firefoxWindow, error) {
	var handles []string
	if err := b.wire.call(ctx, "WebDriver:GetWindowHandles", nil, &handles); err != nil {
		return nil, fmt.Errorf("browser: listing firefox's windows: %w", err)
	}
	var found []firefoxWindow
	for _, handle := range handles {
		p := &firefoxPage{browser: b, handle: handle}
		var url value[string]
		if err := p.enter(ctx); err != nil {
			continue // closed since it was listed
		}
		if err := b.wire.call(ctx, "WebDriver:GetCurrentURL", nil, &url); err == nil {
			found = append(found, firefoxWindow{handle, url.Value})
		}
	}
	return found, nil
}

func (b *firefox) PID() int              { return b.process.Process.Pid }
func (b *firefox) Done() <-chan struct{} { return b.done }
func (b *firefox) Close() error          { return b.leave() }

// quit asks Firefox to leave, and ends it and its children when it does not.
func (b *firefox) quit() error {
	if b.wire != nil {
		ctx, done := context.WithTimeout(context.Background(), closing)
		defer done()
		_ = b.wire.call(ctx, "Marionette:Quit", map[string]any{"flags": []string{"eForceQuit"}}, nil)
		defer b.wire.conn.Close()
	}
	select {
	case <-b.done:
		return nil
	case <-time.After(closing):
	}
	endGroup(b.process)
	<-b.done
	return errors.New("browser: firefox did not leave by itself")
}
