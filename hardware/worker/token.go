// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"strings"

	"github.com/pidpys/pidpys/hardware/wire"
)

const (
	maxMechanisms = 1024
	maxPIN        = 1024 // octets; more is CK_UNAVAILABLE_INFORMATION or nonsense
)

// Flags of slots: CK_SLOT_INFO.
const (
	slotRemovable = 0x2
	slotHardware  = 0x4
)

// tokens are those present. One that fails to tell about itself is left out,
// since it may have been removed meanwhile.
func (w *worker) tokens() ([]wire.Token, error) {
	slots, err := w.module.Slots()
	if err != nil {
		return nil, err
	}
	list := []wire.Token{}
	for _, slot := range slots[:min(len(slots), wire.MaxTokens)] {
		if t, err := w.token(slot); err == nil {
			list = append(list, t)
		}
	}
	return list, nil
}

func (w *worker) token(slot uint64) (wire.Token, error) {
	info, err := w.module.Token(slot)
	if err != nil {
		return wire.Token{}, err
	}
	reader, flags, err := w.module.Reader(slot)
	if err != nil {
		return wire.Token{}, err
	}
	t := wire.Token{
		At:           wire.At{Slot: slot, Serial: text(info.serial)},
		Reader:       text(reader),
		Label:        text(info.label),
		Manufacturer: text(info.manufacturer),
		Model:        text(info.model),
		Hardware:     flags&slotHardware != 0,
		Removable:    flags&slotRemovable != 0,
		Flags:        info.flags,
		MinPIN:       octets(info.minPIN),
		MaxPIN:       octets(info.maxPIN),
		Mechanisms:   []wire.Mechanism{},
	}
	if mechanisms, err := w.module.Mechanisms(slot); err == nil {
		t.Mechanisms = mechanisms[:min(len(mechanisms), maxMechanisms)]
	}
	return t, nil
}

// octets is a length of PINs, or 0 if it is none.
func octets(length uint) int {
	if length > maxPIN {
		return 0
	}
	return int(length)
}

// text is what a module says in a field, as valid UTF-8. Fields are padded with
// spaces; some vendors end them with a zero octet instead.
func text(field string) string {
	field, _, _ = strings.Cut(field, "\x00")
	field = strings.TrimSpace(strings.ToValidUTF8(field, "\uFFFD"))
	if len(field) > wire.MaxModuleString {
		field = strings.ToValidUTF8(field[:wire.MaxModuleString], "")
	}
	return field
}
