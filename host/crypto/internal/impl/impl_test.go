// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package impl

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRestrict(t *testing.T) {
	defer func(before []Alternative) { alternatives = before }(alternatives)
	best, second, lacking, other := true, true, false, true
	Register("a", "best", &best)
	Register("a", "lacking", &lacking)
	Register("a", "second", &second)
	Register("b", "best", &other)
	assert.Len(t, Alternatives(), 3, "the processor lacks one")

	state := func() []bool { return []bool{best, lacking, second, other} }
	undo := Restrict("a", "second")
	assert.Equal(t, []bool{false, false, true, true}, state())
	undo()
	assert.Equal(t, []bool{true, false, true, true}, state())

	undo = Restrict("a", "portable")
	assert.Equal(t, []bool{false, false, false, true}, state())
	Restrict("a", "best")()
	assert.Equal(t, []bool{false, false, false, true}, state(), "what was off stays off")
	undo()
	assert.Equal(t, []bool{true, false, true, true}, state())
}
