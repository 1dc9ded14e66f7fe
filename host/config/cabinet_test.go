// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCabinetsRefused(t *testing.T) {
	many := `{"origin": "https://a.local", "tops": [` + strings.TrimSuffix(strings.Repeat(`"https://b.local",`, maxTops+1), ",") + `]}`
	for what, text := range map[string]string{
		"no list":           `{"origin": "https://a.local"}`,
		"no origin":         `[{}]`,
		"a pattern":         `[{"origin": "https://*.local"}]`,
		"a top by http":     `[{"origin": "https://a.local", "tops": ["http://b.local"]}]`,
		"an unknown member": `[{"origin": "https://a.local", "top": ["https://b.local"]}]`,
		"one of two":        `[{"origin": "https://a.local"}, {"origin": "https://a.local"}]`,
		"too many tops":     `[` + many + `]`,
		"too many":          `[` + strings.Repeat(`{"origin": "https://a.local"},`, maxCabinets) + `{"origin": "https://b.local"}]`,
	} {
		assert.Equal(t, []string{"cabinets"}, faulty(told(t, "", `{"cabinets": `+text+`}`)), what)
	}
}

func TestDialectsRefused(t *testing.T) {
	for what, text := range map[string]string{
		"no list":         `{}`,
		"no dialect":      `[{"origin": "https://a.local"}]`,
		"another dialect": `[{"origin": "https://a.local", "dialect": "fortify"}]`,
		"no origin":       `[{"dialect": "iit"}]`,
		"a top by http":   `[{"origin": "https://a.local", "dialect": "iit", "tops": ["http://b.local"]}]`,
		"too many tops":   `[{"origin": "https://a.local", "dialect": "iit", "tops": [` + strings.TrimSuffix(strings.Repeat(`"https://b.local",`, maxTops+1), ",") + `]}]`,
		"no yes or no":    `[{"origin": "https://a.local", "dialect": "iit", "hashes": "yes"}]`,
		"unknown member":  `[{"origin": "https://a.local", "dialect": "iit", "raw": true}]`,
		"two of one":      `[{"origin": "https://a.local", "dialect": "iit"}, {"origin": "https://a.local", "dialect": "webeid"}]`,
		"too many":        `[` + strings.Repeat(`{"origin": "https://a.local", "dialect": "iit"},`, maxDialects) + `{"origin": "https://b.local", "dialect": "iit"}]`,
	} {
		assert.Equal(t, []string{"dialects"}, faulty(told(t, "", `{"dialects": `+text+`}`)), what)
	}
}
