// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"strings"
	"unicode"
)

// Bounds of [DisplayText].
const (
	maxDisplay = 200 // characters
	maxMarks   = 2   // combining marks on one character
)

// DisplayText makes a text from a certificate, container or message fit to
// show to a person or to print: such text is hostile. Characters that control,
// reorder or hide other text go, as do piles of combining marks; spaces and line
// ends become single spaces; long text ends in "…" after 200 characters. The
// result is still text, not markup: escape it where markup is written.
func DisplayText(s string) string {
	var out strings.Builder
	count, marks, space := 0, 0, false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case hidden(r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks || count == 0 {
				continue
			}
		default:
			marks = 0
		}
		if count >= maxDisplay {
			out.WriteRune('…')
			break
		}
		if space && count > 0 {
			out.WriteByte(' ')
			count++
		}
		space = false
		out.WriteRune(r)
		count++
	}
	return out.String()
}

// hidden reports whether a character shows nothing by itself: controls and
// bidi marks (Cc, Cf), surrogates, private and unassigned ones, fillers, and
// line separators are such.
func hidden(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || r == '\u2800'
}
