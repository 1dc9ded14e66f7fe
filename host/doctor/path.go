// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"path/filepath"
	"regexp"
	"strings"
)

// people are the folders that systems keep those of people in.
var people = regexp.MustCompile(`(?i)((?:^|[^\pL\pN/\\])(?:/var)?(?:/home/|/Users/|/run/user/|[A-Z]:[\\/]Users[\\/]))[^/\\"']+`)

// private is a text with the person's folder as "~", and without the names of
// other people's.
func (b *Bench) private(text string) string {
	for _, home := range []string{b.Home, filepath.ToSlash(b.Home)} {
		if len(home) > 1 {
			text = replaceFolder(text, home, "~")
		}
	}
	return people.ReplaceAllString(text, "${1}…")
}

// command is how a person calls this program. Windows' packages leave the PATH alone.
func (b *Bench) command() string {
	if b.OS != "windows" {
		return "pidpys"
	}
	return `"` + people.ReplaceAllString(replaceFolder(b.Host.Path, b.Home, "%USERPROFILE%"), "${1}…") + `"`
}

// replaceFolder replaces a folder where it ends there, or another name follows.
func replaceFolder(text, folder, with string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, folder)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if after == "" || strings.ContainsRune(`/\ "':`, rune(after[0])) {
			out.WriteString(with)
		} else {
			out.WriteString(folder)
		}
		text = after
	}
}
