// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// reportSteps file a tax return with the key of an entrepreneur, who signs alone, and read
// the first receipt.
func (v *visit) reportSteps() []step {
	return []step{
		{"Податкова звітність: вхід ключем ФОП, декларацію заповнено · a tax return", v.fillReport, "report"},
		{"«Підписати, зашифрувати й надіслати»: видно звіт · the report is shown", v.startSending, "report-shown"},
		{"Податкова взяла звіт і дала квитанцію №1 · the tax service took it", v.sendReport, "report-sent"},
		{"Квитанцію розшифровано, підпис податкової перевірено · the receipt was read", v.readReceipt, "receipt"},
	}
}

func (v *visit) fillReport(ctx context.Context) error {
	page, err := v.browser.Open(ctx, v.house.Origin+"/reports/")
	if err != nil {
		return err
	}
	v.page = page
	if err := browser.Wait(ctx, v.page, `document.body.dataset.state === "in"`); err != nil { // whoever was at the cabinet last
		return err
	}
	if err := v.signOut(ctx); err != nil {
		return err
	}
	if err := v.startSignIn(ctx); err != nil {
		return err
	}
	if err := v.readReportKey(ctx); err != nil {
		return err
	}
	if err := v.signInAs(testpki.FOP)(ctx); err != nil {
		return err
	}
	if err := v.page.Click(ctx, "#forms button:enabled"); err != nil {
		return err
	}
	return browser.Wait(ctx, v.page, `document.querySelector("#report").checkVisibility()`)
}

func (v *visit) startSending(ctx context.Context) error { return v.openReport(ctx, "#send") }

func (v *visit) sendReport(ctx context.Context) error { return v.agreeToReport(ctx, "#sent .read") }

func (v *visit) readReceipt(ctx context.Context) error {
	if err := v.openReport(ctx, "#sent .read"); err != nil {
		return err
	}
	return v.agreeToReport(ctx, "#sent .receipt .facts") // of a receipt that is not believed there are none
}

// openReport presses a button, and shows the window the entrepreneur's key.
func (v *visit) openReport(ctx context.Context, button string) error {
	if err := v.page.Click(ctx, button); err != nil {
		return err
	}
	if err := v.awaitWindow(ctx); err != nil {
		return err
	}
	return v.readReportKey(ctx)
}

func (v *visit) readReportKey(ctx context.Context) error {
	if err := v.window.OpenFiles(ctx); err != nil { // it opens where it was left
		return err
	}
	if err := v.window.Choose(ctx, v.key("fop.p12")); err != nil {
		return err
	}
	if err := v.window.Read(ctx, testpki.Password); err != nil {
		return err
	}
	return v.window.AwaitConsent(ctx)
}

// agreeToReport agrees in the window, and waits for what the page has to show then.
func (v *visit) agreeToReport(ctx context.Context, shown string) error {
	if err := v.window.Approve(ctx); err != nil {
		return err
	}
	v.window = nil
	return browser.Wait(ctx, v.page, `document.body.dataset.state === "in" && document.querySelector("`+shown+`")`)
}
