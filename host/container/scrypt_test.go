// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/key"
)

func scryptParameters(t testing.TB, numbers ...int64) []byte {
	return build(t, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString([]byte("NaCl"))
			for _, n := range numbers {
				b.AddASN1Int64(n)
			}
		})
	})
}

// RFC 7914, 12, second vector.
func TestScrypt(t *testing.T) {
	d, err := readScrypt(scryptParameters(t, 1024, 8, 16, 64))
	require.NoError(t, err)
	assert.Equal(t, 64, d.keySize)
	secret, err := d.derive([]byte("password"), 64)
	require.NoError(t, err)
	assert.Equal(t, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"+
		"2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640", hex.EncodeToString(secret))
}

// Neither the time nor the memory of a hostile file goes beyond the limit.
func TestScryptLimits(t *testing.T) {
	const limit = maxWork / scryptCost
	for name, test := range map[string]struct {
		numbers []int64
		want    error
	}{
		"OpenSSL's":                 {[]int64{16384, 8, 1}, nil},
		"sixteen times that":        {[]int64{16384, 8, 15}, nil},
		"a gigabyte":                {[]int64{1 << 20, 8, 1}, key.ErrTooMuchWork},
		"a gigabyte of lanes":       {[]int64{2, 8, 1 << 20}, key.ErrTooMuchWork},
		"more than an int can hold": {[]int64{1 << 31, 1 << 31, 1 << 31}, key.ErrTooMuchWork},
		"N not a power of two":      {[]int64{1000, 8, 1}, key.ErrDamaged},
		"N of one":                  {[]int64{1, 8, 1}, key.ErrDamaged},
		"negative":                  {[]int64{-16, 8, 1}, key.ErrDamaged},
		"no r":                      {[]int64{16, 0, 1}, key.ErrDamaged},
		"no p":                      {[]int64{16, 8, 0}, key.ErrDamaged},
		"a negative key":            {[]int64{16, 8, 1, -1}, key.ErrDamaged},
		"too few":                   {[]int64{16, 8}, key.ErrDamaged},
	} {
		d, err := readScrypt(scryptParameters(t, test.numbers...))
		if err == nil {
			err = newBudget().spend(d.rounds, d.cost(32))
			assert.LessOrEqual(t, d.rounds, limit, name)
		}
		assert.ErrorIs(t, err, test.want, name)
	}
}
