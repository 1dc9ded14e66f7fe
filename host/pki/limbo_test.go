// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type limboCase struct {
	ID            string    `json:"id"`
	Trusted       []string  `json:"trusted_certs"`
	Intermediates []string  `json:"untrusted_intermediates"`
	Peer          string    `json:"peer_certificate"`
	Time          time.Time `json:"validation_time"`
	Expected      string    `json:"expected_result"`
}

func (c limboCase) validate() (err error) {
	read := func(all []string) (certs []*x509.Certificate, err error) {
		for _, one := range all {
			read, err := pki.ParseCertificates([]byte(one))
			if err != nil {
				return nil, err
			}
			certs = append(certs, read...)
		}
		return certs, nil
	}
	roots, err := read(c.Trusted)
	if err != nil {
		return fmt.Errorf("root: %w", err)
	}
	pool, err := read(c.Intermediates)
	if err != nil {
		return fmt.Errorf("intermediate: %w", err)
	}
	peer, err := read([]string{c.Peer})
	if err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	var anchors []pki.Anchor
	for _, root := range roots {
		anchor, err := pki.AnchorOf(root)
		if err != nil {
			return err
		}
		anchors = append(anchors, anchor)
	}
	at := c.Time
	if at.IsZero() {
		at = noon
	}
	_, err = pki.NewTrust(anchors, nil).Chain(peer[0], pool, at)
	return err
}

// limboOtherwise are the cases that are held valid here although the suite says
// FAILURE, and why. The suite is about TLS servers and about what conforming
// authorities should issue; RFC 5280 section 6.1 is about what to accept.
var limboOtherwise = map[string]string{
	"crl::revoked-certificate-with-crl": "is wrong by a CRL only",
	"crl::crlnumber-missing":            "is wrong by a CRL only",
	"crl::crlnumber-critical":           "is wrong by a CRL only",
	"crl::issuer-missing-crlsign":       "is wrong by the issuer of a CRL only",

	"rfc5280::ca-as-leaf-wrong-san":                "is wrong by the name of a TLS peer only",
	"rfc5280::san::noncritical-with-empty-subject": "a certificate may name nobody: whom it names is the caller's to judge",
	"rfc5280::san::underscore-dns":                 "names that nothing constrains are not read: no TLS peer is looked for",
	"rfc5280::san::ip-in-dns":                      "names that nothing constrains are not read: no TLS peer is looked for",
	"rfc5280::eku::ee-wrong-eku":                   "no purpose here is that of a TLS server",

	"pathlen::max-chain-depth-0-exhausted": "a caller's limit, which is no input of section 6.1.1",
	"pathlen::max-chain-depth-1-exhausted": "a caller's limit, which is no input of section 6.1.1",

	"rfc5280::aki::leaf-missing-aki":              "key identifiers help to find issuers, section 4.2.1.1, and section 6.1 does not ask for them",
	"rfc5280::aki::intermediate-missing-aki":      "key identifiers help to find issuers",
	"rfc5280::aki::cross-signed-root-missing-aki": "key identifiers help to find issuers",
	"rfc5280::ski::root-missing-ski":              "key identifiers help to find issuers",
	"rfc5280::ski::intermediate-missing-ski":      "key identifiers help to find issuers",

	"rfc5280::root-non-critical-basic-constraints": "PKITS 4.6.4 wants it accepted",
	"rfc5280::pc::ica-noncritical-pc":              "is kept, critical or not, as PKITS 4.8.4 wants",
	"rfc5280::nc::permitted-dns-match-noncritical": "is kept, critical or not",
	"rfc5280::serial::negative":                    "section 4.1.2.2 wants these handled, and Ukrainian ones were issued until 2012",
	"rfc5280::serial::zero":                        "section 4.1.2.2 wants these handled",
	"rfc5280::serial::too-long":                    "harms nothing: numbers are compared whole",
}

func TestLimbo(t *testing.T) {
	t.Parallel()
	var suite struct {
		Cases []limboCase `json:"testcases"`
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "pki/limbo/limbo-rfc5280-pathlen-crl-cve.json"), &suite))
	require.Len(t, suite.Cases, 126)
	for _, c := range suite.Cases {
		t.Run(c.ID, func(t *testing.T) {
			err := c.validate()
			_, otherwise := limboOtherwise[c.ID]
			assert.Equal(t, c.Expected == "SUCCESS" || otherwise, err == nil, "%v", err)
		})
	}
}
