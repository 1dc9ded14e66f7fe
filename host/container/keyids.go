// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"slices"
)

// Key-11.dat lies beside Key-6.dat. No text defines it; measured on files that
// IIT's library made: a header, three places for identifiers, of which the
// first is that of the key for signing and the second that of the key for key
// agreement, zeros where there is none.

var keyIDFile = []byte{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}

const (
	keyIDSize     = 32 // octets, as GOST 34.311 and Kupyna-256 give
	keyIDFileSize = 16 + 3*keyIDSize
)

func isKeyIDFile(data []byte) bool {
	return len(data) == keyIDFileSize && bytes.HasPrefix(data, keyIDFile)
}

// KeyIDs returns the identifiers in a Key-11.dat, by which certificates are
// found without any password. It reports false for any other file.
func KeyIDs(data []byte) (ids [][]byte, ok bool) {
	if !isKeyIDFile(data) {
		return nil, false
	}
	for id := range slices.Chunk(data[len(keyIDFile):], keyIDSize) {
		if !bytes.Equal(id, make([]byte, keyIDSize)) {
			ids = append(ids, slices.Clone(id))
		}
	}
	return ids, true
}
