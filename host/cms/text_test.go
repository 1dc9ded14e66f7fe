// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms_test

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBinary(t *testing.T) {
	octets := append([]byte{0x30, 0x82, 0x10, 0x00}, bytes.Repeat([]byte{0xab, 0xcd, 0x00}, 1365)...)
	plain := base64.StdEncoding.EncodeToString(octets)
	for why, tt := range map[string]struct {
		file string
		text bool
	}{
		"octets":                  {string(octets), false},
		"base64":                  {plain, true},
		"without padding":         {strings.TrimRight(plain, "="), true},
		"in lines":                {strings.Join(strings.SplitAfter(plain, "A"), "\r\n"), true},
		"after a mark and spaces": {"\ufeff \r\n" + plain + "\n", true},
		"PEM":                     {string(pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: octets})), true},
	} {
		for _, in := range []io.Reader{strings.NewReader(tt.file), iotest.OneByteReader(strings.NewReader(tt.file))} {
			r, text := cms.Binary(in)
			got, err := io.ReadAll(r)
			require.NoError(t, err, why)
			assert.Equal(t, tt.text, text, why)
			assert.True(t, bytes.Equal(octets, got), why)
		}
	}
}

func TestBinaryThatIsNone(t *testing.T) {
	for why, file := range map[string]string{
		"a letter":                   "My letter, of no use",
		"base64 with another letter": "MIIB*AA=",
		"half a group":               "MIIBA",
	} {
		r, _ := cms.Binary(strings.NewReader(file))
		_, err := io.ReadAll(r)
		require.ErrorIs(t, err, cms.ErrMalformed, why)
	}
	broken := io.ErrClosedPipe
	r, _ := cms.Binary(io.MultiReader(strings.NewReader("MIIB"), iotest.ErrReader(broken)))
	_, err := io.ReadAll(r)
	require.ErrorIs(t, err, broken, "what is wrong with the file stays so")
}

// FuzzBinary: whatever a file is, reading it ends.
func FuzzBinary(f *testing.F) {
	for _, seed := range []string{"", "0", "M", "MIIB", "-----BEGIN CMS-----\nMIIB\n-----END CMS-----\n", "-----BEGIN ", "\ufeffM=A", "M-"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, text := cms.Binary(bytes.NewReader(file))
		got, err := io.ReadAll(r)
		if !text {
			require.NoError(t, err)
			require.True(t, bytes.Equal(file, got))
		}
		require.LessOrEqual(t, len(got), len(file))
	})
}
