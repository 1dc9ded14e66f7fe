// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "github.com/pidpys/pidpys/hardware/wire"

// derive is the value of a key that is agreed upon. The key is an object of the
// session and is destroyed at once.
func (w *worker) derive(p wire.Derive) ([]byte, error) {
	if p.Length <= 0 || p.Length > wire.MaxSecret {
		return nil, invalid("unfit length of a shared secret")
	}
	s, _, err := w.opened(p.At)
	if err != nil {
		return nil, err
	}
	object, err := w.module.Derive(s.handle, p)
	if err != nil {
		w.settle(p.Slot, err)
		return nil, err
	}
	value, err := w.module.Attribute(s.handle, object, attrValue)
	if gone := w.module.Destroy(s.handle, object); err == nil {
		err = gone
	}
	if err == nil && len(value) != p.Length {
		err = invalid("a shared secret of another length")
	}
	if err != nil {
		clear(value)
		w.settle(p.Slot, err)
		return nil, err
	}
	return value, nil
}

// decrypt is a plaintext: the key of an encrypted content.
func (w *worker) decrypt(p wire.Decrypt) ([]byte, error) {
	s, _, err := w.opened(p.At)
	if err != nil {
		return nil, err
	}
	value, err := w.module.Decrypt(s.handle, p)
	if err == nil && len(value) > wire.MaxSecret {
		err = invalid("a plaintext that is too long")
	}
	if err != nil {
		clear(value)
		w.settle(p.Slot, err)
		return nil, err
	}
	return value, nil
}
