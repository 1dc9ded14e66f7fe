// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestBouncyCastleReads: the one other program at hand that knows DSTU 4145 in
// requests.
func TestBouncyCastleReads(t *testing.T) {
	java := interop.BouncyCastle(t)
	p := testpki.New(day)
	for _, name := range subscribers {
		_, der := renewal(t, p, name, pki.AES)
		java.Write(name, der)
	}
	_, der := renewal(t, p, testpki.Person, pki.AES)
	der[len(der)-1] ^= 1
	java.Write("wrong", der)

	lines := strings.Split(strings.TrimSpace(java.Run(strings.Join(subscribers, " ")+" wrong")), "\n")
	require.Len(t, lines, len(subscribers)+1)
	for i, name := range subscribers {
		want := "good 2.5.29.14 2.5.29.15 1.3.6.1.5.5.7.1.3"
		if name == testpki.Stamp {
			want = "good 2.5.29.14 2.5.29.15 2.5.29.37 1.3.6.1.5.5.7.1.3"
		}
		assert.Equal(t, want, lines[i], name)
	}
	assert.True(t, strings.HasPrefix(lines[len(subscribers)], "BAD"), "it looks at all")
}
