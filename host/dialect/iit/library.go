// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import "context"

// libraryMethods begin and end a page's work.
var libraryMethods = []method{
	{name: "GetVersion", early: true, do: (*Dialect).getVersion},
	{name: "Initialize", early: true, do: (*Dialect).initialize},
	{name: "IsInitialized", early: true, do: (*Dialect).isInitialized},
	{name: "Finalize", early: true, do: (*Dialect).finalize},
	{name: "SetUIMode", params: 1, early: true, do: (*Dialect).setUIMode},
	{name: "DoesNeedSetSettings", do: never},
	{name: "IsRemotelyControlled", do: never},
}

func never(*Dialect, context.Context, *arguments) (any, error) { return false, nil }

func (d *Dialect) getVersion(context.Context, *arguments) (any, error) { return version, nil }

func (d *Dialect) initialize(context.Context, *arguments) (any, error) {
	d.initialized = true
	return nil, nil
}

func (d *Dialect) isInitialized(context.Context, *arguments) (any, error) { return d.initialized, nil }

func (d *Dialect) finalize(context.Context, *arguments) (any, error) {
	d.reset()
	return nil, nil
}

// setUIMode chooses whether the library itself asks for keys and passwords. Here
// our window does, always.
func (d *Dialect) setUIMode(_ context.Context, a *arguments) (any, error) {
	a.flag(0)
	return nil, a.err()
}
