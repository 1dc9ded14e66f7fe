// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package uuid_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/installer/uuid"
)

// TestNamed has the example of RFC 9562, appendix A.4, whose space of names is
// that of DNS.
func TestNamed(t *testing.T) {
	dns := uuid.URL
	dns[3]-- // 6ba7b810-…
	assert.Equal(t, "6ba7b811-9dad-11d1-80b4-00c04fd430c8", uuid.URL.String())
	assert.Equal(t, "2ed6657d-e927-568b-95e1-2665a8aea6a2", dns.Named("www.example.com").String())
}
