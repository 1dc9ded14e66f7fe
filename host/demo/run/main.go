// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The command run is the program of "make demo": a cabinet on this computer in
// a Chromium of its own, with the demo's extension and native host. With a
// display it opens the browser and waits for the person to finish; without one,
// or with HEADLESS=1, it signs in and signs by itself, with a key file, a key in the
// cloud, Дія.Підпис and a simulated token, moves from the file to another token, files a
// tax report, registers at a state portal, prints how each step went and leaves pictures.
// Everything it starts ends with it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
)

func main() {
	var s stage
	flag.StringVar(&s.program, "host", "build/demo/pidpys-demo", "the native host, built with the tag demo")
	flag.StringVar(&s.checkout, "checkout", ".", "the project's sources")
	flag.StringVar(&s.out, "out", "build/demo", "where the extension, sample keys and pictures are put")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := s.play(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

// stage is what both ways of running the demo stand on.
type stage struct {
	program, checkout, out string

	house     *demo.House
	events    chan demo.Event // what the cabinet's server verified
	keys      string          // folder of the sample keys
	extension string          // its folder
}

// play sets the stage, runs the demo on it and clears it.
func (s *stage) play(ctx context.Context) (err error) {
	s.events = make(chan demo.Event, 16)
	s.house, err = demo.Start(demo.Port, demo.Options{Observe: s.observe, Token: s.tokenFolder()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.closeHouse()) }()

	if err := s.writeKeys(); err != nil {
		return err
	}
	modules, err := s.showToken()
	if err != nil {
		return err
	}
	kit, err := browser.NewKit(s.checkout, filepath.Join(s.out, "extension"), s.program, []browser.Site{{Origin: s.house.Origin}, {Origin: s.house.Portal}})
	if err != nil {
		return err
	}
	s.extension = kit.Extension
	profile, err := os.MkdirTemp("", "pidpys-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)

	options := kit.Options(profile)
	options.Visible = display()
	options.Env = append(modules,
		"XDG_STATE_HOME="+filepath.Join(profile, "state"),
		"XDG_CACHE_HOME="+filepath.Join(profile, "cache"),
		"XDG_CONFIG_HOME="+filepath.Join(profile, "config"),
		"PIDPYS_DEMO_AUTHORITY="+s.house.Authority)
	b, err := browser.Launch(ctx, browser.Chromium, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreGone(b.Close())) }()
	if options.Visible {
		return s.show(ctx, b)
	}
	return s.byItself(ctx, b)
}

// observe passes on what the server verified; nobody who is slow to listen
// holds it up.
func (s *stage) observe(e demo.Event) {
	select {
	case s.events <- e:
	default:
	}
}

func (s *stage) closeHouse() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return s.house.Close(ctx)
}

// writeKeys lays the sample keys on the disk too, where a file dialog finds them.
func (s *stage) writeKeys() error {
	s.keys = filepath.Join(s.out, "keys")
	if err := os.MkdirAll(s.keys, 0o755); err != nil {
		return err
	}
	for name, data := range s.house.Files {
		if err := os.WriteFile(filepath.Join(s.keys, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// display reports whether there is a screen to show a browser on, and the
// person wants it.
func display() bool {
	if h := os.Getenv("HEADLESS"); h != "" && h != "0" {
		return false
	}
	if runtime.GOOS != "linux" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// ignoreGone forgets that the browser was closed by somebody else, or by Ctrl-C.
func ignoreGone(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
