// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import "strings"

// Explain is why the system's loader refused the module, given its words
// (dlerror, or the text of a Windows error): an [Error] with ExecStack, Lacking
// or Loading.
//
// Loaders have no codes for it. Their words are not translated, since nothing
// here calls setlocale.
func (f *File) Explain(words string) error {
	reason := Loading
	switch {
	case strings.Contains(words, "executable stack") && wantsExecStack(f.file):
		reason = ExecStack
	case lacks(words):
		reason = Lacking
	}
	return &Error{reason, words}
}

// lacks says whether a loader's words are those for a library that is needed
// and not found; the module itself is there, since it is open.
func lacks(words string) bool {
	for _, one := range []string{
		"cannot open shared object file",      // glibc
		"Error loading shared library",        // musl
		"Shared object \"",                    // FreeBSD, NetBSD
		"Library not loaded",                  // macOS
		"specified module could not be found", // Windows, ERROR_MOD_NOT_FOUND
	} {
		if strings.Contains(words, one) {
			return true
		}
	}
	return false
}
