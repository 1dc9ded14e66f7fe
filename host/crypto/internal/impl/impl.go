// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package impl is the list of the implementations that packages choose from when
// they run: by instructions that not every processor has. Packages enter theirs;
// tests and benchmarks go through them all, down to the portable code, which is
// in no list because it always works.
package impl

import "slices"

// An Alternative is code for processors with some feature.
type Alternative struct {
	Package string // of the code: its last path element, such as "gf2m"
	Name    string // of the feature, such as "VPCLMULQDQ"

	use *bool
}

var alternatives []Alternative

// Register enters code that runs while *use is true, and of which *use tells now
// whether the processor can. A package registers in its init functions, the best
// first; what the processor cannot do is passed over.
func Register(pkg, name string, use *bool) {
	if *use {
		alternatives = append(alternatives, Alternative{pkg, name, use})
	}
}

// Alternatives returns what packages have registered and this processor can do.
func Alternatives() []Alternative { return slices.Clone(alternatives) }

// Restrict leaves a package with the alternatives from the named one on, and so
// has it use that one; a name that is not in the list leaves the portable code.
// It returns what undoes it. It is for tests and benchmarks: nothing else may run
// in the meantime.
func Restrict(pkg, name string) (undo func()) {
	var off []*bool
	for _, a := range alternatives {
		if a.Package != pkg {
			continue
		}
		if a.Name == name {
			break
		}
		if *a.use {
			*a.use = false
			off = append(off, a.use)
		}
	}
	return func() {
		for _, use := range off {
			*use = true
		}
	}
}
