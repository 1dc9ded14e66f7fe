// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"slices"
)

// accessMethods say of each issuer who tells the status of its certificates. It is
// told back, and nobody there is asked.
var accessMethods = []method{
	{name: "SetOCSPAccessInfoSettings", params: 1, do: (*Dialect).setOCSPAccess},
	{name: "GetOCSPAccessInfoSettings", params: 1, do: (*Dialect).getOCSPAccess},
	{name: "EnumOCSPAccessInfoSettings", params: 1, do: (*Dialect).enumOCSPAccess},
	{name: "DeleteOCSPAccessInfoSettings", params: 1, do: (*Dialect).deleteOCSPAccess},
}

// maxOCSPAccess is of how many issuers a page may say who knows about them; each
// issuer has a few names, and there are some thirty.
const maxOCSPAccess = 1024

var noOCSPAccess = values{"issuerCN": "", "address": "", "port": "80"}

func (d *Dialect) setOCSPAccess(_ context.Context, a *arguments) (any, error) {
	v := a.fields(0, classOCSPAccessSettings).values(noOCSPAccess)
	if err := a.err(); err != nil {
		return nil, err
	}
	issuer := v["issuerCN"].(string)
	if _, known := d.settings.access[issuer]; !known {
		if len(d.settings.issuers) == maxOCSPAccess {
			return nil, fail(codeMemory)
		}
		d.settings.issuers = append(d.settings.issuers, issuer)
	}
	d.settings.access[issuer] = v
	return nil, nil
}

func (d *Dialect) getOCSPAccess(_ context.Context, a *arguments) (any, error) {
	issuer := a.text(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	v, known := d.settings.access[issuer]
	if !known {
		return nil, fail(codeBadParameter)
	}
	return newObject(classOCSPAccessSettings, v), nil
}

func (d *Dialect) enumOCSPAccess(_ context.Context, a *arguments) (any, error) {
	i := a.number(0)
	switch err := a.err(); {
	case err != nil:
		return nil, err
	case i < 0:
		return nil, fail(codeBadParameter)
	case i >= len(d.settings.issuers):
		return nil, endOfEnum
	}
	return newObject(classOCSPAccessSettings, d.settings.access[d.settings.issuers[i]]), nil
}

func (d *Dialect) deleteOCSPAccess(_ context.Context, a *arguments) (any, error) {
	issuer := a.text(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	delete(d.settings.access, issuer)
	d.settings.issuers = slices.DeleteFunc(d.settings.issuers, func(other string) bool { return other == issuer })
	return nil, nil
}
