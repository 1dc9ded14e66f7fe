// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"path/filepath"

	"golang.org/x/sys/windows"

	"github.com/pidpys/pidpys/hardware/modulefile"
)

// open loads a module by its path. Modules load others beside themselves by name
// alone, also later: their folder is searched in the place of the current one. It
// is never unloaded.
func open(file *modulefile.File) (entry uintptr, err error) {
	if err := windows.SetDllDirectory(filepath.Dir(file.Path())); err != nil {
		return 0, &modulefile.Error{Reason: modulefile.Loading, Detail: err.Error()}
	}
	handle, err := windows.LoadLibraryEx(file.Path(), 0, windows.LOAD_WITH_ALTERED_SEARCH_PATH)
	switch {
	case errors.Is(err, windows.ERROR_MOD_NOT_FOUND):
		return 0, &modulefile.Error{Reason: modulefile.Lacking, Detail: err.Error()}
	case err != nil:
		return 0, &modulefile.Error{Reason: modulefile.Loading, Detail: err.Error()}
	}
	entry, err = windows.GetProcAddress(handle, modulefile.Entry)
	if err != nil {
		return 0, &modulefile.Error{Reason: modulefile.NoPKCS11, Detail: err.Error()}
	}
	return entry, nil
}
