// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// certShow: pidpys cert show FILE [--password-file F] [--key-password-file F]
// [--json]
func (c *call) certShow(ctx context.Context, args []string) int {
	f := c.flags("cert_show")
	var flags keyFlags
	flags.registerPasswords(f)
	name, code, ok := c.operand(f, args, "cli_lacks_file")
	if !ok {
		return code
	}
	certificates, err := c.certificatesIn(ctx, name, flags)
	if err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]any{"certificates": c.shown(certificates)})
	}
	c.printCertificates(certificates, certificates)
	return exitDone
}

// shown is a certificate as programs read it. Names are fit to show.
type shown struct {
	key.Description
	NotBefore    time.Time `json:"not_before"`
	Kind         string    `json:"kind"` // "person", "fop", "corporate", "stamp", or nothing
	DRFO         string    `json:"drfo"`
	Passport     string    `json:"passport"`
	EDRPOU       string    `json:"edrpou"`
	UNZR         string    `json:"unzr"`
	Organization string    `json:"organization"`
	Title        string    `json:"title"`
	Usage        []string  `json:"usage"`     // "sign", "agree"
	Authority    bool      `json:"authority"` // it issues certificates
	Qualified    string    `json:"qualified"` // what it claims: "qes", "aes" or nothing
	Verified     bool      `json:"verified"`  // its chain reaches a pinned root
}

func (c *call) shown(certificates []*x509.Certificate) []shown {
	chains := c.chains(certificates)
	all := make([]shown, len(certificates))
	for i, certificate := range certificates {
		owner := pki.Subject(certificate)
		all[i] = shown{
			Description:  key.DescribeCertificate(certificate),
			NotBefore:    certificate.NotBefore.UTC(),
			Kind:         string(kindOf(certificate)),
			DRFO:         pki.DisplayText(owner.DRFO),
			Passport:     pki.DisplayText(owner.Passport),
			EDRPOU:       pki.DisplayText(owner.EDRPOU),
			UNZR:         pki.DisplayText(owner.UNZR),
			Organization: owner.DisplayOrganization(),
			Title:        pki.DisplayText(owner.Title),
			Usage:        usage(certificate).Names(),
			Authority:    pki.IsCA(certificate),
			Qualified:    string(pki.Qualified(certificate)),
			Verified:     chains.verify(certificate),
		}
	}
	return all
}

// usage is what the key of a certificate is for.
func usage(certificate *x509.Certificate) key.Usage {
	var u key.Usage
	if pki.CanSign(certificate) {
		u |= key.Sign
	}
	if pki.CanAgree(certificate) {
		u |= key.Agree
	}
	return u
}

// printCertificates prints certificates for people, whose chains may run
// through any of the pool.
func (c *call) printCertificates(certificates, pool []*x509.Certificate) {
	chains := c.chains(pool)
	for i, certificate := range certificates {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		c.printOwner(certificate)
		c.line("cli_purpose", c.purpose(certificate))
		c.line("cli_issuer", pki.Issuer(certificate).DisplayName())
		c.printValidity(certificate)
		described := key.DescribeCertificate(certificate)
		c.line("cli_serial", described.Serial)
		c.line("cli_ski", described.SKI)
		if chains.verify(certificate) {
			c.line("cli_verified")
		} else {
			c.line("cli_unverified")
		}
	}
}

// purpose is what a certificate is for, and what a signature with it is called.
func (c *call) purpose(certificate *x509.Certificate) string {
	if pki.IsCA(certificate) {
		return c.words.text("cli_use_authority")
	}
	what := c.uses(usage(certificate), kindOf(certificate))
	badge := "badge_" + string(pki.Qualified(certificate))
	if pki.CanSign(certificate) && c.words.has(badge) {
		what += " (" + c.words.text(badge) + ")"
	}
	return what
}
