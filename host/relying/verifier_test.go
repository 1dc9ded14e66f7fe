// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBounded fills the buffer in the ways that io knows, some of which ask the
// writer for more than Write.
func TestBounded(t *testing.T) {
	type source = struct{ io.Reader } // without WriterTo
	for text, want := range map[string]error{"": nil, "full": nil, "longer": errTooLong} {
		b := &bounded{limit: 4}
		_, err := io.Copy(b, source{strings.NewReader(text)})
		assert.ErrorIs(t, err, want, "copied: %q", text)
		b = &bounded{limit: 4}
		_, err = io.WriteString(b, text)
		assert.ErrorIs(t, err, want, "written: %q", text)
	}
	b := &bounded{limit: 4}
	for _, part := range []string{"ab", "cd"} {
		_, err := io.WriteString(b, part)
		require.NoError(t, err)
	}
	_, err := io.WriteString(b, "e")
	assert.ErrorIs(t, err, errTooLong, "in parts")
}
