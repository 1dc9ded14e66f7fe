// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

// Signed are the octets that the protection is over.
func (m *Message) Signed() []byte { return m.signed }
