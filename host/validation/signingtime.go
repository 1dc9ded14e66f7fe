// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
)

// checkSigningTime reads what the signer claims: RFC 5652 section 11.3.
func (c *examination) checkSigningTime() {
	switch values := c.si.SignedAttrs.Values(cms.OIDSigningTime); len(values) {
	case 0:
		c.warn(SigningTimeAbsent, "")
	case 1:
		var standard bool
		if c.ClaimedTime, standard = cades.ParseTime(values[0]); !standard {
			c.warn(SigningTimeForm, "")
		}
	default:
		c.fail(AttributeDuplicated, "signingTime")
	}
}
