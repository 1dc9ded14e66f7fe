// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
)

// level is how much of CAdES there is and holds: ETSI EN 319 122-1 section 6,
// and for forms that are not of the baseline ETSI EN 319 122-2. What only looks
// like a higher level, with a time-stamp that proves nothing, has the lower one.
func (c *examination) level() cades.Level {
	basic := c.Level
	switch {
	case basic == cades.LevelCMS, !c.Proven:
		return basic
	case basic == cades.LevelBES:
		return cades.LevelT
	}
	standard, other := c.archived()
	switch {
	case c.complete() && standard:
		return cades.LevelBLTA
	case other && c.holds(cms.OIDCertificateValues, cms.OIDRevocationValues):
		return cades.LevelA
	case c.complete():
		return cades.LevelBLT
	case c.holds(cms.OIDCertificateValues, cms.OIDRevocationValues):
		return cades.LevelXL
	case c.holds(cms.OIDCertificateRefs, cms.OIDRevocationRefs) && c.holds(oidReferencesStamp):
		return cades.LevelX
	case c.holds(cms.OIDCertificateRefs, cms.OIDRevocationRefs):
		return cades.LevelC
	}
	return cades.LevelBT
}

// oidReferencesStamp is a time-stamp over references to evidence, which is not
// judged: ETSI EN 319 122-2 section 5.
var oidReferencesStamp = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 25}

// archived says whether there is a valid archive time-stamp, of the standard's
// form or another.
func (c *examination) archived() (standard, other bool) {
	for _, a := range c.archiveStamps {
		if a.verdict.Passed() {
			standard, other = standard || !a.nonstandard(), other || a.nonstandard()
		}
	}
	return standard, other
}

func (c *examination) holds(types ...asn1.ObjectIdentifier) bool {
	return !slices.ContainsFunc(types, func(t asn1.ObjectIdentifier) bool { return len(c.si.UnsignedAttrs.Values(t)) == 0 })
}

// complete says whether all that the validation of the signature and of its
// time-stamps needs is at hand: their paths and the status of each certificate.
func (c *examination) complete() bool {
	if !c.selfContained(c.Chain, c.BestTime) {
		return false
	}
	for _, s := range c.stamps() {
		if s.verdict.Passed() && !c.selfContained(s.path, s.base.Time) {
			return false
		}
	}
	return true
}

// selfContained says that of a path, whose root everybody has.
func (c *examination) selfContained(path []*x509.Certificate, at time.Time) bool {
	for i, cert := range path {
		if c.m.isRoot(path, i) {
			return true
		}
		if !c.m.held[keyOf(cert)] || !c.m.selfContained(cert, c.m.issuer(path, i), at) {
			return false
		}
	}
	return len(path) > 0
}
