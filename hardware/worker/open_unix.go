// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"github.com/ebitengine/purego"

	"github.com/pidpys/pidpys/hardware/modulefile"
)

// open loads a module by its path and not by its handle: modules look for others
// beside themselves ($ORIGIN). It is never unloaded. That its entry lies in the
// file that was checked proves what was loaded.
func open(file *modulefile.File) (entry uintptr, err error) {
	handle, err := purego.Dlopen(file.Path(), purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return 0, file.Explain(err.Error())
	}
	if entry, err = purego.Dlsym(handle, modulefile.Entry); err != nil {
		return 0, &modulefile.Error{Reason: modulefile.NoPKCS11, Detail: err.Error()}
	}
	return entry, file.ProveLoaded(entry)
}
