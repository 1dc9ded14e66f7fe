// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/rand"
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// card is a key with what its certificate says of the owner: what the window
// shows, and what consent is given to.
type card struct {
	key.Candidate
	attempt *attempt
	ref     string
	status  string
	chain   []*x509.Certificate // from the signer's up; none unless the status is ok
	hash    *pki.Hash           // what it signs with
}

func (c *card) selectable() bool { return c.status == protocol.StatusOK }

func (o *operation) newCard(a *attempt, candidate key.Candidate, extra []*x509.Certificate) *card {
	c := &card{Candidate: candidate, attempt: a, ref: rand.Text(), hash: hashFor(candidate, o.hash)}
	c.status, c.chain = o.judge(candidate, extra)
	return c
}

// judge says whether a key can be used for signing in a browser, and if
// so by which chain.
func (o *operation) judge(c key.Candidate, extra []*x509.Certificate) (string, []*x509.Certificate) {
	now := o.Now()
	switch {
	case !maySign(c):
		return protocol.StatusNotForSigning, nil
	case c.Certificate == nil:
		return protocol.StatusNoCertificate, nil
	case now.After(c.Certificate.NotAfter):
		return protocol.StatusExpired, nil
	case now.Before(c.Certificate.NotBefore):
		return protocol.StatusNotYet, nil
	}
	chain, err := o.Trust().Chain(c.Certificate, extra, now)
	if err != nil {
		return protocol.StatusUntrusted, nil
	}
	return protocol.StatusOK, chain
}

// hashFor is the hash that a key signs with: the one the page asked for if such
// a key can, else the key's own.
func hashFor(c key.Candidate, asked *pki.Hash) *pki.Hash {
	public := c.Key.Public()
	if asked != nil {
		h := asked.For(public)
		if _, err := pki.SignatureAlgorithm(public, h); err == nil {
			return h
		}
	}
	return pki.DefaultHash(public)
}

// answer is the result of a keys call.
func (a *attempt) answer(proposed *card) protocol.Keys {
	candidates := make([]key.Candidate, len(a.cards))
	for i, c := range a.cards {
		candidates[i] = c.Candidate
	}
	listing := key.Describe(a.store, candidates)
	result := protocol.Keys{Format: listing.Format, Keys: make([]protocol.Key, len(a.cards))}
	for i, c := range a.cards {
		result.Keys[i] = c.shown(listing.Keys[i])
	}
	if proposed != nil {
		result.Selected = &proposed.ref
	}
	return result
}

// selectable lists the keys that the person may sign with. The first of them is
// asked about, until the person turns to another.
func (a *attempt) selectable() []*card {
	var all []*card
	for _, c := range a.cards {
		if c.selectable() {
			all = append(all, c)
		}
	}
	return all
}

// proposed is the only key to sign with. Of several none is proposed: whose
// signature it is, the person must say.
func (a *attempt) proposed() *card {
	if all := a.selectable(); len(all) == 1 {
		return all[0]
	}
	return nil
}

// find returns the selectable key that the window means, or nil.
func (a *attempt) find(ref string) *card {
	all := a.selectable()
	if i := slices.IndexFunc(all, func(c *card) bool { return c.ref == ref }); i >= 0 {
		return all[i]
	}
	return nil
}

func (c *card) shown(e key.Entry) protocol.Key {
	shown := protocol.Key{
		Key: c.ref, Usage: e.Usage, Algorithm: e.Algorithm, SKI: e.SKI,
		Status: c.status, Selectable: c.selectable(),
	}
	if c.Certificate != nil {
		shown.Owner = owner(pki.Subject(c.Certificate))
		shown.Issuer = pki.Issuer(c.Certificate).DisplayName()
		shown.NotBefore, shown.NotAfter = rfc3339(c.Certificate.NotBefore), rfc3339(c.Certificate.NotAfter)
		shown.Qualified = string(pki.Qualified(c.Certificate))
	}
	return shown
}

// owner is a person as cards show one. All text is made safe to show.
func owner(p pki.Person) protocol.Owner {
	return protocol.Owner{
		Name:         p.DisplayName(),
		Kind:         string(p.Kind()),
		Organization: p.DisplayOrganization(),
		Title:        pki.DisplayText(p.Title),
		DRFO:         pki.DisplayText(p.DRFO),
		EDRPOU:       pki.DisplayText(p.EDRPOU),
		UNZR:         pki.DisplayText(p.UNZR),
		Serial:       pki.DisplayText(p.Serial),
	}
}

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
