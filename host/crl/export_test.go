// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl

import "math/big"

// Find is what the list alone says of a number.
func (l *List) Find(serial *big.Int) (Revocation, bool) { return l.find(serial) }
