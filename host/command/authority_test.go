// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/registry"
)

// TestMeant: people name an authority as they speak of it.
func TestMeant(t *testing.T) {
	for text, edrpou := range map[string]string{
		"ДПС":        "43005393",
		"дпс":        "43005393",
		"43005393":   "43005393",
		"Дія":        "43395033",
		"приватбанк": "14360570",
		"Приват":     "14360570",
		"monobank":   "21133352",
		"Вчасно":     "41231992",
		"АЦСК органів юстиції України": "43395033", // a former name
	} {
		meant := meant(registry.Builtin(), text)
		if assert.Len(t, meant, 1, text) {
			assert.Equal(t, edrpou, meant[0].EDRPOU, text)
		}
	}
	assert.Empty(t, meant(registry.Builtin(), ""))
	assert.Empty(t, meant(registry.Builtin(), "«»"))
	assert.Greater(t, len(meant(registry.Builtin(), "КНЕДП")), 20)
}
