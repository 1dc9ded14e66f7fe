// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest

import (
	"slices"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// portable is no alternative's name.
const portable = "portable"

// EveryWay runs a test once for each implementation that packages in this program
// have for this processor, the others being left to their best, and once with
// portable code everywhere. If packages are named, as they registered, the rest are
// always left to their best. The test must not run in parallel with anything.
func EveryWay(t *testing.T, test func(t *testing.T), only ...string) {
	t.Helper()
	packages := map[string]bool{}
	for _, a := range impl.Alternatives() {
		if only != nil && !slices.Contains(only, a.Package) {
			continue
		}
		packages[a.Package] = true
		t.Run(a.Package+" by "+a.Name, func(t *testing.T) {
			defer impl.Restrict(a.Package, a.Name)()
			test(t)
		})
	}
	t.Run(portable, func(t *testing.T) {
		for pkg := range packages {
			defer impl.Restrict(pkg, portable)()
		}
		test(t)
	})
}
