// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// serviceFault is what may be wrong where a signature is to last: with who
// stamps the time, with who knows about certificates, and with these.
func (c *call) serviceFault(err error) (fault, bool) {
	if revoked, ok := errors.AsType[*cades.RevokedError](err); ok {
		return c.worded("certificate-revoked", c.owner(revoked.Certificate), date(revoked.Revocation.Time)), true
	}
	if unknown, ok := errors.AsType[*cades.StatusError](err); ok {
		return c.detailed(err, "status-unavailable", c.owner(unknown.Certificate)), true
	}
	if _, ok := errors.AsType[*cades.TimeStampError](err); ok {
		return c.detailed(err, "time-stamp-unavailable"), true
	}
	_, untimely := errors.AsType[*pki.ValidityError](err)
	_, unruly := errors.AsType[*pki.ConstraintError](err)
	if untimely || unruly || errors.Is(err, pki.ErrNoChain) {
		return c.detailed(err, string(protocol.CertificateUntrusted)), true
	}
	return fault{}, false
}

// detailed is a fault with the error itself, for whoever is asked for help.
func (c *call) detailed(err error, code string, details ...string) fault {
	f := c.worded(code, details...)
	f.Detail = pki.DisplayText(err.Error())
	return f
}
