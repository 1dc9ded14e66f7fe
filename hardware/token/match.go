// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A found key is what a token shows of one key.
type found struct {
	public       crypto.PublicKey
	private      *wire.Key // nil as long as the token hides it
	id           []byte    // CKA_ID, maybe empty
	label        string
	certificates []*x509.Certificate
}

// Public returns the public key.
func (f *found) Public() crypto.PublicKey { return f.public }

// Certificates returns those of this key and those of authorities.
func (f *found) Certificates() []*x509.Certificate { return f.certificates }

// Alias is the key's label on the token.
func (f *found) Alias() string { return f.label }

// Usage is what the token lets the key do.
func (f *found) Usage() key.Usage {
	var usage key.Usage
	if f.private != nil && f.private.Sign {
		usage |= key.Sign
	}
	if f.private != nil && f.private.Derive {
		usage |= key.Agree
	}
	return usage
}

// A half is the public half of a key and under which name it was found.
type half struct {
	public crypto.PublicKey
	id     []byte
	label  string
	taken  bool
}

// match finds the keys among a token's objects. A private key is useful when its
// public half is known: from what it tells itself, or from a public key object or
// a certificate of the same CKA_ID, or else from the only certificate without an
// identifier that would fit. Where neither has an identifier the labels must be
// the same. As long as a token hides its private keys, what is found are the
// public halves.
//
// CKA_ID need not be unique, and is no proof: what a key tells of its curve or
// modulus must agree, and the right one of several is the one with the same
// label, or else the first that no other key took. The fault check of every
// signature finds out what was paired wrongly.
func match(o wire.Objects) []*found {
	certificates := parse509(o.Certificates)
	halves := halvesOf(o, certificates)
	var keys []*found
	add := func(k *found) {
		known := func(other *found) bool { return pki.EqualPublicKeys(k.public, other.public) }
		if !slices.ContainsFunc(keys, known) {
			keys = append(keys, k)
		}
	}
	for i := range o.Private {
		private := &o.Private[i]
		if public := publicHalf(*private, halves); public != nil {
			add(&found{public: public, private: private, id: private.ID, label: private.Label})
		}
	}
	if len(o.Private) == 0 {
		for _, h := range halves {
			add(&found{public: h.public, id: h.id, label: h.label})
		}
	}
	for _, k := range keys {
		for _, c := range certificates {
			if c.authority || pki.EqualPublicKeys(c.public, k.public) {
				k.certificates = append(k.certificates, c.Certificate)
			}
		}
	}
	return keys
}

// A certificate is one that was read. Its key is read once too: there may be
// hundreds, to compare with hundreds of keys.
type certificate struct {
	*x509.Certificate
	public    crypto.PublicKey // nil: an authority's, or of a kind that is not used here
	authority bool
}

// parse509 reads certificates; what is none that can be read is left out.
func parse509(objects []wire.Certificate) []certificate {
	var certificates []certificate
	for _, o := range objects {
		c, err := pki.ParseCertificate(o.DER)
		if err != nil || slices.ContainsFunc(certificates, func(known certificate) bool { return c.Equal(known.Certificate) }) {
			continue
		}
		parsed := certificate{Certificate: c, authority: pki.IsCA(c)}
		if !parsed.authority {
			parsed.public, _ = pki.PublicKey(c)
		}
		certificates = append(certificates, parsed)
	}
	return certificates
}

// halvesOf lists public halves, each once: those of key objects first, for these
// are the token's own keys, then those of people's certificates.
func halvesOf(o wire.Objects, certificates []certificate) []*half {
	var halves []*half
	add := func(public crypto.PublicKey, id []byte, label string) {
		known := func(h *half) bool { return pki.EqualPublicKeys(h.public, public) && bytes.Equal(h.id, id) }
		if public != nil && !slices.ContainsFunc(halves, known) {
			halves = append(halves, &half{public: public, id: id, label: label})
		}
	}
	for _, k := range o.Public {
		add(publicKey(k), k.ID, k.Label)
	}
	for _, object := range o.Certificates {
		for _, c := range certificates {
			if bytes.Equal(c.Raw, object.DER) {
				add(c.public, object.ID, object.Label)
			}
		}
	}
	return halves
}

// publicHalf finds the public half of a private key and marks it as taken.
func publicHalf(private wire.Key, halves []*half) crypto.PublicKey {
	if told := publicKey(private); told != nil {
		return told
	}
	var best *half
	var nameless []*half
	for _, h := range halves {
		alike := h.label == private.Label
		switch {
		case h.taken || !agree(private, h.public):
		case bytes.Equal(h.id, private.ID) && (len(h.id) > 0 || alike && h.label != ""):
			if best == nil || best.label != private.Label && alike {
				best = h
			}
		case len(h.id) == 0:
			nameless = append(nameless, h)
		}
	}
	if best == nil && len(nameless) == 1 {
		best = nameless[0]
	}
	if best == nil {
		return nil
	}
	best.taken = true
	return best.public
}
