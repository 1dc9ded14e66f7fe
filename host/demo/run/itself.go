// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// patience bounds each step of the automatic run, and each look at what came
// of it: a page that failed may never answer again.
const patience = 45 * time.Second

// row is a line of the table: step, result, time.
const row = "  %-76s %-20s %10s\n"

// visit is one automatic run: a person who signs in with Key-6.dat and signs a
// document, signs in with a key in the cloud and with Дія.Підпис, then, if there are
// practice tokens, signs in with one, moves from Key-6.dat to the other, and is at a page
// that was made for another program; files a tax report; and registers an organisation at
// the portal.
type visit struct {
	*stage
	browser  browser.Browser
	page     browser.Page
	window   *browser.Window
	pictures string
}

// A step is a row of the table, and what leads to it.
type step struct {
	name string
	do   func(context.Context) error
	shot string
}

// byItself runs the visit step by step. It succeeds only if the cabinet's
// server verified the sign-in and the document.
func (s *stage) byItself(ctx context.Context, b browser.Browser) error {
	v := &visit{stage: s, browser: b, pictures: filepath.Join(s.out, "screenshots")}
	if err := os.RemoveAll(v.pictures); err != nil {
		return err
	}
	if err := os.MkdirAll(v.pictures, 0o755); err != nil {
		return err
	}
	fmt.Printf("\n"+row+"  %s\n", "крок · step", "результат · result", "час · time", strings.Repeat("─", 109))
	steps := []step{
		{"Кабінет відкрито · the cabinet is open", v.openCabinet, "cabinet"},
		{"«Увійти з КЕП»: вікно Pidpys відкрилося · the window opened", v.startSignIn, "window"},
		{"Key-6.dat зчитано, видно власника · the key was read, its owner shown", v.readKey, "owner"},
		{"«Увійти»: сервер перевірив вхід · the server verified the sign-in", v.signInAs(testpki.Person), "signed-in"},
		{"«Підписати»: ключ зчитано, видно документ · the document is shown", v.startSigning, "document"},
		{"«Підписати»: сервер перевірив підпис · the server verified the signature", v.agreeToSign, "signed"},
	}
	steps = append(steps, v.cloudSteps()...)
	if s.house.Token != nil {
		steps = slices.Concat(steps, v.tokenSteps(), v.moveSteps(), v.dialectSteps())
	}
	steps = slices.Concat(steps, v.reportSteps(), v.portalSteps())
	for i, step := range steps {
		started := time.Now()
		err := v.take(ctx, step.do)
		took := time.Since(started)
		result := "так · ok"
		if err != nil {
			result = "ні · failed"
		}
		fmt.Printf(row, step.name, result, fmt.Sprintf("%.2f s", took.Seconds()))
		picture := v.picture(ctx, fmt.Sprintf("%d-%s", i+1, step.shot))
		if err := errors.Join(err, picture); err != nil {
			return err
		}
	}
	fmt.Printf("\n  Знімки · screenshots: %s\n\n", v.pictures)
	return nil
}

// take does one step. If it fails, the error says what the cabinet's page says.
func (v *visit) take(ctx context.Context, step func(context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := step(bounded)
	if err == nil || v.page == nil {
		return err
	}
	var said string
	bounded, cancel = context.WithTimeout(ctx, patience)
	defer cancel()
	_ = v.page.Evaluate(bounded, "document.querySelector('#failure:not([hidden])')?.innerText ?? ''", &said)
	if said != "" {
		err = fmt.Errorf("%s (%w)", strings.Join(strings.Fields(said), " "), err)
	}
	return err
}

func (v *visit) openCabinet(ctx context.Context) (err error) {
	if v.page, err = v.browser.Open(ctx, v.house.Origin); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "out"`)
}

func (v *visit) startSignIn(ctx context.Context) error {
	if err := v.page.Click(ctx, "#sign-in"); err != nil {
		return err
	}
	return v.awaitWindow(ctx)
}

func (v *visit) awaitWindow(ctx context.Context) (err error) {
	v.window, err = browser.FindWindow(ctx, v.browser)
	return err
}

func (v *visit) readKey(ctx context.Context) error {
	if err := v.openKey(ctx); err != nil {
		return err
	}
	return v.window.AwaitConsent(ctx)
}

func (v *visit) openKey(ctx context.Context) error {
	if err := v.window.Choose(ctx, v.key("Key-6.dat"), v.key("Key-6-sign.cer")); err != nil {
		return err
	}
	return v.window.Read(ctx, testpki.Password)
}

// key is the absolute path of a sample key, as file fields need it.
func (v *visit) key(name string) string {
	path, _ := filepath.Abs(filepath.Join(v.keys, name))
	return path
}

// signInAs agrees to a sign-in, which lets in one subscriber.
func (v *visit) signInAs(subscriber string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := v.window.Approve(ctx); err != nil {
			return err
		}
		v.window = nil
		return v.letIn(ctx, subscriber)
	}
}

// letIn waits until the cabinet lets in one subscriber.
func (v *visit) letIn(ctx context.Context, subscriber string) error {
	e, err := v.verified(ctx)
	if err != nil {
		return err
	}
	if owner := pki.Subject(v.house.PKI.Subscriber(subscriber).SignCert); e.Visitor.Person != owner {
		return fmt.Errorf("the server let in %q, who did not sign in", e.Visitor.DisplayName())
	}
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "in"`)
}

func (v *visit) startSigning(ctx context.Context) error {
	if err := v.page.Click(ctx, "#documents li:last-child .sign"); err != nil {
		return err
	}
	if err := v.awaitWindow(ctx); err != nil {
		return err
	}
	return v.readKey(ctx)
}

func (v *visit) agreeToSign(ctx context.Context) error {
	if err := v.window.Approve(ctx); err != nil {
		return err
	}
	v.window = nil
	e, err := v.verified(ctx)
	if err != nil {
		return err
	}
	if e.Report == nil || !e.Report.Passed() {
		return errors.New("the server did not accept the signature")
	}
	return browser.Wait(ctx, v.page, `document.querySelector("#results .good")`)
}

// verified waits for the cabinet's server to have verified something.
func (v *visit) verified(ctx context.Context) (demo.Event, error) {
	select {
	case e := <-v.events:
		if e.Err != nil {
			return e, fmt.Errorf("the server refused: %w", e.Err)
		}
		return e, nil
	case <-ctx.Done():
		return demo.Event{}, errors.New("the server verified nothing")
	}
}

// picture shows what the person sees: the window if it is open, else the page.
func (v *visit) picture(ctx context.Context, name string) error {
	seen := v.page
	if v.window != nil {
		seen = v.window
	}
	if seen == nil {
		return nil
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	shot, err := browser.Picture(bounded, seen)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(v.pictures, name+".png"), shot, 0o644)
}
