// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux

package modulefile

// ProveLoaded trusts the path. On Windows nobody can have changed the file while
// it is open; elsewhere only administrators could.
func (f *File) ProveLoaded(uintptr) error { return nil }
