// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// browsersWrite reports whether a text is what its own parts make.
func browsersWrite(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && origin == "https://"+u.Host && u.Port() != "443" && strings.ToLower(origin) == origin
}

func TestExactOrigin(t *testing.T) {
	for _, origin := range []string{
		"https://cabinet.tax.gov.ua", "https://cabinet", "https://xn--80aaxitdbjk.xn--j1amh", "https://10.0.0.1:8443", "https://a:65535", "https://a-b.c:1",
	} {
		assert.True(t, exactOrigin(origin), origin)
		assert.True(t, browsersWrite(origin), origin)
	}
	for _, other := range []string{
		"", "https://", "http://cabinet.local", "cabinet.local", "https://cabinet.local/", "https://Cabinet.local", "https://*.local", "https://*",
		"https://кабінет.укр", "https://a.local:443", "https://a.local:0", "https://a.local:65536", "https://a.local:080", "https://a.local:",
		"https://user@a.local", "https://a.local?", "https://a.local#", "https://a..local", "https://.local", "https://-a.local", "https://a-.local",
		"https://[::1]", "https://a.local ", "https://a.local\n", "null", "file://", "https://" + strings.Repeat("a.", 126) + "aa",
	} {
		assert.False(t, exactOrigin(other), other)
	}
}

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
		"two of one":      `[{"origin": "https://a.local", "dialect": "iit"}, {"origin": "https://a.local", "dialect": "webeid"}]`,
		"too many":        `[` + strings.Repeat(`{"origin": "https://a.local", "dialect": "iit"},`, maxDialects) + `{"origin": "https://b.local", "dialect": "iit"}]`,
	} {
		assert.Equal(t, []string{"dialects"}, faulty(told(t, "", `{"dialects": `+text+`}`)), what)
	}
}
