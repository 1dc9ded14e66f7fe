// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

func TestTableHasARowForEveryBrowserSystemAndScope(t *testing.T) {
	browsers := []string{"chrome", "chromium", "edge", "brave", "vivaldi", "opera", "yandex", "firefox", "librewolf"}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		assert.Equal(t, browsers, installer.Browsers(goos))
		for _, browser := range browsers {
			for _, scope := range []installer.Scope{installer.User, installer.System} {
				assert.Len(t, installer.Rows(goos, scope, browser), 1, "%s %s %d", browser, goos, scope)
			}
		}
	}
	assert.Len(t, installer.Locations(), 3*2*len(browsers))
}

func TestColumnsAreWhatTheirScopeAndSystemSay(t *testing.T) {
	for _, l := range installer.Locations() {
		name := l.Browser + " " + l.OS
		assert.Equal(t, l.Basis == installer.Unknown, l.Hosts == "", "%s: a place that is not known", name)
		assert.Equal(t, l.Scope == installer.User, len(l.Profiles) > 0, "%s: profiles are a person's", name)
		if l.Scope == installer.User {
			assert.Empty(t, l.Policies+l.Extensions+l.Twin, name)
		}
		for _, folder := range append([]string{l.Twin}, l.Profiles...) {
			assert.NotContains(t, folder, `\`, name)
		}
		keys := append([]string{l.Hosts, l.Policies, l.Extensions}, l.Then...)
		keys = slices.DeleteFunc(keys, func(k string) bool { return k == "" })
		switch {
		case l.OS == "windows":
			for _, k := range keys {
				assert.True(t, strings.HasPrefix(k, `SOFTWARE\`), "%s: %s", name, k)
			}
		case l.Hosts != "":
			assert.Equal(t, l.Scope == installer.System, path.IsAbs(l.Hosts), "%s: system folders are absolute", name)
			assert.Equal(t, path.Clean(l.Hosts), l.Hosts, name)
			assert.Empty(t, l.Then, name)
		}
	}
}

func TestFind(t *testing.T) {
	l, ok := installer.Find("chromium", "linux", installer.System)
	require.True(t, ok)
	assert.Equal(t, "/etc/chromium/native-messaging-hosts", l.Hosts)
	_, ok = installer.Find("netscape", "linux", installer.System)
	assert.False(t, ok)
}
