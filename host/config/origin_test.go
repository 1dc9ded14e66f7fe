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
		"https://1.a", "https://0xg", "https://x1",
	} {
		assert.True(t, exactOrigin(origin), origin)
		assert.True(t, browsersWrite(origin), origin)
	}
	for _, other := range []string{
		"", "https://", "http://cabinet.local", "cabinet.local", "https://cabinet.local/", "https://Cabinet.local", "https://*.local", "https://*",
		"https://кабінет.укр", "https://a.local:443", "https://a.local:0", "https://a.local:65536", "https://a.local:080", "https://a.local:",
		"https://user@a.local", "https://a.local?", "https://a.local#", "https://a..local", "https://.local", "https://-a.local", "https://a-.local",
		"https://[::1]", "https://127.1", "https://2130706433", "https://0x7f000001", "https://10.0.0.256", "https://010.0.0.1", "https://10.0.0.1.2", "https://a.0x", "https://a.1",
		"https://a.local ", "https://a.local\n", "null", "file://", "https://" + strings.Repeat("a.", 126) + "aa",
	} {
		assert.False(t, exactOrigin(other), other)
	}
}
