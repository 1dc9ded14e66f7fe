// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package filename

import (
	"fmt"
	"unicode/utf8"
)

// Names are those of one folder. The zero value is empty.
type Names struct {
	taken   map[string]bool
	numbers map[string]int // the last one behind names that are alike but for it
}

// maxNumber is room for the number behind a name.
const maxNumber = len(" (99999)")

// Take is a name of its own for one more file: the name itself if no file system takes it for
// one that is taken, else with a number, «звіт (2).pdf». However alike strangers make their
// names, no number is tried twice.
func (n *Names) Take(name string) string {
	if n.taken == nil {
		n.taken, n.numbers = make(map[string]bool), make(map[string]int)
	}
	free := name
	if n.taken[Key(free)] {
		stem, ending := split(name)
		stem = shorten(stem, MaxCharacters-maxNumber-utf8.RuneCountInString(ending), maxOctets-maxNumber-len(ending))
		for alike := Key(stem + ending); n.taken[Key(free)]; {
			n.numbers[alike]++
			free = fmt.Sprintf("%s (%d)%s", stem, n.numbers[alike]+1, ending)
		}
	}
	n.taken[Key(free)] = true
	return free
}
