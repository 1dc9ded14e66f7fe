// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import "strings"

// Explain is why dlopen refused the module, given the words of dlerror: an
// [Error] with ExecStack, Lacking or Loading. There are no codes for it; the
// words are not translated as long as nothing calls setlocale.
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
		"cannot open shared object file", // glibc
		"Error loading shared library",   // musl
		"Shared object \"",               // FreeBSD, NetBSD
		"Library not loaded",             // macOS
	} {
		if strings.Contains(words, one) {
			return true
		}
	}
	return false
}
