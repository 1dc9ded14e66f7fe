// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/container"
)

// jksMethods take a Java key store apart, which the page has: people choose a key
// of several before anybody asks for its password. A key stays locked, and is then
// opened as a file of its own.
var jksMethods = []method{
	{name: "EnumJKSPrivateKeys", params: 2, do: (*Dialect).enumJKSPrivateKeys},
	{name: "GetJKSPrivateKey", params: 2, do: (*Dialect).getJKSPrivateKey},
}

func (a *arguments) keyStore(i int) ([]container.LockedKey, error) {
	file := a.bytes(i)
	if err := a.err(); err != nil {
		return nil, err
	}
	keys, err := container.LockedKeys(file)
	if err != nil {
		return nil, fail(codeBadPrivateKey)
	}
	return keys, nil
}

func (d *Dialect) enumJKSPrivateKeys(_ context.Context, a *arguments) (any, error) {
	i := a.number(1)
	keys, err := a.keyStore(0)
	if err != nil {
		return nil, err
	}
	aliases := make([]string, len(keys))
	for n, k := range keys {
		aliases[n] = k.Alias
	}
	return nth(aliases, i)
}

func (d *Dialect) getJKSPrivateKey(_ context.Context, a *arguments) (any, error) {
	alias := a.text(1)
	keys, err := a.keyStore(0)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(keys, func(k container.LockedKey) bool { return k.Alias == alias })
	if i < 0 {
		return nil, fail(codeBadParameter)
	}
	return newObject(classJKSPrivateKey, struct {
		Key          octets   `json:"privateKey"`
		Certificates []object `json:"certificates"` // each a [classByteArray]; unverified
	}{keys[i].Info, told(keys[i].Certificates, certificateOctets)}), nil
}
