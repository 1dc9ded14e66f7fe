// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"regexp"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// address is where the portal's letter goes.
const address = "director@pidpys.test"

// portalSteps register an organisation at the state portal, by its director's key file and a
// letter.
func (v *visit) portalSteps() []step {
	return []step{
		{"Портал: юридична особа, ключ із файлу · a legal entity, a key file", v.openPortal, "portal-key"},
		{"director.pfx зчитано, дані взято із сертифіката · data from the certificate", v.readAtPortal, "portal-data"},
		{"«Підтвердити пошту»: лист надійшов, посилання спрацювало · the link worked", v.confirmEmail, "portal-confirmed"},
		{"Кабінет на порталі відкрито · the cabinet at the portal is open", v.enterPortal, "portal-cabinet"},
	}
}

// press presses one button after another, each when its screen has come.
func (v *visit) press(ctx context.Context, screens ...[2]string) error {
	for _, s := range screens {
		if err := v.awaitScreen(ctx, s[0]); err != nil {
			return err
		}
		if err := v.page.Click(ctx, s[1]); err != nil {
			return err
		}
	}
	return nil
}

func (v *visit) awaitScreen(ctx context.Context, name string) error {
	return browser.Wait(ctx, v.page, `document.body.dataset.view === "`+name+`" && document.body.dataset.state === "ready"`)
}

func (v *visit) openPortal(ctx context.Context) error {
	page, err := v.browser.Open(ctx, v.house.Portal+"/register/")
	if err != nil {
		return err
	}
	v.page = page
	if err := v.press(ctx, [2]string{"category", "[data-category=legal]"}, [2]string{"carrier", "[data-key=file]"}); err != nil {
		return err
	}
	if err := v.awaitScreen(ctx, "key"); err != nil {
		return err
	}
	return v.page.Type(ctx, "#email", address)
}

func (v *visit) readAtPortal(ctx context.Context) error {
	if err := v.page.Click(ctx, "#read"); err != nil {
		return err
	}
	if err := v.awaitWindow(ctx); err != nil {
		return err
	}
	if err := v.window.Choose(ctx, v.key("director.pfx")); err != nil {
		return err
	}
	if err := v.window.Read(ctx, testpki.Password); err != nil {
		return err
	}
	if err := v.window.AwaitConsent(ctx); err != nil {
		return err
	}
	if err := v.window.Approve(ctx); err != nil {
		return err
	}
	v.window = nil
	if err := v.press(ctx, [2]string{"signer", "#mine"}); err != nil {
		return err
	}
	return v.awaitScreen(ctx, "data")
}

// confirmEmail follows the link of the letter, as a person does who reads it.
func (v *visit) confirmEmail(ctx context.Context) error {
	if err := v.press(ctx, [2]string{"data", "#confirm"}); err != nil {
		return err
	}
	letter, err := v.house.Office.Wait(ctx, address, 0)
	if err != nil {
		return err
	}
	_, text := letter.Text()
	link := regexp.MustCompile(`http://\S+/confirm/#\S+`).FindString(text)
	if link == "" {
		return errors.New("the letter has no link")
	}
	if v.page, err = v.browser.Open(ctx, link); err != nil {
		return err
	}
	if err := browser.Wait(ctx, v.page, `document.body.dataset.state === "ready"`); err != nil {
		return err
	}
	if err := v.page.Click(ctx, "#confirm"); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "here"`)
}

func (v *visit) enterPortal(ctx context.Context) error {
	if err := v.page.Click(ctx, "#go-on"); err != nil {
		return err
	}
	if err := v.press(ctx, [2]string{"end", "#enter"}); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "in"`)
}
