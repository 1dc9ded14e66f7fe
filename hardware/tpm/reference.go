// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"encoding/hex"
	"fmt"
	"regexp"

	"github.com/pidpys/pidpys/host/key"
)

// Scheme is that of references to the TPM: "tpm:" and an entry's identifier, 20
// octets in hexadecimal, or "tpm:new", the place for new keys.
const Scheme = "tpm"

const blank = "new"

var identifiers = regexp.MustCompile("^[0-9a-f]{40}$")

// parse reads a reference; the error is [key.ErrReference].
func parse(ref key.Ref) (id string, err error) {
	id = ref.Name()
	if ref.Scheme() != Scheme || id != blank && !identifiers.MatchString(id) {
		return "", fmt.Errorf("%w: not of the TPM", key.ErrReference)
	}
	return id, nil
}

// identify writes the identifier of an order; of another length it is of none.
func identify(id []byte) (string, bool) {
	return hex.EncodeToString(id), len(id) == key.IDSize
}
