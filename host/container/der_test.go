// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

// Files are padded and cut short, and each is told from what is no container.
func TestToDER(t *testing.T) {
	for name, test := range map[string]struct {
		ber, der string
		err      error
	}{
		"BER, then padding": {"308002010100000000", "3003020101", nil},
		"cut short":         {"30030201", "", key.ErrTruncated},
		"no encoding":       {"3003020501", "", key.ErrDamaged},
		"a length of 2^31":  {"308480000000", "", key.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			der, err := toDER(unhex(t, test.ber))
			assert.ErrorIs(t, err, test.err)
			assert.Equal(t, test.der, hex.EncodeToString(der))
		})
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	octets, err := hex.DecodeString(s)
	require.NoError(t, err)
	return octets
}
