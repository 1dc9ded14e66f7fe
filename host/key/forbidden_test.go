// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/key"
)

func TestForbidden(t *testing.T) {
	var source key.Source = key.Forbidden("file")
	assert.Equal(t, "file", source.Scheme())
	infos, err := source.List(t.Context())
	assert.NoError(t, err)
	assert.Empty(t, infos)
	_, err = source.Open(t.Context(), key.NewRef("file", "Key-6.dat"), nil)
	assert.ErrorIs(t, err, key.ErrForbidden)
}
