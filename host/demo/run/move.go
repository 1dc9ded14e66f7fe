// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// moveSteps move from the key file to the empty token, and sign in with the new
// key.
func (v *visit) moveSteps() []step {
	return []step{
		{"Кнопка Pidpys: вікно переходу прочитало Key-6.dat · the button opened a move", v.startMove, "move"},
		{"Порожній токен обрано, видно, що буде зроблено · the plan is shown", v.planMove, "plan"},
		{"«Створити новий ключ»: сертифікат видано · the new key has its certificate", v.agreeToMove, "moved"},
		{"Токен із новим ключем: PIN-код прийнято · the token took its PIN", v.readNewKey, "new-key"},
		{"«Увійти»: сервер перевірив вхід новим ключем · the sign-in is verified", v.signInAs(testpki.Person), "new-key-signed-in"},
	}
}

func (v *visit) startMove(ctx context.Context) (err error) {
	if v.window, err = browser.StartMove(ctx, v.browser, v.extension, v.page); err != nil {
		return err
	}
	if err := v.window.OpenFiles(ctx); err != nil {
		return err
	}
	if err := v.openKey(ctx); err != nil {
		return err
	}
	return v.window.AwaitStep(ctx, "place") // where this computer's own TPM may be listed too
}

func (v *visit) planMove(ctx context.Context) error {
	if err := v.window.ChoosePlace(ctx, demo.EmptyTokenName); err != nil {
		return err
	}
	return v.window.Plan(ctx)
}

func (v *visit) agreeToMove(ctx context.Context) error {
	if err := v.window.Approve(ctx); err != nil {
		return err
	}
	if err := v.window.GivePIN(ctx, demo.TokenPIN); err != nil {
		return err
	}
	_, err := v.window.AwaitMoved(ctx)
	return err
}

func (v *visit) readNewKey(ctx context.Context) error {
	if err := v.window.Close(ctx); err != nil {
		return err
	}
	v.window = nil
	return v.readTokenOf(ctx, pki.Subject(v.house.PKI.Subscriber(testpki.Person).SignCert).DisplayName())
}
