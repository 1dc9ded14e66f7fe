// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import "strings"

// A Ref names a key or a store of keys within one process: the scheme of its
// source, a colon, and what the source makes of the rest ("file:Key-6.dat",
// "pkcs11:token=…;id=…" as in RFC 7512). It holds no secret.
type Ref string

// NewRef joins a scheme and what it names.
func NewRef(scheme, name string) Ref { return Ref(scheme + ":" + name) }

// Scheme returns the part before the first colon, or nothing if there is none.
func (r Ref) Scheme() string {
	scheme, _, ok := strings.Cut(string(r), ":")
	if !ok {
		return ""
	}
	return scheme
}

// Name returns the part after the first colon.
func (r Ref) Name() string {
	_, name, _ := strings.Cut(string(r), ":")
	return name
}

// Info is one place that a [Source] can see: enough to choose it by.
type Info struct {
	Ref   Ref
	Label string // the name its owner knows it by
}
