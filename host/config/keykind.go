// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/strictjson"
)

// A KeyKind is where a key is kept.
type KeyKind string

// The kinds.
const (
	FileKeys  KeyKind = "file"  // in a container that is protected by a password
	TokenKeys KeyKind = "token" // on a token or card, or behind another PKCS #11 module
	TPMKeys   KeyKind = "tpm"   // in this computer's TPM, or sealed to it
	CloudKeys KeyKind = "cloud" // at a provider, or in a phone
)

var keyKinds = []KeyKind{FileKeys, TokenKeys, TPMKeys, CloudKeys}

// setKeyKinds follows a list also where a kind in it is unknown: a slip of the pen
// must not permit the others, which were to be forbidden.
func setKeyKinds(c *Config, json []byte) (bool, error) {
	var listed []KeyKind
	if err := strictjson.Decode(json, &listed); err != nil {
		return false, err
	}
	var err error
	allowed := []KeyKind{}
	for _, kind := range listed {
		switch {
		case !slices.Contains(keyKinds, kind):
			err = fmt.Errorf("%q is none of %q", kind, keyKinds)
		case !slices.Contains(allowed, kind):
			allowed = append(allowed, kind)
		}
	}
	c.KeyKinds = allowed
	return true, err
}

// forbidKeys allows keys of no kind.
func forbidKeys(c *Config) { c.KeyKinds = []KeyKind{} }
