// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package uuid_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/internal/uuid"
)

func TestNew(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		id := uuid.New()
		assert.Regexp(t, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id)
		assert.False(t, seen[id])
		seen[id] = true
	}
}
