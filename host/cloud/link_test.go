// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/qr"
	"github.com/pidpys/pidpys/host/testpki"
)

var hosts = cloud.Description{Hosts: []string{"phone.test", "other.test:8443", "[::1]:8443"}}

// TestLinks: a person is led to the provider's own hosts, and by a link that every
// program understands alike.
func TestLinks(t *testing.T) {
	for _, link := range []string{
		"", // nothing to show
		"https://phone.test/rd/kep?hash=rd/kep/%7B%22clientId%22%3A%22a%22%7D",
		"https://PHONE.test/", "https://phone.test:443/", "https://phone.test#fragment",
		"https://other.test:8443/", "https://[::1]:8443/",
		"https://phone.test/" + strings.Repeat("a", qr.MaxText-len("https://phone.test/")),
	} {
		assert.NoError(t, hosts.CheckLink(link), link)
	}
	for name, link := range map[string]string{
		"http":               "http://phone.test/",
		"another scheme":     "javascript:alert(1)",
		"no scheme":          "//phone.test/",
		"of an app":          "diia://phone.test/",
		"another host":       "https://evil.test/",
		"a longer host":      "https://phone.test.evil.test/",
		"a host below":       "https://evil.phone.test/",
		"a final dot":        "https://phone.test./",
		"another port":       "https://phone.test:444/",
		"no port":            "https://other.test/",
		"a user":             "https://phone.test@evil.test/",
		"a user of ours":     "https://anybody@phone.test/",
		"an empty user":      "https://@phone.test/",
		"a password":         "https://evil.test:a@phone.test/",
		"a backslash":        `https://phone.test\.evil.test/`,
		"a backslash behind": `https://phone.test/\evil`,
		"a backslash before": `https:\\phone.test/`,
		"a space":            "https://phone.test/ a",
		"a line":             "https://phone.test/\n",
		"a nul":              "https://phone.test/\x00",
		"not ASCII":          "https://phone.test/є",
		"a look-alike":       "https://рhone.test/",
		"markup":             `https://phone.test/"><script>`,
		"not escaped":        "https://phone.test/{}",
		"escaped badly":      "https://phone.test/%zz",
		"too long":           "https://phone.test/" + strings.Repeat("a", qr.MaxText),
		"nothing but a host": "phone.test",
	} {
		assert.ErrorIs(t, hosts.CheckLink(link), key.ErrAnswer, name)
	}
}

func TestPlainLinks(t *testing.T) {
	d := cloud.Description{Hosts: []string{"127.0.0.1:8080"}, Plain: true}
	assert.NoError(t, d.CheckLink("http://127.0.0.1:8080/phone/1"))
	assert.NoError(t, d.CheckLink("https://127.0.0.1:8080/phone/1"))
	assert.ErrorIs(t, d.CheckLink("http://127.0.0.1/phone/1"), key.ErrAnswer)
	d.Plain = false
	assert.ErrorIs(t, d.CheckLink("http://127.0.0.1:8080/phone/1"), key.ErrAnswer)
	assert.ErrorIs(t, cloud.Description{}.CheckLink("https://phone.test/"), key.ErrAnswer, "of no hosts at all")
}

// TestStrangeLink: nobody sees it, and what it was for is released.
func TestStrangeLink(t *testing.T) {
	d := newDesk(testpki.ECDSAPerson)
	d.begin = func(_ cloud.Request, o *cloud.Operation) error { o.Link = "https://evil.test/"; return nil }
	asker := keytest.NewAsker(nil)
	_, err := source(t, d).Open(t.Context(), ref, asker)
	require.ErrorIs(t, err, key.ErrAnswer)
	assert.Empty(t, asker.Notices())
	assert.Empty(t, d.looks)
	assert.Equal(t, []string{"operation-1"}, d.gone())
}

// FuzzLink: what passes leads, for whoever reads it, to a host of ours.
func FuzzLink(f *testing.F) {
	for _, seed := range []string{usualLink, "https://phone.test:443/a?b#c", `https://phone.test\@evil.test/`, "https://[::1]:8443/", "http://phone.test"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, link string) {
		if link == "" || hosts.CheckLink(link) != nil {
			return
		}
		u, err := url.Parse(link)
		require.NoError(t, err)
		require.Equal(t, "https", u.Scheme)
		require.Nil(t, u.User)
		require.NotContains(t, link, `\`)
		require.True(t, slices.Contains([]string{"phone.test", "other.test", "::1"}, strings.ToLower(u.Hostname())), u.Host)
		_, err = qr.Of(link)
		require.NoError(t, err)
	})
}
