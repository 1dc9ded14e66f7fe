// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

func TestToDER(t *testing.T) {
	for name, test := range map[string]struct{ ber, der string }{
		"already so":                 {"3003020101", "3003020101"},
		"followed by something":      {"30030201010000", "3003020101"},
		"indefinite":                 {"30800201010000", "3003020101"},
		"indefinite within definite": {"300730800201010000", "30053003020101"},
		"long form of a short one":   {"308200030201" + "01", "3003020101"},
		"string in pieces":           {"24800401aa0402bbcc0000", "0403aabbcc"},
		"pieces of pieces":           {"2480240304" + "01aa0401bb0000", "0402aabb"},
		"string of no pieces":        {"24800000", "0400"},
		"explicit tag stays":         {"a0800401aa0000", "a0030401aa"},
	} {
		t.Run(name, func(t *testing.T) {
			der, err := toDER(unhex(t, test.ber))
			require.NoError(t, err)
			assert.Equal(t, test.der, hex.EncodeToString(der))
		})
	}
}

func TestToDERRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		ber  string
		want error
	}{
		"nothing":                         {"", key.ErrTruncated},
		"a tag alone":                     {"30", key.ErrTruncated},
		"half a length":                   {"3082", key.ErrTruncated},
		"content cut short":               {"30030201", key.ErrTruncated},
		"no end of contents":              {"3080020101", key.ErrTruncated},
		"longer than what holds it":       {"3003020501", key.ErrNotContainer},
		"no end within a definite length": {"300530800201" + "01", key.ErrNotContainer},
		"a tag of several octets":         {"3f810100", key.ErrNotContainer},
		"a primitive without a length":    {"04800000", key.ErrNotContainer},
		"a length of 2^31":                {"308480000000", key.ErrNotContainer},
		"a length of 2^40":                {"30850100000000", key.ErrNotContainer},
		"a piece that is no string":       {"24800201010000", key.ErrNotContainer},
		"end of contents alone":           {"0000", key.ErrNotContainer},
		"nested without end":              {strings.Repeat("3080", maxDepth+2), key.ErrNotContainer},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := toDER(unhex(t, test.ber))
			assert.ErrorIs(t, err, test.want)
		})
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	octets, err := hex.DecodeString(s)
	require.NoError(t, err)
	return octets
}

// What is DER stays as it is.
func FuzzToDER(f *testing.F) {
	for _, seed := range []string{"3003020101", "30800201010000", "24800401aa0402bbcc0000", "3080", "308480000000"} {
		octets, _ := hex.DecodeString(seed)
		f.Add(octets)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		der, err := toDER(data)
		if err != nil {
			return
		}
		again, err := toDER(der)
		if err != nil || !bytes.Equal(der, again) {
			t.Fatalf("%x became %x became %x, %v", data, der, again, err)
		}
	})
}
