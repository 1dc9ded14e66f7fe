// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package filename

import (
	"fmt"
	"unicode/utf8"
)

// Names are those of one folder. The zero value is empty.
type Names struct{ taken map[string]int }

// Take is a name of its own for one more file: the name itself if no file system takes it for
// one that is taken, else with a number, «звіт (2).pdf».
func (n *Names) Take(name string) string {
	if n.taken == nil {
		n.taken = make(map[string]int)
	}
	free := name
	for key := Key(name); n.taken[Key(free)] > 0; {
		n.taken[key]++
		stem, ending := split(name)
		number := fmt.Sprintf(" (%d)", n.taken[key])
		free = shorten(stem, MaxCharacters-utf8.RuneCountInString(number+ending), maxOctets-len(number+ending)) + number + ending
	}
	n.taken[Key(free)]++
	return free
}
