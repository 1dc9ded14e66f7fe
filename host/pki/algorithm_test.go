// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"testing"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAlgorithmIdentifier(t *testing.T) {
	for _, c := range []struct {
		name string
		der  string
		bad  bool
		bare bool
	}{
		{name: "absent parameters", der: "\x30\x05\x06\x03\x2b\x65\x70", bare: true},
		{name: "NULL", der: "\x30\x07\x06\x03\x2b\x65\x70\x05\x00", bare: true},
		{name: "some parameters", der: "\x30\x07\x06\x03\x2b\x65\x70\x30\x00"},
		{name: "nothing", der: "", bad: true},
		{name: "no identifier", der: "\x30\x02\x05\x00", bad: true},
		{name: "two parameters", der: "\x30\x09\x06\x03\x2b\x65\x70\x05\x00\x05\x00", bad: true},
		{name: "octets behind", der: "\x30\x05\x06\x03\x2b\x65\x70\x00", bad: true},
		{name: "parameters cut short", der: "\x30\x06\x06\x03\x2b\x65\x70\x05", bad: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			alg, err := pki.ParseAlgorithmIdentifier([]byte(c.der))
			if c.bad {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.der, string(alg.Marshal()))
			assert.Equal(t, c.bare, alg.Bare())
			_, err = alg.Hash()
			assert.Error(t, err, "Ed25519 is no hash")
		})
	}
}
