// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// The provider that the visit turns to: the phone knows whose it is.
const provider = "Навчальне сховище KSP 6"

// cloudSteps sign in with a key that a provider keeps, then with Дія.Підпис. A page
// plays the phone.
func (v *visit) cloudSteps() []step {
	return []step{
		{"«Хмарне сховище»: видно QR-код · the code is shown", v.getLink, "link"},
		{"Телефон підтвердив, чий це ключ · the phone confirmed whose key it is", v.identify, "cloud-owner"},
		{"«Увійти» й телефон: сервер перевірив вхід · the sign-in is verified", v.confirmSignIn, "cloud-signed-in"},
		{"«Дія.Підпис»: видно QR-код · the code of Дія.Підпис is shown", v.getCode, "diia-code"},
		{"Телефон підтвердив: сервер перевірив вхід · the sign-in is verified", v.confirmDiia, "diia-signed-in"},
	}
}

func (v *visit) getLink(ctx context.Context) error {
	if err := v.signOut(ctx); err != nil {
		return err
	}
	if err := v.startSignIn(ctx); err != nil {
		return err
	}
	if err := v.window.OpenCloud(ctx); err != nil {
		return err
	}
	if err := v.window.ChooseProvider(ctx, provider, ""); err != nil {
		return err
	}
	if err := v.window.GetLink(ctx); err != nil {
		return err
	}
	_, err := v.window.Link(ctx)
	return err
}

func (v *visit) identify(ctx context.Context) error {
	if err := v.confirmLink(ctx); err != nil {
		return err
	}
	return v.window.AwaitConsent(ctx)
}

func (v *visit) confirmSignIn(ctx context.Context) error {
	if err := v.window.Approve(ctx); err != nil {
		return err
	}
	if err := v.window.AwaitStep(ctx, browser.Confirming); err != nil {
		return err
	}
	if err := v.confirmLink(ctx); err != nil {
		return err
	}
	v.window = nil
	return v.letIn(ctx, testpki.Director)
}

// confirmLink follows the window's link and confirms there.
func (v *visit) confirmLink(ctx context.Context) error {
	link, err := v.window.Link(ctx)
	if err != nil {
		return err
	}
	return v.confirm(ctx, link)
}

func (v *visit) getCode(ctx context.Context) error {
	if err := v.signOut(ctx); err != nil {
		return err
	}
	if err := v.page.Click(ctx, "#sign-in-by-phone"); err != nil {
		return err
	}
	if err := v.page.Click(ctx, "#phone-start"); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `document.querySelector("#phone-code svg").checkVisibility()`)
}

func (v *visit) confirmDiia(ctx context.Context) error {
	var link string
	if err := v.page.Evaluate(ctx, `document.querySelector("#phone-link").href`, &link); err != nil {
		return err
	}
	if err := v.confirm(ctx, link); err != nil {
		return err
	}
	return v.letIn(ctx, testpki.Person)
}

// confirm plays the phone in a tab of its own.
func (v *visit) confirm(ctx context.Context, link string) error {
	phone, err := browser.OpenPhone(ctx, v.browser, link)
	if err != nil {
		return err
	}
	if err := phone.Confirm(ctx); err != nil {
		return err
	}
	return phone.Close(ctx)
}
