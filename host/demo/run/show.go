// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

const welcome = `
  Демонстраційний кабінет відкрито у Chromium: %[1]s
  Реєстрація на державному порталі: %[6]s, листи від нього: %[7]s
  Зразки ключів є на сторінці та в теці %[2]s, пароль до всіх: %[3]s
%[4]s  Закрийте браузер або натисніть Ctrl-C, щоб закінчити.

  The demo cabinet is open in Chromium: %[1]s
  Registration at a state portal: %[6]s, its letters: %[7]s
  Sample keys are on the page and in %[2]s; the password of all: %[3]s
%[5]s  Close the browser or press Ctrl-C to finish.

`

// show opens the cabinet for a person and waits until he has had enough.
func (s *stage) show(ctx context.Context, b browser.Browser) error {
	keys, err := filepath.Abs(s.keys)
	if err != nil {
		return err
	}
	if _, err := b.Open(ctx, s.house.Origin); err != nil {
		return err
	}
	token, tokenEnglish := "", ""
	if t := s.house.Token; t != nil {
		token = fmt.Sprintf("  %s і ще один, порожній, уже вставлено, PIN-код: %s\n", demo.TokenName, t.PIN)
		tokenEnglish = fmt.Sprintf("  A practice token and an empty one are plugged in; their PIN: %s\n", t.PIN)
	}
	fmt.Printf(welcome, s.house.Origin, keys, testpki.Password, token, tokenEnglish, s.house.Portal, s.house.Mail)
	select {
	case <-ctx.Done():
	case <-b.Done():
	}
	return nil
}
