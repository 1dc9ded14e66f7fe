// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import "context"

// core tells which program this is.
func core(_ context.Context, b *Bench) []Finding {
	return []Finding{{Check: "core", Severity: OK, Subject: "Pidpys", With: []string{b.Version, b.OS + "/" + b.Machine}}}
}
