// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package filename makes names for files out of names that strangers chose: fit for every
// file system, showing all that they are, and apart from each other.
package filename

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// What a name comes to at most. File systems take 255 octets, and browsers put « (1)» behind.
const (
	MaxCharacters = 120
	maxOctets     = 230
	maxEnding     = 12 // characters; what is longer is no ending
)

// Unnamed is what is called so where nothing is left of a name.
const Unnamed = "document"

// Safe is the last part of a path, by slashes of either kind, as a name for a file: without
// characters that control, hide or reorder text or that some system reserves, no hidden file,
// no device of Windows, and not too long. Its ending stays.
func Safe(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = norm.NFC.String(strings.Map(plain, strings.ToValidUTF8(name, "_")))
	stem, ending := split(strings.Trim(strings.Join(strings.Fields(name), " "), ". "))
	if isDevice(stem) {
		stem = "_" + stem
	}
	stem = shorten(stem, MaxCharacters-utf8.RuneCountInString(ending), maxOctets-len(ending))
	if stem == "" {
		stem = Unnamed
	}
	return stem + ending
}

// Ending is how a name ends, from the last dot on, in lower case; empty: it has no ending.
func Ending(name string) string {
	_, ending := split(name)
	return strings.ToLower(ending)
}

// WithEnding is a name that ends in one of those endings: as it is if it does, else with the
// first of them behind.
func WithEnding(name string, endings ...string) string {
	if slices.Contains(endings, Ending(name)) {
		return name
	}
	return shorten(name, MaxCharacters-utf8.RuneCountInString(endings[0]), maxOctets-len(endings[0])) + endings[0]
}

func split(name string) (stem, ending string) {
	ending = path.Ext(name)
	if len(ending) < 2 || len(ending) == len(name) || utf8.RuneCountInString(ending) > maxEnding || strings.Contains(ending, " ") {
		return name, ""
	}
	return strings.TrimSuffix(name, ending), ending
}

// plain is what a character of a name becomes.
func plain(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsGraphic(r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), unicode.Is(unicode.Variation_Selector, r):
		return -1
	case strings.ContainsRune(`<>:"/\|?*`, r): // Windows, "Naming Files, Paths, and Namespaces"
		return '_'
	}
	return r
}

// isDevice reports whether Windows takes a name for a device, whatever its ending: the same page.
func isDevice(stem string) bool {
	first, _, _ := strings.Cut(stem, ".")
	first = strings.ToUpper(strings.TrimRight(first, " "))
	if n := len("COM"); len(first) > n && (first[:n] == "COM" || first[:n] == "LPT") {
		return slices.Contains([]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"}, first[n:])
	}
	return slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}, first)
}

// shorten cuts what is too long off the end, between characters.
func shorten(text string, characters, octets int) string {
	if len(text) <= octets && utf8.RuneCountInString(text) <= characters {
		return text
	}
	for i, r := range text {
		if characters--; characters < 0 || i+utf8.RuneLen(r) > octets {
			return strings.TrimRight(text[:i], ". ")
		}
	}
	return text
}

// Key is equal for paths with slashes that some file system takes for one: they differ only in
// case, in the Unicode form of their characters, in characters that nobody sees and HFS+ does not
// compare, or in dots and spaces that Windows drops.
func Key(path string) string {
	seen := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, path)
	segments := strings.Split(norm.NFD.String(cases.Fold().String(norm.NFD.String(seen))), "/")
	for i, segment := range segments {
		segments[i] = strings.TrimRight(segment, ". ")
	}
	return strings.Join(segments, "/")
}
