// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pidpys/pidpys/extension"
)

// A person sits at a terminal with a phone and a browser. Whenever the program under
// way shows a link or a page, or says that the phone rings, they do the next thing of
// those that the story says, the last one over and over:
//
//   - confirms, declines: on the phone, and lets the browser go on;
//   - opens: the page or link, and does nothing there;
//   - leaves: the page, by its own button;
//   - injects: another program of this computer learned where the page leads back to
//     and with what state, and is there before, with a code of its own;
//   - strays: somebody asks for other things there before the browser does;
//   - interrupts, kills: the program.
type person struct {
	sky     *sky
	does    []string
	program *os.Process
	went    error // wrong
}

// livesWith is the command "person".
func livesWith(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command(filepath.Join(filepath.SplitList(ts.Getenv("PATH"))[0], args[1]), expand(ts, args[2:])...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "LANG", "AUTHORITY", "SKY", "TMPDIR", "GOCOVERDIR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	cmd.Stdout = ts.Stdout()
	said, err := cmd.StderrPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	p := &person{sky: skyOf(ts), does: strings.Split(args[0], ","), program: cmd.Process}
	ringing := extension.Fill(extension.Words("en")["link_wait_app"], skyApp)
	for lines := bufio.NewScanner(io.TeeReader(said, ts.Stderr())); lines.Scan(); {
		switch link, shown := strings.CutPrefix(lines.Text(), "  http"); {
		case shown:
			p.act("http" + link)
		case lines.Text() == ringing:
			p.act(p.sky.phone)
		}
	}
	err = cmd.Wait()
	ts.Check(p.went)
	if failed := err != nil; failed != neg {
		ts.Fatalf("the program ended with %v", err)
	}
}

// expand puts files in the place of patterns.
func expand(ts *testscript.TestScript, args []string) (all []string) {
	for _, arg := range args {
		found, err := filepath.Glob(ts.MkAbs(arg))
		ts.Check(err)
		if len(found) == 0 || !strings.Contains(arg, "*") {
			found = []string{arg}
		}
		all = append(all, found...)
	}
	return all
}

// act does the next thing about a link, a page or a call.
func (p *person) act(page string) {
	does := p.does[0]
	if len(p.does) > 1 {
		p.does = p.does[1:]
	}
	var err error
	switch does {
	case "opens":
		_, _, err = fetch(page)
	case "interrupts":
		err = p.program.Signal(os.Interrupt)
	case "kills":
		err = p.program.Kill()
	default:
		if strings.Contains(page, "/oauth2/authorize") {
			err = browse(page, does)
		} else {
			err = press(page, does)
		}
	}
	if err != nil && p.went == nil {
		p.went = fmt.Errorf("%s at %s: %w", does, page, err)
		p.program.Kill()
	}
}

var (
	phoneLink = regexp.MustCompile(`id="open" href="([^"]+)"`)
	visitName = regexp.MustCompile(`href="leave/([^"]+)"`)
	holder    = regexp.MustCompile(`name="holder" value="([^"]+)"`)
)

// browse goes through a provider's page and back to where that leads.
func browse(page, does string) error {
	ends := "finish"
	switch does {
	case "leaves":
		ends = "leave"
	case "strays", "injects":
		back, err := visit(page, "confirms", ends)
		if err != nil {
			return err
		}
		if does == "strays" {
			err = stray(*back)
		} else {
			back, err = inject(page, *back)
		}
		if err != nil {
			return err
		}
		return arrive(back)
	}
	back, err := visit(page, does, ends)
	if err != nil {
		return err
	}
	return arrive(back)
}

// visit does what a person does at a page, and tells where that sends the browser.
func visit(page, does, ends string) (*url.URL, error) {
	body, _, err := fetch(page)
	if err != nil {
		return nil, err
	}
	link, name := phoneLink.FindStringSubmatch(body), visitName.FindStringSubmatch(body)
	if link == nil || name == nil {
		return nil, fmt.Errorf("no such page: %s", body)
	}
	if ends == "finish" {
		if err := press(html.UnescapeString(link[1]), does); err != nil {
			return nil, err
		}
	}
	at, err := url.Parse(page)
	if err != nil {
		return nil, err
	}
	stays := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := stays.Get(at.ResolveReference(&url.URL{Path: ends + "/" + name[1]}).String())
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return response.Location()
}

// arrive is where the browser ends.
func arrive(back *url.URL) error {
	body, status, err := fetch(back.String())
	if err == nil && (status != http.StatusOK || !strings.Contains(body, "terminal")) {
		err = fmt.Errorf("the browser ended at %d: %s", status, body)
	}
	return err
}

// stray asks for what nobody waits for.
func stray(back url.URL) error {
	back.RawQuery = ""
	for _, path := range []string{back.Path, "/favicon.ico", "/"} {
		back.Path = path
		if _, status, err := fetch(back.String()); err != nil || status != http.StatusNotFound {
			return fmt.Errorf("a stray request was answered by %d, %v", status, err)
		}
	}
	return nil
}

// inject gets a code that is good, for somebody else.
func inject(page string, back url.URL) (*url.URL, error) {
	own, err := url.Parse(page)
	if err != nil {
		return nil, err
	}
	state := back.Query().Get("state")
	back.RawQuery = ""
	challenge := sha256.Sum256([]byte("a verifier of somebody else"))
	own.RawQuery = url.Values{
		"client_id": {skyClient}, "response_type": {"code"}, "scope": {"service"}, "redirect_uri": {back.String()}, "state": {state},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}.Encode()
	return visit(own.String(), "confirms", "finish")
}

// press opens a request on the phone and decides it.
func press(page, does string) error {
	body, _, err := fetch(page)
	if err != nil {
		return err
	}
	form := url.Values{"answer": {strings.TrimSuffix(does, "s")}}
	if whose := holder.FindStringSubmatch(body); whose != nil {
		form.Set("holder", html.UnescapeString(whose[1]))
	}
	response, err := http.PostForm(page, form)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the phone says %s", response.Status)
	}
	return nil
}

func fetch(address string) (body string, status int, err error) {
	response, err := http.Get(address)
	if err != nil {
		return "", 0, err
	}
	defer response.Body.Close()
	octets, err := io.ReadAll(response.Body)
	return string(octets), response.StatusCode, err
}
