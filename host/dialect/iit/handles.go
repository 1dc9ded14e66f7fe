// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// maxHandles is how many things one page holds at a time.
const maxHandles = 256

// handles are what a page holds by name: contexts, hashes, keys. A name is 128
// random bits and of one class; that of another page is as good as none.
type handles struct{ held map[string]holding }

type holding struct {
	class string
	value any
}

func newHandles() *handles { return &handles{map[string]holding{}} }

// add names a value.
func (h *handles) add(class string, value any) (string, error) {
	if len(h.held) == maxHandles {
		return "", fail(codeMemory)
	}
	name := make([]byte, 16)
	rand.Read(name)
	handle := strings.ToUpper(hex.EncodeToString(name))
	h.held[handle] = holding{class, value}
	return handle, nil
}

// renew has a handle of a class name another value; where there is none, it is add.
func (h *handles) renew(handle, class string, value any) (string, error) {
	if h.held[handle].class != class {
		return h.add(class, value)
	}
	h.held[handle] = holding{class, value}
	return handle, nil
}

// find returns what a handle of a class names.
func find[T any](h *handles, class, handle string) (value T, err error) {
	held, ok := h.held[handle]
	if !ok || held.class != class {
		return value, fail(codeBadParameter)
	}
	value, ok = held.value.(T) // several kinds of things may be of one class
	if !ok {
		return value, fail(codeBadParameter)
	}
	return value, nil
}

// free forgets a handle of a class, and closes what it names.
func (h *handles) free(class, handle string) error {
	held, ok := h.held[handle]
	if !ok || held.class != class {
		return fail(codeBadParameter)
	}
	delete(h.held, handle)
	held.close()
	return nil
}

// clear frees all.
func (h *handles) clear() {
	for _, held := range h.held {
		held.close()
	}
	clear(h.held)
}

func (h holding) close() {
	if c, ok := h.value.(interface{ Close() }); ok {
		c.Close()
	}
}
