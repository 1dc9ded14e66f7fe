// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// An authority is a root or a provider under it.
type authority struct {
	name        string // in the URLs of its lists
	key         crypto.Signer
	certificate *x509.Certificate
	chain       []*x509.Certificate // its own certificate first, then the root's
	national    bool                // names in Ukrainian, policies and identifiers of the DSTU side
}

// A domain is a root with one provider.
type domain struct {
	name           string
	trusted        bool
	root, provider office
}

// An office is what an authority is called and which key it has.
type office struct {
	organization, commonName, serial, code string
	key                                    keyKind
	national                               bool
}

// The domains: the national infrastructure, the one of mutual recognition, and
// one whose root nobody trusts.
const (
	national = "national"
	european = "european"
	foreign  = "foreign"
)

var domains = []domain{
	{
		national, true,
		office{"Тестове міністерство", "Тестовий центральний засвідчувальний орган", "UA-00000017-431", "00000017", keyM431, true},
		office{"Тестовий надавач", "Тестовий кваліфікований надавач електронних довірчих послуг", "UA-00000024-257", "00000024", keyM257, true},
	},
	{
		european, true,
		office{"Test ministry", "Test central certification authority", "UA-00000017-256", "00000017", keyP256, false},
		office{"Test provider", "Test qualified trust services provider", "UA-00000024-256", "00000024", keyP256, false},
	},
	{
		foreign, false,
		office{"Чуже міністерство", "Чужий центральний засвідчувальний орган", "UA-00000031-431", "00000031", keyM431, true},
		office{"Чужий надавач", "Чужий надавач електронних довірчих послуг", "UA-00000048-257", "00000048", keyM257, true},
	},
}

func (o office) subject() distinguishedName {
	return distinguishedName{
		{pki.OIDOrganization, o.organization},
		{pki.OIDCommonName, o.commonName},
		{pki.OIDSerialNumber, o.serial},
		{pki.OIDCountry, "UA"},
		{pki.OIDLocality, o.locality()},
		{pki.OIDOrganizationIdentifier, "NTRUA-" + o.code},
	}
}

func (o office) locality() string {
	if o.national {
		return "Київ"
	}
	return "Kyiv"
}

// years is so many of 365 days.
func years(n int) time.Duration { return time.Duration(n) * 365 * 24 * time.Hour }

func (p *PKI) newRoot(name string, o office) *authority {
	a := &authority{name: name, key: newKey(o.key, o.serial), national: o.national}
	a.issueCA(a, o, 2, services{}, p.now.Add(-years(6)), p.now.Add(years(10)))
	return a
}

func (p *PKI) newProvider(name string, o office, root *authority) *authority {
	a := &authority{name: name, key: newKey(o.key, o.serial), national: o.national}
	a.issueCA(root, o, 0, p.servicesOf(root).withoutIssuers(), p.now.Add(-years(5)), p.now.Add(years(6)))
	a.chain = append(a.chain, root.certificate)
	return a
}

// issueCA has issuer, which may be a itself, sign a's certificate.
func (a *authority) issueCA(issuer *authority, o office, pathLength int, at services, from, to time.Time) {
	c := certificate{
		serial:      serial(issuer.keyID(), kindCA, 1),
		subject:     o.subject(),
		issuer:      o.subject().marshal(),
		notBefore:   from,
		notAfter:    to,
		publicKey:   marshalKey(a.key.Public(), spelledOut),
		keyID:       a.keyID(),
		authorityID: issuer.keyID(),
		usage:       x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ca:          true,
		pathLength:  pathLength,
		national:    o.national,
		services:    at,
	}
	if issuer.certificate != nil {
		c.issuer = issuer.certificate.RawSubject
	}
	a.certificate = c.sign(issuer.key, pki.DefaultHash(issuer.key.Public()))
	a.chain = []*x509.Certificate{a.certificate}
}

func (a *authority) keyID() []byte { return pki.KeyIDs(a.key.Public())[0] }

// must panics if our own tables are wrong.
func must(err error) {
	if err != nil {
		panic("testpki: internal error: " + err.Error())
	}
}
