// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ber_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/ber"
)

const depth = 32

func TestDER(t *testing.T) {
	for name, test := range map[string]struct{ ber, der, rest string }{
		"already so":                 {"3003020101", "3003020101", ""},
		"followed by something":      {"30030201010000", "3003020101", "0000"},
		"indefinite":                 {"30800201010000", "3003020101", ""},
		"indefinite within definite": {"300730800201010000", "30053003020101", ""},
		"long form of a short one":   {"30820003020101", "3003020101", ""},
		"long form inside":           {"3005028200" + "0101", "3003020101", ""},
		"string in pieces":           {"24800401aa0402bbcc0000", "0403aabbcc", ""},
		"pieces of pieces":           {"24802403040" + "1aa0401bb0000", "0402aabb", ""},
		"string of no pieces":        {"24800000", "0400", ""},
		"explicit tag stays":         {"a0800401aa0000", "a0030401aa", ""},
		"tag number of two octets":   {"bf8101" + "800201010000", "bf810103020101", ""},
	} {
		t.Run(name, func(t *testing.T) {
			der, rest, err := ber.DER(unhex(t, test.ber), depth)
			require.NoError(t, err)
			assert.Equal(t, test.der, hex.EncodeToString(der))
			assert.Equal(t, test.rest, hex.EncodeToString(rest))
		})
	}
}

func TestDERRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		ber  string
		want error
	}{
		"nothing":                         {"", ber.ErrTruncated},
		"a tag alone":                     {"30", ber.ErrTruncated},
		"half a length":                   {"3082", ber.ErrTruncated},
		"contents cut short":              {"30030201", ber.ErrTruncated},
		"no end of contents":              {"3080020101", ber.ErrTruncated},
		"longer than what holds it":       {"3003020501", ber.ErrMalformed},
		"no end within a definite length": {"3005308002" + "0101", ber.ErrMalformed},
		"a tag number without end":        {"3f8181818181", ber.ErrMalformed},
		"a primitive without a length":    {"04800000", ber.ErrMalformed},
		"a length of nine octets":         {"3089010000000000000000", ber.ErrMalformed},
		"a length of 2^63":                {"30888000000000000000", ber.ErrMalformed},
		"a piece that is no string":       {"24800201010000", ber.ErrMalformed},
		"end of contents alone":           {"0000", ber.ErrMalformed},
		"end of contents in a long form":  {"3080008100", ber.ErrMalformed},
		"end of contents out of place":    {"30020000", ber.ErrMalformed},
		"nested without end":              {strings.Repeat("3080", depth+2), ber.ErrTooDeep},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := ber.DER(unhex(t, test.ber), depth)
			assert.ErrorIs(t, err, test.want)
		})
	}
}

func TestValuesReadsToTheEnd(t *testing.T) {
	der := unhex(t, "020101300302010205"+"00")
	same, err := ber.Values(der, depth)
	require.NoError(t, err)
	assert.Same(t, &der[0], &same[0], "DER is not copied")

	got, err := ber.Values(unhex(t, "02010130800201020000"+"0500"), depth)
	require.NoError(t, err)
	assert.Equal(t, der, got)

	for name, octets := range map[string]string{"cut short": "020101" + "3003", "end of contents after all": "0201010000"} {
		_, err = ber.Values(unhex(t, octets), depth)
		assert.ErrorContains(t, err, "ber: ", name)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	octets, err := hex.DecodeString(s)
	require.NoError(t, err)
	return octets
}

// What became DER stays as it is, and both ways there agree.
func FuzzDER(f *testing.F) {
	for _, seed := range []string{"3003020101", "30800201010000", "24800401aa0402bbcc0000", "3080", "308480000000", "bf8101800201010000"} {
		octets, _ := hex.DecodeString(seed)
		f.Add(octets)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		der, rest, err := ber.DER(data, depth)
		if err != nil {
			return
		}
		again, _, err := ber.DER(der, depth)
		if err != nil || !bytes.Equal(der, again) {
			t.Fatalf("%x became %x became %x, %v", data, der, again, err)
		}
		if values, err := ber.Values(data[:len(data)-len(rest)], depth); err != nil || !bytes.Equal(der, values) {
			t.Fatalf("%x became %x by itself and %x among others, %v", data, der, values, err)
		}
	})
}
