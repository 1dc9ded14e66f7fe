// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

// titles are what people call the browsers of the installer's table.
var titles = map[string]string{
	"chrome": "Google Chrome", "chromium": "Chromium", "edge": "Microsoft Edge", "brave": "Brave", "vivaldi": "Vivaldi",
	"opera": "Opera", "yandex": "Yandex Browser", "firefox": "Firefox", "librewolf": "LibreWolf",
}

// title is what people call a browser.
func title(browser string) string {
	if known, ok := titles[browser]; ok {
		return known
	}
	return browser
}
