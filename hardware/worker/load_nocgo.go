// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !cgo

package main

import (
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
)

// load says that this program cannot.
func load(*modulefile.File) (module, error) {
	return nil, &wire.Error{Kind: wire.Refused, Reason: string(modulefile.Loading), Detail: "this pidpys-token was built without cgo and loads no modules"}
}
