// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest

import (
	"strings"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// Without has every package choose from here on as on a processor that lacks a
// feature: the next of its implementations whose name does not begin with it.
func Without(feature string) {
	next := map[string]string{}
	for _, a := range impl.Alternatives() {
		if _, chosen := next[a.Package]; chosen && next[a.Package] != portable {
			continue
		}
		next[a.Package] = a.Name
		if strings.HasPrefix(a.Name, feature) {
			next[a.Package] = portable
		}
	}
	for pkg, name := range next {
		impl.Restrict(pkg, name)
	}
}
