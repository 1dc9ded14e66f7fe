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
	entry   key.Entry
	attempt *attempt // nil for a key that a token shows
	ref     string
	status  string
	chain   []*x509.Certificate // from the signer's up; none unless the status is ok
	hash    *pki.Hash           // of the documents: what it signs with, if it signs
	late    bool                // that it has expired is no hindrance

	replaced *protocol.Replaced // nil: the person did not move from it
}

func (c *card) selectable() bool {
	return c.status == protocol.StatusOK || c.late && c.status == protocol.StatusExpired
}

// cards makes those of all keys, and tells the format of their store; of keys
// that a token shows, store is nil.
func (o *operation) cards(ring *keyring, store key.Store) (format string, cards []*card) {
	candidates := ring.candidates()
	listing := key.Describe(store, candidates)
	for i, candidate := range candidates {
		cards = append(cards, o.newCard(ring, candidate, listing.Keys[i]))
	}
	return listing.Format, cards
}

func (o *operation) newCard(ring *keyring, candidate key.Candidate, entry key.Entry) *card {
	c := &card{Candidate: candidate, entry: entry, ref: rand.Text(), hash: pki.SHA256, late: o.purpose.late}
	if o.purpose.signs {
		c.hash = c.hashFor(o.hash)
	}
	c.replaced = o.replaced(candidate.Key.Public())
	c.status, c.chain = o.judge(candidate, slices.Concat(ring.certificates, candidate.Key.Certificates()))
	if title, most := c.confirmed(); title != "" && len(o.documents) > most && c.status == protocol.StatusOK {
		c.status, c.chain = protocol.StatusTooMany, nil
	}
	return c
}

// judge says whether a key can be used in a browser, and if so by which chain.
func (o *operation) judge(c key.Candidate, extra []*x509.Certificate) (string, []*x509.Certificate) {
	now := o.Now()
	switch {
	case !o.purpose.fits(c):
		return o.purpose.unfit, nil
	case c.Certificate == nil:
		return protocol.StatusNoCertificate, nil
	case o.purpose.late && !o.chained(c.Certificate, extra):
		return protocol.StatusUntrusted, nil
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

// chained reports whether the chain of a certificate reaches a pinned root, or
// did while it was valid.
func (s *session) chained(certificate *x509.Certificate, others []*x509.Certificate) bool {
	_, err := s.Trust().ChainInTime(certificate, others, s.Now())
	return err == nil
}

// hashFor is the hash that the key signs with: the one the page asked for if such
// a key can, else the key's own. Who makes the signed attributes is asked for that.
func (c *card) hashFor(asked *pki.Hash) *pki.Hash {
	public := c.Key.Public()
	if asked != nil && !key.AnswersCMS(c.Key) {
		h := asked.For(public)
		if _, err := pki.SignatureAlgorithm(public, h); err == nil {
			return h
		}
	}
	return pki.DefaultHash(public)
}

func (c *card) shown() protocol.Key {
	shown := protocol.Key{
		Key: c.ref, Usage: c.entry.Usage, Algorithm: c.entry.Algorithm, SKI: c.entry.SKI,
		Status: c.status, Selectable: c.selectable(), Replaced: c.replaced,
	}
	if again, ok := c.Candidate.Key.(key.Reauthenticating); ok {
		shown.AsksToSign = again.AsksToSign()
	}
	shown.ConfirmedAt, shown.Max = c.confirmed()
	if c.Certificate != nil {
		shown.Owner = owner(pki.Subject(c.Certificate))
		shown.Issuer = pki.Issuer(c.Certificate).DisplayName()
		shown.NotBefore, shown.NotAfter = rfc3339(c.Certificate.NotBefore), rfc3339(c.Certificate.NotAfter)
		shown.Qualified = string(pki.Qualified(c.Certificate))
	}
	return shown
}

// seen is a key that nobody can choose, as tokens show theirs.
func (c *card) seen() protocol.Key {
	seen := c.shown()
	seen.Key, seen.Selectable = "", false
	return seen
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
