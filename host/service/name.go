// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
)

const (
	maxShownName = 80 // characters
	maxExtension = 12
)

// shownName makes a page's name for a document safe to show: nothing hides,
// reorders or breaks the line, and a long name is shortened in the middle, so
// that its true extension always shows.
func shownName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	extension := path.Ext(name)
	if utf8.RuneCountInString(extension) > maxExtension {
		extension = ""
	}
	stem := []rune(pki.DisplayText(strings.TrimSuffix(name, extension)))
	extension = pki.DisplayText(extension)
	if room := maxShownName - utf8.RuneCountInString(extension); len(stem) > room {
		stem = append(stem[:room-1], '…')
	}
	return string(stem) + extension
}

// plainText returns a document as text to be shown verbatim, or nothing if
// showing could differ from what stands there: only letters, marks, numbers,
// punctuation, symbols, spaces and line ends qualify.
func plainText(document []byte) string {
	if !utf8.Valid(document) {
		return ""
	}
	for _, r := range string(document) {
		shows := unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
		if !shows && r != '\n' && r != '\r' && r != '\t' {
			return ""
		}
	}
	return string(document)
}
