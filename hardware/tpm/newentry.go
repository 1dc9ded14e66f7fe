// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"bytes"
	"time"
	"unicode/utf8"

	"github.com/google/go-tpm/tpm2"
)

// newEntry is one that lacks its object.
func newEntry(id, label string) *entry {
	return &entry{id: id, label: shorten(label), created: time.Now().UTC().Truncate(time.Second)}
}

// shorten cuts a label to what is kept of it.
func shorten(label string) string {
	label = string(bytes.ToValidUTF8([]byte(label), nil))
	for len(label) > maxLabel {
		_, size := utf8.DecodeLastRuneInString(label)
		label = label[:len(label)-size]
	}
	return label
}

// fill makes the object of a new entry.
func (d *device) fill(e *entry, template tpm2.TPMTPublic, pin, data []byte) error {
	p, err := d.parent(nil)
	if err != nil {
		return err
	}
	made, err := d.create(p, template, pin, data)
	if err != nil {
		return err
	}
	if e.parent = p.handle; p.handle != persistentSRK {
		e.parent = tpm2.TPMRHOwner
	}
	e.wrapped, e.name = *made, p.name.Buffer
	if e.public, err = made.publicKey(); err != nil {
		return explain(err)
	}
	return nil
}
