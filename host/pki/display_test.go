// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
)

func TestDisplayText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", `ТОВ "Ромашка" – Їжак’s`, `ТОВ "Ромашка" – Їжак’s`},
		{"bidi override", "рахунок\u202egpj.exe", "рахунокgpj.exe"},
		{"isolates and marks", "\u2066a\u2069\u200f\u200eb\ufeff", "ab"},
		{"lines", "Іван\r\nПідпис: дійсний\u2028!", "Іван Підпис: дійсний !"},
		{"spaces", "  a \t\u00a0 b  ", "a b"},
		{"escape sequence", "a\x1b[31mb\x00", "a[31mb"},
		{"zero width", "а\u200bб\u200dв\u2060г", "абвг"},
		{"fillers", "\u3164\u115f\u2800x", "x"},
		{"tags", "a\U000e0041\U000e0042b", "ab"},
		{"decomposed letter", "и\u0306", "и\u0306"},
		{"pile of marks", "a" + strings.Repeat("\u0336", 50) + "b", "a\u0336\u0336b"},
		{"mark first", "\u0301a", "a"},
		{"broken UTF-8", "a\xffb", "a\ufffdb"},
		{"private use", "a\ue000b", "ab"},
		{"nothing", "\u202e\u200b ", ""},
		{"long", strings.Repeat("ї", 300), strings.Repeat("ї", 200) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, pki.DisplayText(c.in))
			assert.Equal(t, pki.DisplayText(c.in), pki.DisplayText(pki.DisplayText(c.in)), "shown twice")
		})
	}
}

func FuzzDisplayText(f *testing.F) {
	f.Add("Іваненко\u202e Іван\n")
	f.Fuzz(func(t *testing.T, s string) {
		out := pki.DisplayText(s)
		assert.True(t, utf8.ValidString(out))
		assert.LessOrEqual(t, utf8.RuneCountInString(out), 202)
		assert.NotContains(t, out, "\n")
	})
}
