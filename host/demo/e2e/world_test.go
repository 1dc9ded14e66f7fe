// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

// Package e2e tests the whole: a cabinet's page, the extension, the native host
// and the person between them, in real browsers. Its tests stand behind the
// build tag e2e, since they need browsers:
//
//	make test-e2e [SUITE=signin|tokens|tpm|reissue|cloud|dialects|portal] [BROWSER=chromium|firefox] [LARGE=yes]
//
// The suite tokens has keys on tokens and cards, tpm those of the computer's TPM,
// and in reissue people move from a key file to them; in cloud providers keep the
// keys, and people confirm on a phone. In portal they register at a state portal,
// send tax reports, sign whole folders (with LARGE of documents of 200 MB too), and use the extension's own page. All
// carriers, providers and phones are played by programs. Every test leaves pictures of what the person saw in build/e2e.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/demo/pages"
)

// checkout is the project's folder, seen from this package.
const checkout = "../../.."

// world is what all tests share: sites on this computer and the demo build of
// the product, which serves some of them.
var world struct {
	place
	stranger *demo.House // a cabinet that the extension does not serve
	lab      string      // origin of pages for experiments, served
	widget   string      // the same pages, served also in a frame of the lab
	evil     string      // the same pages at an origin that is not
	dir      string      // ends with the tests
	pictures string
}

// place is a cabinet with its authorities, and the demo build of the product that
// serves it.
type place struct {
	house  *demo.House
	kit    *browser.Kit
	events chan demo.Event // what the cabinet's server verified
}

// open opens the cabinet, at the demo's port if that is free.
func (p *place) open(o demo.Options) (err error) {
	p.events = make(chan demo.Event, 64)
	o.Observe = func(e demo.Event) { p.events <- e }
	p.house, err = demo.Start(demo.Port, o)
	return err
}

func TestMain(m *testing.M) {
	code, err := inWorld(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

var suites = []string{"signin", "tokens", "tpm", "reissue", "cloud", "dialects", "portal"}

// inWorld builds the world around the tests and takes it down after them.
func inWorld(tests func() int) (code int, err error) {
	if suite := os.Getenv("SUITE"); suite != "" && !slices.Contains(suites, suite) {
		return 1, fmt.Errorf("there is no suite %q; there are %s", suite, strings.Join(suites, ", "))
	}
	dir, err := os.MkdirTemp("", "pidpys-e2e-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	world.dir = dir
	program, err := host(dir)
	if err != nil {
		return 1, err
	}
	if err := world.open(demo.Options{}); err != nil {
		return 1, err
	}
	defer closeHouse(world.house, &err)
	if world.stranger, err = demo.Start(0, demo.Options{}); err != nil {
		return 1, err
	}
	defer closeHouse(world.stranger, &err)
	for _, origin := range []*string{&world.lab, &world.widget, &world.evil} {
		server, err := serveLab(origin)
		if err != nil {
			return 1, err
		}
		defer server.Close()
	}
	world.kit, err = browser.NewKit(checkout, filepath.Join(dir, "extension"), program,
		[]browser.Site{{Origin: world.house.Origin}, {Origin: world.house.Portal}, {Origin: world.lab}, {Origin: world.widget, Tops: []string{world.lab}}})
	if err != nil {
		return 1, err
	}
	world.pictures = filepath.Join(checkout, "build", "e2e")
	if err := os.RemoveAll(world.pictures); err != nil {
		return 1, err
	}
	return tests(), nil
}

// inSuite skips a test that is not of the suite that is wanted.
func inSuite(t *testing.T, suite string) {
	t.Helper()
	if only := os.Getenv("SUITE"); only != "" && only != suite {
		t.Skipf("SUITE=%s", only)
	}
}

// host is the demo's native host: the one that PIDPYS_DEMO_HOST names, or one
// built here. The worker lies beside it.
func host(dir string) (string, error) {
	if program := os.Getenv("PIDPYS_DEMO_HOST"); program != "" {
		return program, nil
	}
	program := filepath.Join(dir, "pidpys-demo")
	return program, errors.Join(
		build("-tags", "demo", "-o", program, "./host"),
		build("-o", filepath.Join(dir, "pidpys-token"), "./hardware/worker"))
}

func build(args ...string) error {
	compile := exec.Command("go", append([]string{"build"}, args...)...)
	compile.Dir = checkout
	compile.Stderr = os.Stderr
	return compile.Run()
}

func closeHouse(h *demo.House, err *error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	*err = errors.Join(*err, h.Close(ctx))
}

// serveLab serves testdata and the page's modules: pages that do nothing by themselves
// and allow everything.
func serveLab(origin *string) (*http.Server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	*origin = fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: labPages(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return server, nil
}

func labPages() http.Handler {
	site, err := pages.New(os.DirFS("../www"))
	if err != nil {
		panic("e2e: " + err.Error())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServer(http.Dir("testdata")))
	mux.Handle("GET /iit/", site)
	for _, name := range []string{"client.js", "blobs.js", "handover.js", "peer.js"} {
		mux.Handle("GET /"+name, http.FileServerFS(extension.Page()))
	}
	return mux
}
