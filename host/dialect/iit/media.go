// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// Pages list kinds of carriers and those plugged in, have the person choose, and
// name the choice by two numbers. The last kind of ours is any key there is, with
// one device: our window.

// mediaMethods list carriers.
var mediaMethods = []method{
	{name: "GetKeyMediaTypes", do: (*Dialect).getKeyMediaTypes},
	{name: "GetKeyMediaDevices", params: 1, do: (*Dialect).getKeyMediaDevices},
	{name: "EnumKeyMediaTypes", params: 1, do: (*Dialect).enumKeyMediaTypes},
	{name: "EnumKeyMediaDevices", params: 2, do: (*Dialect).enumKeyMediaDevices},
	{name: "GetPrivateKeyMedia", params: 1, optional: 1, do: (*Dialect).getPrivateKeyMedia},
}

// A mediaIndex is what a page names a carrier by. The password beside it in the
// page's object is never read.
type mediaIndex struct{ kind, device int }

// otherKey is the kind of ours.
var otherKey = mediaIndex{len(mediaTypes), 0}

// media reads a [classKeyMedia].
func (a *arguments) media(i int) mediaIndex { return a.mediaOf(a.at(i)) }

func (a *arguments) mediaOf(value protocol.Raw) mediaIndex {
	f := a.fieldsOf(value, classKeyMedia)
	return mediaIndex{f.number("typeIndex"), f.number("devIndex")}
}

// MarshalJSON is the object, without a password.
func (m mediaIndex) MarshalJSON() ([]byte, error) {
	return json.Marshal(newObject(classKeyMedia, struct {
		Kind     int    `json:"typeIndex"`
		Device   int    `json:"devIndex"`
		Password string `json:"password"`
	}{m.kind, m.device, ""}))
}

// media are the carriers as the page last saw them. A number means what was seen
// then until the page looks again, so that it never comes to mean another carrier
// behind the page's back; one that is gone is missed when it is opened.
type media struct {
	desk        desk
	simulatedAs string
	seen        map[int][]sighting // by kind
}

// A sighting is a carrier under the name that the page is told, before anybody agreed to
// be known to it: labels bear people's names, and a whole number is one by which a page
// would know its visitor again. What the vendor's own program calls carriers is
// unverified.
type sighting struct {
	ref  key.Ref
	name string
}

func (m *media) forget() { m.seen = map[int][]sighting{} }

// kindOf is which kind of carrier it is; -1: one for our window alone.
func (m *media) kindOf(c key.Carrier) int {
	return slices.IndexFunc(mediaTypes, func(t mediaType) bool {
		switch c.Form {
		case key.FormToken, key.FormCard, key.FormModule:
			return slices.Contains(t.devices, c.Device)
		case key.FormSimulated:
			return t.name == m.simulatedAs
		}
		return false
	})
}

// look lists anew the carriers of some kinds.
func (m *media) look(ctx context.Context, kinds ...int) error {
	carriers, err := m.desk.Carriers(ctx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		same := slices.DeleteFunc(slices.Clone(carriers), func(c key.Carrier) bool { return m.kindOf(c) != kind })
		m.seen[kind] = nil
		for _, c := range same {
			name := c.Device
			if len(same) > 1 && c.Serial != "" {
				name += " № …" + ending(c.Serial)
			}
			m.seen[kind] = append(m.seen[kind], sighting{c.Ref, m.unlike(kind, pki.DisplayText(name))})
		}
	}
	return nil
}

// ending is as much of a number as people look at to tell two apart.
func ending(number string) string {
	letters := []rune(number)
	return string(letters[max(0, len(letters)-4):])
}

// unlike is a name that no other carrier of the kind has: at last by a count.
func (m *media) unlike(kind int, plain string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(m.seen[kind], func(s sighting) bool { return s.name == name })
	}
	name := plain
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s (%d)", plain, n)
	}
	return name
}

// carrier is what a page named; empty where that is any key, to be chosen in our
// window.
func (m *media) carrier(ctx context.Context, at mediaIndex) (key.Ref, error) {
	if at == otherKey {
		return "", nil
	}
	if at.kind < 0 || at.kind >= len(mediaTypes) || at.device < 0 {
		return "", fail(codeBadParameter)
	}
	if _, looked := m.seen[at.kind]; !looked { // it remembers the numbers from another day
		if err := m.look(ctx, at.kind); err != nil {
			return "", err
		}
	}
	if at.device >= len(m.seen[at.kind]) {
		return "", failWith(codeMedia, "error_no_token")
	}
	return m.seen[at.kind][at.device].ref, nil
}

// types are the names of all kinds.
func (d *Dialect) mediaTypes() []string {
	var names []string
	for _, t := range mediaTypes {
		names = append(names, t.name)
	}
	return append(names, d.word("iit_media_other"))
}

// devices are the names of the carriers of a kind, as they were last seen.
func (d *Dialect) devices(kind int) []string {
	names := []string{}
	if kind == otherKey.kind {
		return append(names, d.word("iit_media_window"))
	}
	for _, at := range d.media.seen[kind] {
		names = append(names, at.name)
	}
	return names
}

func (d *Dialect) word(name string) string { return extension.Words(d.language())[name] }

func (d *Dialect) getKeyMediaTypes(context.Context, *arguments) (any, error) {
	return d.mediaTypes(), nil
}

// getKeyMediaDevices is asked with one octet a kind, and answers in their order.
func (d *Dialect) getKeyMediaDevices(ctx context.Context, a *arguments) (any, error) {
	asked := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	if len(asked) > len(mediaTypes)+1 {
		return nil, fail(codeBadParameter)
	}
	var kinds []int
	for _, kind := range asked {
		if int(kind) > otherKey.kind {
			return nil, fail(codeBadParameter)
		}
		kinds = append(kinds, int(kind))
	}
	if err := d.media.look(ctx, kinds...); err != nil {
		return nil, err
	}
	lists := [][]string{}
	for _, kind := range kinds {
		lists = append(lists, d.devices(kind))
	}
	return lists, nil
}

func (d *Dialect) enumKeyMediaTypes(_ context.Context, a *arguments) (any, error) {
	i := a.number(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	return nth(d.mediaTypes(), i)
}

// enumKeyMediaDevices looks anew as the page begins to count.
func (d *Dialect) enumKeyMediaDevices(ctx context.Context, a *arguments) (any, error) {
	kind, i := a.number(0), a.number(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	if kind < 0 || kind > otherKey.kind {
		return nil, fail(codeBadParameter)
	}
	if i == 0 {
		if err := d.media.look(ctx, kind); err != nil {
			return nil, err
		}
	}
	return nth(d.devices(kind), i)
}

// nth is for methods by which pages count through a list.
func nth[T any](list []T, i int) (one T, err error) {
	switch {
	case i < 0:
		return one, fail(codeBadParameter)
	case i >= len(list):
		return one, endOfEnum
	}
	return list[i], nil
}

// getPrivateKeyMedia would have the library ask for a carrier and its password.
// Our window does when the key is read, and any will do until then.
func (d *Dialect) getPrivateKeyMedia(_ context.Context, a *arguments) (any, error) {
	a.optionalText(0)
	return otherKey, a.err()
}
