// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/key"
)

func TestDisplayNames(t *testing.T) {
	c := &key.Carrier{Device: "Алмаз-1К", Label: "Моя\x1b[2J печатка\u202e", Serial: "", Model: "E.key"}
	assert.Equal(t, []string{"Алмаз-1К", "Моя[2J печатка"}, c.DisplayNames())
	assert.Empty(t, new(key.Carrier).DisplayNames())
	assert.Empty(t, (*key.Carrier)(nil).DisplayNames())
}

func TestDisplayDevice(t *testing.T) {
	assert.Equal(t, "Алмаз-1К", key.Trouble{Device: "Алмаз-1К", Path: "/opt/driver.so"}.DisplayDevice())
	assert.Equal(t, "driver.so", key.Trouble{Path: "/opt/driver.so"}.DisplayDevice())
	assert.Empty(t, key.Trouble{}.DisplayDevice(), "and not the name of this folder")
}
