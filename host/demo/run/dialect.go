// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
)

// dialectSteps go to the page that was made for another program of signing, have it
// answered, and sign in there with the practice token.
func (v *visit) dialectSteps() []step {
	return []step{
		{"Сторінка для іншої програми: нікого немає · a page for others finds nobody", v.openOther, "other-page"},
		{"Меню Pidpys: увімкнено на цьому сайті · switched on in the menu", v.switchOn, "switched-on"},
		{"Сторінка підготувала програму: 93 виклики · the page got it ready", v.getReady, "other-ready"},
		{"Токен зчитано: PIN-код питає вікно · the window asked for the PIN", v.readForOther, "other-key"},
		{"Сервер перевірив вхід і підпис · the sign-in and signature are verified", v.signForOther, "other-signed"},
	}
}

func (v *visit) openOther(ctx context.Context) error {
	page, err := v.browser.Open(ctx, v.house.Origin+"/iit/")
	if err != nil {
		return err
	}
	v.page = page
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "ready" && document.querySelector("#absent").checkVisibility()`)
}

func (v *visit) switchOn(ctx context.Context) error {
	if err := v.page.Evaluate(ctx, "void (window.before = true)", nil); err != nil {
		return err
	}
	menu, err := browser.OpenMenu(ctx, v.browser, v.extension, v.page)
	if err != nil {
		return err
	}
	if err := menu.SwitchOn(ctx); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `!window.before && document.body.dataset.state === "ready" && !document.querySelector("#absent").checkVisibility()`)
}

func (v *visit) getReady(ctx context.Context) error { return v.takeOther(ctx, "media") }

// readForOther chooses the practice token in the page's list, and reads it.
func (v *visit) readForOther(ctx context.Context) error {
	choose := fmt.Sprintf(`void [...document.querySelectorAll("#medium option")].forEach((each) => { each.selected = each.textContent.includes(%q) })`, demo.TokenName)
	if err := v.page.Evaluate(ctx, choose, nil); err != nil {
		return err
	}
	if err := v.page.Click(ctx, "[data-step=key] button"); err != nil {
		return err
	}
	if err := v.awaitWindow(ctx); err != nil {
		return err
	}
	if err := v.window.ReadToken(ctx, demo.TokenPIN); err != nil {
		return err
	}
	return v.window.AwaitConsent(ctx)
}

func (v *visit) signForOther(ctx context.Context) error {
	if err := v.agreeForOther(ctx, "key"); err != nil {
		return err
	}
	for _, step := range []string{"login", "inside"} {
		if err := v.page.Click(ctx, "[data-step="+step+"] button"); err != nil {
			return err
		}
		if err := v.awaitWindow(ctx); err != nil {
			return err
		}
		if err := v.agreeForOther(ctx, step); err != nil {
			return err
		}
	}
	if _, err := v.verified(ctx); err != nil { // the sign-in
		return err
	}
	e, err := v.verified(ctx)
	if err == nil && !e.Passed {
		err = errors.New("the server did not accept the signature")
	}
	return err
}

// agreeForOther agrees in the window, and waits for what the page makes of it.
func (v *visit) agreeForOther(ctx context.Context, step string) error {
	if err := v.window.AwaitConsent(ctx); err != nil {
		return err
	}
	if err := v.window.Approve(ctx); err != nil {
		return err
	}
	v.window = nil
	return v.awaitOther(ctx, step)
}

// takeOther takes a step of the page that asks nobody.
func (v *visit) takeOther(ctx context.Context, step string) error {
	if err := v.page.Click(ctx, "[data-step="+step+"] button"); err != nil {
		return err
	}
	return v.awaitOther(ctx, step)
}

func (v *visit) awaitOther(ctx context.Context, step string) error {
	return browser.Wait(ctx, v.page, fmt.Sprintf(`document.querySelector("[data-step=%s]").dataset.state === "good" && document.body.dataset.state === "ready"`, step))
}
