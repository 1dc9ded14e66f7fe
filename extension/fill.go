// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package extension

import (
	"strconv"
	"strings"
)

// Fill is a message of a catalogue with $1 to $9 replaced, in one pass: what is
// put in stays as it is. It must be fit to show already.
func Fill(message string, with ...string) string {
	pairs := make([]string, 0, 2*len(with))
	for i, w := range with {
		pairs = append(pairs, "$"+strconv.Itoa(i+1), w)
	}
	return strings.NewReplacer(pairs...).Replace(message)
}
