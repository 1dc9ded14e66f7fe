// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// chains verifies certificates with others at hand.
type chains struct {
	trust *pki.Trust
	pool  []*x509.Certificate
	now   time.Time
}

func (c *call) chains(pool []*x509.Certificate) chains {
	return chains{pki.NewTrust(c.Roots(), c.Authorities()), pool, c.Now()}
}

// chains are those of the certificates that were looked at.
func (p *pairing) chains() chains { return p.call.chains(p.pool) }

// verify reports whether the chain of a certificate reaches a pinned root: now,
// or when it was last or will first be valid. Revocation is not looked at.
func (c chains) verify(certificate *x509.Certificate) bool {
	return len(c.of(certificate)) > 0
}

// of is the verified chain of a certificate, itself first, or nothing.
func (c chains) of(certificate *x509.Certificate) []*x509.Certificate {
	chain, err := c.trust.ChainInTime(certificate, c.pool, c.now)
	if err != nil {
		return nil
	}
	return chain
}

// printOwner prints whose a certificate is.
func (c *call) printOwner(certificate *x509.Certificate) {
	owner := pki.Subject(certificate)
	name := c.owner(certificate)
	if kind := "kind_" + string(kindOf(certificate)); c.words.has(kind) {
		name = c.words.text("cli_owner", name, c.words.text(kind))
	}
	fmt.Fprintln(c.out, name)
	c.line("cli_drfo", owner.DRFO)
	c.line("cli_passport", owner.Passport)
	c.line("cli_edrpou", owner.EDRPOU)
	c.line("cli_unzr", owner.UNZR)
	if organization := owner.DisplayOrganization(); organization != owner.DisplayName() {
		c.line("cli_organization", organization)
	}
	c.line("cli_title", owner.Title)
}

// kindOf is in what role a certificate shows its owner. An authority is in none:
// by its codes it would be a stamp.
func kindOf(certificate *x509.Certificate) pki.Kind {
	if pki.IsCA(certificate) {
		return pki.KindUnknown
	}
	return pki.Subject(certificate).Kind()
}

// line prints a detail under a heading, unless there is nothing to say.
func (c *call) line(word string, details ...string) {
	for _, detail := range details {
		if detail == "" {
			return
		}
	}
	fmt.Fprintln(c.out, "  "+c.words.text(word, details...))
}

// uses is what a key is for, in words.
func (c *call) uses(usage key.Usage, owner pki.Kind) string {
	var uses []string
	for _, use := range usage.Names() {
		if use == "sign" && owner == pki.KindStamp {
			use = "stamp"
		}
		uses = append(uses, c.words.text("use_"+use))
	}
	if len(uses) == 0 {
		return c.words.text("cli_use_unknown")
	}
	return strings.Join(uses, ", ")
}

// term says until when a key is of use, or why it is not.
func (c *call) term(certificate *x509.Certificate) string {
	switch now := c.Now(); {
	case now.After(certificate.NotAfter):
		return c.words.text("cli_expired", date(certificate.NotAfter))
	case now.Before(certificate.NotBefore):
		return c.words.text("cli_not_yet", date(certificate.NotBefore))
	}
	return c.words.text("cli_until", date(certificate.NotAfter))
}

// printValidity prints from when and until when a certificate is valid.
func (c *call) printValidity(certificate *x509.Certificate) {
	word := "cli_valid"
	switch now := c.Now(); {
	case now.After(certificate.NotAfter):
		word = "cli_was_valid"
	case now.Before(certificate.NotBefore):
		word = "cli_will_be_valid"
	}
	c.line(word, date(certificate.NotBefore), date(certificate.NotAfter))
}

// owner is whose certificate it is. Test certificates may name nobody.
func (c *call) owner(certificate *x509.Certificate) string {
	if name := pki.Subject(certificate).DisplayName(); name != "" {
		return name
	}
	return c.words.text("cli_nameless")
}

// date is a day as people write it, where they are.
func date(t time.Time) string { return t.Local().Format("02.01.2006") }
