// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// RFC 2268, section 5: those of its examples whose effective key length is the
// whole key.
func TestRC2(t *testing.T) {
	for _, test := range []struct{ key, plain, sealed string }{
		{"ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"},
		{"3000000000000000", "1000000000000001", "30649edf9be7d2c2"},
		{"88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"},
	} {
		secret, err := hex.DecodeString(test.key)
		require.NoError(t, err)
		plain, err := hex.DecodeString(test.plain)
		require.NoError(t, err)
		block, err := newRC2(secret)
		require.NoError(t, err)
		out := make([]byte, 8)
		block.Encrypt(out, plain)
		assert.Equal(t, test.sealed, hex.EncodeToString(out))
		block.Decrypt(out, out)
		assert.Equal(t, plain, out)
	}
}
