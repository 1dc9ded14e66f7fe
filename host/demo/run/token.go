// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
)

// simulated is the module of the simulated token, as the Makefile calls it. Only
// a C compiler makes it, and the demo goes without.
const simulated = "pidpys-simulated-token.so"

// without says that it does.
const without = `
  Навчального токена немає: щоб його зібрати, потрібен компілятор C (пакунки gcc і libc6-dev).
  There is no practice token: building it takes a C compiler (the packages gcc and libc6-dev).
`

// tokenFolder is where the simulated token is to lie; empty when there is nothing
// that would show it.
func (s *stage) tokenFolder() string {
	if _, err := os.Stat(filepath.Join(s.out, simulated)); err != nil {
		fmt.Print(without)
		return ""
	}
	return filepath.Join(s.out, "tokens")
}

// showToken writes down for the native host where the module is, and returns the
// variables that tell it.
func (s *stage) showToken() ([]string, error) {
	if s.house.Token == nil {
		return nil, nil
	}
	out, err := filepath.Abs(s.out)
	if err != nil {
		return nil, err
	}
	settings := filepath.Join(out, "modules.json")
	err = demo.WriteModules(settings, demo.Simulated(filepath.Join(out, simulated), filepath.Join(out, "tokens")))
	return []string{"PIDPYS_DEMO_SETTINGS=" + settings}, err
}

// tokenSteps sign in with it.
func (v *visit) tokenSteps() []step {
	return []step{
		{"Навчальний токен: PIN-код прийнято · the practice token took its PIN", v.readToken, "token"},
		{"«Увійти»: сервер перевірив вхід токеном · the server verified the sign-in", v.signInAs(demo.TokenOwner), "token-signed-in"},
	}
}

func (v *visit) readToken(ctx context.Context) error {
	return v.readTokenOf(ctx, v.house.Token.Owner.Name)
}

// readTokenOf signs out and begins a sign-in with the token that shows an owner.
func (v *visit) readTokenOf(ctx context.Context, owner string) error {
	if err := v.signOut(ctx); err != nil {
		return err
	}
	if err := v.startSignIn(ctx); err != nil {
		return err
	}
	if err := v.window.OpenTokens(ctx); err != nil {
		return err
	}
	if err := v.window.ChooseToken(ctx, owner); err != nil {
		return err
	}
	if err := v.window.ReadToken(ctx, demo.TokenPIN); err != nil {
		return err
	}
	return v.window.AwaitConsent(ctx)
}

func (v *visit) signOut(ctx context.Context) error {
	if err := v.page.Click(ctx, "#sign-out"); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "out"`)
}
