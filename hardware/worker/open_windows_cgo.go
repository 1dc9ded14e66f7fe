// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build windows && cgo

package main

import (
	"errors"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/pidpys/pidpys/hardware/modulefile"
)

// open loads a module by its path. Modules load others beside themselves by name
// alone, also later: their folder is searched in the place of the current one. It
// is never unloaded. By name the loader finds what was loaded once more.
func open(file *modulefile.File) (entry unsafe.Pointer, name string, err error) {
	if err := windows.SetDllDirectory(filepath.Dir(file.Path())); err != nil {
		return nil, "", &modulefile.Error{Reason: modulefile.Loading, Detail: err.Error()}
	}
	handle, err := windows.LoadLibraryEx(file.Path(), 0, windows.LOAD_WITH_ALTERED_SEARCH_PATH)
	switch {
	case errors.Is(err, windows.ERROR_MOD_NOT_FOUND):
		return nil, "", &modulefile.Error{Reason: modulefile.Lacking, Detail: err.Error()}
	case err != nil:
		return nil, "", &modulefile.Error{Reason: modulefile.Loading, Detail: err.Error()}
	}
	address, err := windows.GetProcAddress(handle, modulefile.Entry)
	if err != nil {
		return nil, "", &modulefile.Error{Reason: modulefile.NoPKCS11, Detail: err.Error()}
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&address)), loadedName(file.Path(), handle), nil // code, which Go does not move
}

// loadedName is what LoadLibraryA finds a loaded library by. It expects the code
// page of the system and is given UTF-8, which are the same for ASCII only. For
// what is loaded already the name without the folder is enough, unless another
// library of that name is loaded too.
func loadedName(path string, loaded windows.Handle) string {
	base := filepath.Base(path)
	name, err := windows.UTF16PtrFromString(base)
	if err != nil {
		return path
	}
	var found windows.Handle
	err = windows.GetModuleHandleEx(windows.GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, name, &found)
	if err != nil || found != loaded {
		return path
	}
	return base
}
