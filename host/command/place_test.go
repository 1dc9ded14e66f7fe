// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/key"
)

// TestMeans: a reference means whatever carrier says all that it says, however it
// is written.
func TestMeans(t *testing.T) {
	const one = key.Ref("pkcs11:manufacturer=Pidpys;model=One%3Btwo;serial=7;token=%D0%9C%D1%96%D0%B9")
	for ref, meant := range map[key.Ref]bool{
		one:                               true,
		"pkcs11:serial=7":                 true,
		"pkcs11:serial=7;model=One%3btwo": true,
		"pkcs11:token=%d0%9c%d1%96%d0%b9": true,
		"pkcs11:serial=7;id=%01%02":       true, // a key there
		"pkcs11:serial=8":                 false,
		"pkcs11:serial=7;token=Other":     false,
		"pkcs11:model=One":                false,
		"pkcs11:":                         false,
		"tpm:serial=7":                    false,
		"serial=7":                        false,
	} {
		assert.Equal(t, meant, means(ref, one), "%s", ref)
	}
	assert.True(t, means("tpm:new", "tpm:new"))
	assert.False(t, means("tpm:new", "tpm:0123456789abcdef0123456789abcdef01234567"))
}
