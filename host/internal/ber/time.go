// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ber

import (
	"bytes"
	"time"
)

// maxTime bounds the octets of a time: no clock writes more digits.
const maxTime = 32

// GeneralizedTime reads the contents of a GeneralizedTime of universal time to
// the second or finer: X.690, 11.7. Trailing zeros of the fraction, which DER
// forbids, are read too, for providers write them; what is finer than a
// nanosecond is dropped. The error is [ErrMalformed].
func GeneralizedTime(text []byte) (time.Time, error) {
	if len(text) > maxTime || !bytes.HasSuffix(text, []byte("Z")) || bytes.ContainsRune(text, ',') {
		return time.Time{}, ErrMalformed
	}
	// time.Parse reads a fraction where the layout has none.
	t, err := time.Parse("20060102150405Z", string(text))
	if err != nil {
		return time.Time{}, ErrMalformed
	}
	return t, nil
}
