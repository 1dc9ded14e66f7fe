// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package extension lends the host what the browser extension already holds:
// the words for people, so that the window and the command line say the same
// thing the same way, and the libraries that cabinet pages load.
//
// The catalogues have the form of the WebExtensions internationalization API
// (chrome.i18n): an object of key → {message, description}, where $1 to $9 in
// a message stand for what is put into it.
package extension

import (
	"embed"
	"io/fs"
)

// locales holds the catalogues, one folder a language:
// _locales/uk/messages.json and _locales/en/messages.json.
//
//go:embed _locales/*/messages.json
var locales embed.FS

// page holds what cabinet pages load.
//
//go:embed page/*.js
var page embed.FS

// Page is the folder page: the JavaScript modules through which a page speaks with
// the extension (client.js), shows the codes of Дія.Підпис that its own server got
// (diia.js), and has one button for both (element.js). They name one another, so a
// server hands the folder out as it lies, as text/javascript.
func Page() fs.FS {
	folder, err := fs.Sub(page, "page")
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return folder
}
