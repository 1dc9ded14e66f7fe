// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// checkChain judges the signer's certificate at the best time: whether it
// reaches a trusted root, was valid and not revoked, and is for signatures. ETSI
// EN 319 102-1 sections 5.2.6 and 5.5.4.
func (c *examination) checkChain() {
	if c.signer == nil {
		return
	}
	if c.signer.Unreadable {
		c.fail(CertificateUnreadable, "")
		return
	}
	c.Certificate = c.signer.Certificate
	c.Signer = pki.Subject(c.Certificate)
	c.Qualified = pki.Qualified(c.Certificate)
	path, err := c.m.path(c.Certificate, c.BestTime)
	c.Chain = path
	if err != nil {
		code, detail := chainFault(err, c.Certificate)
		c.fail(c.provenFault(code), detail)
	}
	if !pki.CanSign(c.Certificate) {
		c.fail(NotForSigning, "")
	}
}

// provenFault turns a fault of what may be into one of what is: by proof of
// existence a signature was made outside the validity of its certificate, or
// the certificate is known not to have been revoked while it was valid.
func (c *examination) provenFault(code Code) Code {
	switch {
	case code == CertificateNotYetValid && c.Proven:
		return SignedBeforeValidity
	case code == CertificateExpired && (c.Proven || c.after.After(c.Certificate.NotAfter)):
		return SignedAfterExpiry
	case code == CertificateExpired && !c.m.NoRevocation && len(c.Chain) > 1:
		found := c.m.standing(c.Certificate, c.m.issuer(c.Chain, 0), c.Certificate.NotAfter)
		if found.unknown == nil && !found.Revoked {
			return ExpiredNotRevoked
		}
		c.m.evidence.want(found)
	}
	return code
}

// checkStatus looks for the standing of every certificate of the path but the
// root at the best time. About a signature that has failed nobody is asked.
func (c *examination) checkStatus() {
	if c.m.NoRevocation {
		if c.Indication == TotalPassed {
			c.warn(RevocationNotChecked, "")
		}
		return
	}
	for i, cert := range c.Chain {
		if c.m.isRoot(c.Chain, i) {
			break
		}
		found := c.m.standing(cert, c.m.issuer(c.Chain, i), c.BestTime)
		c.addStatus(found.CertificateStatus)
		if c.Indication != TotalFailed {
			c.m.evidence.want(found)
		}
		switch {
		case found.unknown != nil && (c.Indication == TotalFailed || i == 0 && c.failed(ExpiredNotRevoked)):
		case found.unknown != nil:
			c.fail(RevocationUnknown, unknownDetail(cert, found.unknown))
		case found.revoked && found.hold():
			c.fail(OnHold, revocationDetail(found.Revocation))
		case found.revoked && i > 0:
			c.fail(AuthorityRevoked, revocationDetail(found.Revocation))
		case found.revoked && (c.Proven || !c.after.Before(found.Revocation.Time)):
			c.fail(Revoked, revocationDetail(found.Revocation))
		case found.revoked:
			c.fail(RevokedUnproven, revocationDetail(found.Revocation))
		case found.Revoked:
			c.warn(RevokedLater, revocationDetail(found.Revocation))
		}
	}
	for _, s := range c.stamps() {
		for _, found := range s.statuses {
			c.addStatus(found)
		}
	}
}

func (c *examination) addStatus(s CertificateStatus) {
	if !slices.ContainsFunc(c.Statuses, func(o CertificateStatus) bool { return o.Certificate.Equal(s.Certificate) }) {
		c.Statuses = append(c.Statuses, s)
	}
}
