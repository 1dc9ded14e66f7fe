// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/host/dialect/iit"
	"github.com/pidpys/pidpys/host/dialect/webeid"
	"github.com/pidpys/pidpys/host/service"
)

// dialects are the protocols of other programs whose pages the host understands, by
// the names that the extension gives them.
func dialects() map[string]func(*service.Desk) service.Dialect {
	return map[string]func(*service.Desk) service.Dialect{
		iit.Name: func(d *service.Desk) service.Dialect {
			return iit.New(d, iit.Options{SimulatedAs: product.simulatedAs})
		},
		webeid.Name: func(d *service.Desk) service.Dialect { return webeid.New(d, webeid.Options{Release: version}) },
	}
}
