// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pidpys/pidpys/host/testpki"
)

// A town has authorities that re-issue certificates, for one story.
type town struct {
	pki     *testpki.PKI
	address string

	mu      sync.Mutex
	options testpki.ReissueOptions
	gate    *gate         // nil: nobody is kept waiting
	closed  chan struct{} // that of the last gate
}

// A gate keeps one client waiting for good: the service looks at its request
// first, or never does.
type gate struct {
	after  bool
	left   int           // requests that pass before
	closed chan struct{} // once somebody waits
}

type townOfStory struct{}

func openTown(e *testscript.Env) *town {
	server := httptest.NewUnstartedServer(nil)
	address := server.Listener.Addr().String()
	t := &town{pki: testpki.NewAt(time.Now, "http://"+address), address: address}
	services := t.pki.Services(testpki.ServicesOptions{})
	mux := http.NewServeMux()
	mux.Handle("/", services)
	mux.HandleFunc(testpki.ReissuePath, t.reissue)
	server.Config.Handler = mux
	server.Start()
	e.Defer(server.Close)
	e.Setenv("AUTHORITY", address)
	e.Values[townOfStory{}] = t
	return t
}

func townOf(ts *testscript.TestScript) *town { return ts.Value(townOfStory{}).(*town) }

// reissue is the service, behind the gate.
func (t *town) reissue(w http.ResponseWriter, r *http.Request) {
	request, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(request))
	t.mu.Lock()
	options, gate := t.options, t.gate
	if gate != nil {
		if gate.left--; gate.left >= 0 {
			gate = nil
		} else {
			t.gate = nil
		}
	}
	t.mu.Unlock()
	service := t.pki.Reissue(options)
	if gate == nil {
		service.ServeHTTP(w, r)
		return
	}
	if gate.after {
		service.ServeHTTP(httptest.NewRecorder(), r)
	}
	close(gate.closed)
	<-r.Context().Done()
}

// office: "office files", "office cmp", "office cmp POLLS SECONDS", "office refuses TEXT".
func office(ts *testscript.TestScript, _ bool, args []string) {
	t := townOf(ts)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.options = testpki.ReissueOptions{}
	ts.Setenv("REISSUE", t.address+testpki.ReissuePath)
	switch {
	case args[0] == "files":
		ts.Setenv("REISSUE", "")
	case args[0] == "refuses":
		t.options.Fault, t.options.Text = testpki.ReissueRejects, args[1]
	case len(args) > 1:
		polls, err := strconv.Atoi(args[1])
		ts.Check(err)
		seconds, err := strconv.Atoi(args[2])
		ts.Check(err)
		t.options.Polls, t.options.CheckAfter = polls, time.Duration(seconds)*time.Second
	}
}

// hold: "hold before|after NUMBER".
func hold(ts *testscript.TestScript, _ bool, args []string) {
	number, err := strconv.Atoi(args[1])
	ts.Check(err)
	t := townOf(ts)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = make(chan struct{})
	t.gate = &gate{after: args[0] == "after", left: number - 1, closed: t.closed}
}

// patience is how long a story waits for a program.
const patience = time.Minute

// asked waits until somebody is kept waiting.
func asked(ts *testscript.TestScript, _ bool, _ []string) {
	select {
	case <-townOf(ts).closed:
	case <-time.After(patience):
		ts.Fatalf("nobody asked the authority")
	}
}

// certify: "certify REQUEST.p7s CERTIFICATE".
func certify(ts *testscript.TestScript, _ bool, args []string) {
	certificate, err := townOf(ts).pki.IssueSigned([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), certificate.Raw, 0o644))
}

// let names what the pattern's group found in what a program wrote last.
func let(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range []string{"stdout", "stderr"} {
		if found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile(name)); found != nil {
			ts.Setenv(args[0], found[1])
			return
		}
	}
	ts.Fatalf("nothing like %s", args[1])
}
