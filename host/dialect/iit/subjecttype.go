// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

// Types of owners, and of a provider's servers. A third type, of those who
// register people, no certificate tells from that of people.
const (
	subjectUndefined = 0 // in a question: of any type
	subjectCA        = 1
	subjectServer    = 2
	subjectUser      = 4

	serverUndefined = 0
	serverCMP       = 1
	serverTSP       = 2
	serverOCSP      = 3
)

// subjectType says whose a certificate is, by what it is for.
func subjectType(c *x509.Certificate) (kind, server int) {
	is := func(u x509.ExtKeyUsage) bool { return slices.Contains(c.ExtKeyUsage, u) }
	switch {
	case pki.IsCA(c):
		return subjectCA, serverUndefined
	case is(x509.ExtKeyUsageTimeStamping):
		return subjectServer, serverTSP
	case is(x509.ExtKeyUsageOCSPSigning):
		return subjectServer, serverOCSP
	case slices.ContainsFunc(c.UnknownExtKeyUsage, pki.OIDCMPServer.Equal):
		return subjectServer, serverCMP
	}
	return subjectUser, serverUndefined
}

// extendedUsages lists what a key is for beyond its usage, as object identifiers:
// known pages ask for these (ResolveOIDs 0) and look for that of a stamp.
func extendedUsages(c *x509.Certificate) string {
	var list []string
	for _, u := range c.ExtKeyUsage {
		if oid := u.OID(); oid.String() != "" {
			list = append(list, oid.String())
		}
	}
	return strings.Join(append(list, texts(c.UnknownExtKeyUsage)...), ", ")
}

// policies lists those that a certificate was issued under, likewise.
func policies(c *x509.Certificate) string {
	return strings.Join(texts(c.PolicyIdentifiers), ", ")
}

func texts(oids []asn1.ObjectIdentifier) []string {
	list := make([]string, len(oids))
	for i, oid := range oids {
		list[i] = oid.String()
	}
	return list
}
