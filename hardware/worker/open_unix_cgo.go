// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo && unix

package main

/*
#cgo linux LDFLAGS: -ldl
#cgo linux CFLAGS: -D_GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#ifdef __linux__
#include <link.h>
#endif

// inside is an address of what was loaded: that of its dynamic section.
static void *inside(void *handle)
{
#ifdef __linux__
	struct link_map *map;
	if (dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0)
		return map->l_ld;
#endif
	return NULL;
}
*/
import "C"

import (
	"unsafe"

	"github.com/pidpys/pidpys/hardware/modulefile"
)

// open loads a module by its path and not by its handle: modules look for others
// beside themselves ($ORIGIN). It is never unloaded. By name the loader finds what
// was loaded once more.
func open(file *modulefile.File) (entry unsafe.Pointer, name string, err error) {
	path, symbol := C.CString(file.Path()), C.CString(modulefile.Entry)
	defer C.free(unsafe.Pointer(path))
	defer C.free(unsafe.Pointer(symbol))
	handle := C.dlopen(path, C.RTLD_NOW|C.RTLD_LOCAL)
	if handle == nil {
		return nil, "", file.Explain(C.GoString(C.dlerror()))
	}
	if err := file.ProveLoaded(uintptr(C.inside(handle))); err != nil {
		return nil, "", err
	}
	entry = C.dlsym(handle, symbol)
	if entry == nil {
		return nil, "", &modulefile.Error{Reason: modulefile.NoPKCS11, Detail: C.GoString(C.dlerror())}
	}
	return entry, file.Path(), nil
}
