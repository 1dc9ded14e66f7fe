// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"fmt"
	"strings"
)

// commandLine is a line of the Assuan protocol. The parameter is escaped, and
// cut where a line would be longer than the protocol allows.
func commandLine(command, parameter string) []byte {
	line := []byte(command)
	if parameter != "" {
		line = append(line, ' ')
	}
	const cut = "…"
	for _, r := range strings.ToValidUTF8(parameter, "\uFFFD") {
		octets := string(r)
		if r < ' ' || r == '%' || r == 0x7f {
			octets = fmt.Sprintf("%%%02X", r)
		}
		if len(line)+len(octets)+len(cut)+1 > maxLine {
			line = append(line, cut...)
			break
		}
		line = append(line, octets...)
	}
	return append(line, '\n')
}

// shown is a text as it is put into a window. Toolkits may guess that what has
// a tag in it is markup, Qt by the first line, and a device or site could draw
// what it likes. pinentry 1.2.1 forbids them to; other versions were not tried.
// What looks like a bracket is none to any.
func shown(text string) string {
	return strings.NewReplacer("<", "‹", ">", "›", "&lt;", "＆lt;").Replace(text)
}

// label is a text beside which, or in a button where, "_" before a letter
// underlines it.
func label(text string) string { return strings.ReplaceAll(shown(text), "_", "__") }
