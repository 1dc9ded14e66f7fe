// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestRulesAreWhole: an error that changes no indication, or says nothing,
// would let a bad signature look good.
func TestRulesAreWhole(t *testing.T) {
	for code, rule := range rules {
		assert.Contains(t, []Indication{TotalFailed, Indeterminate}, rule.indication, code)
		assert.NotEmpty(t, rule.sub, code)
		assert.NotEmpty(t, texts[code], code)
		v := Verdict{Indication: TotalPassed}
		v.fail(code, "")
		assert.Equal(t, rule.indication, v.Indication, code)
	}
}
