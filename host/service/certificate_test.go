// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCertificateOfNoUsage: there are keys to sign with and keys to agree with, and
// nobody has a certificate of no key.
func TestCertificateOfNoUsage(t *testing.T) {
	for _, usage := range []string{"none", "sign", "Agree"} {
		serve(t, func(b *browser) {
			v := b.visit("person.p12", map[string][]byte{})
			v.greet("https://cabinet.example")
			v.say(frame{"id": "p", "method": "certificate", "role": "page", "params": frame{"usage": usage}})
			assert.Equal(b.t, map[string]any{"code": "invalid-params"}, v.next("page")["error"], usage)
		})
	}
}
