// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

// What one message may have judged. Each signature and each time-stamp costs a
// path, and an archive time-stamp the digests of all certificates besides; a
// hostile message may hold millions of them, one within another.
const (
	maxSignatures = 2048 // counter-signatures included
	maxDepth      = 8    // counter-signatures over one another
	maxStamps     = 2048
	maxArchives   = 64
)

// A quota counts what was met.
type quota struct {
	signatures, stamps, archives int
}
