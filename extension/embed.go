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

import "embed"

// locales holds the catalogues, one folder a language:
// _locales/uk/messages.json and _locales/en/messages.json.
//
//go:embed _locales/*/messages.json
var locales embed.FS

// Client is page/client.js: the JavaScript module through which a page speaks
// with the extension. A server may hand it out as it lies, as text/javascript.
//
//go:embed page/client.js
var Client []byte

// Diia is page/diia.js: the module, to be served beside [Client], through which a
// page shows the codes of Дія.Підпис that its own server got. The extension is
// not needed for it.
//
//go:embed page/diia.js
var Diia []byte
