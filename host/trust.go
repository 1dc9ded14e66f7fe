// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"sync"

	"github.com/pidpys/pidpys/host/pki"
)

// trust is the edition's roots with the certificates to build chains from. It
// takes time to build, once.
var trust = sync.OnceValue(func() *pki.Trust { return pki.NewTrust(product.roots(), product.authorities()) })
