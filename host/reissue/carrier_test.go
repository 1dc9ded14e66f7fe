// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// errKilled is how a killed program's acts end: it hears of none of them.
var errKilled = errors.New("killed")

// A reaper kills a program at one of its acts, and whatever it does after that
// comes to nothing. at is the number of the point, from 1; 0 is never.
type reaper struct {
	at, count int
	once      bool // the program lives on, and only this comes to nothing
	dead      bool
}

func (r *reaper) reached(point string) error {
	r.count++
	if r.count == r.at && !r.once {
		r.dead = true
	}
	if r.dead || r.count == r.at {
		return fmt.Errorf("%w %s", errKilled, point)
	}
	return nil
}

// around kills before an act, or after it.
func (r *reaper) around(what string, act func() error) error {
	if err := r.reached("before " + what); err != nil {
		return err
	}
	return errors.Join(act(), r.reached("after "+what))
}

// A carrier is a device that outlives the programs that use it.
type carrier struct {
	makes []key.Kind
	made  map[string]*made
	// What it does wrong: answers instead of making a key, making one all the
	// same, or keeping a certificate; a key that it hands out as new.
	refuses, makesAnd, full error
	half                    bool // a private key without its public half, under whichever identifier
	leaky                   bool // keys that can be read out, which are killed only when asked to
	copied                  crypto.Signer
	opened, closed          int
}

type made struct {
	crypto.Signer
	label        string
	certificates []*x509.Certificate
}

func newCarrier(makes ...key.Kind) *carrier {
	return &carrier{makes: makes, made: map[string]*made{}}
}

func (c *carrier) shown() key.Carrier {
	return key.Carrier{Ref: "fake:one", Device: "Захищений носій", Serial: "0017", Form: key.FormToken, Makes: c.makes}
}

// only is the one key on the carrier.
func (c *carrier) only() crypto.Signer {
	for _, m := range c.made {
		return m.Signer
	}
	return nil
}

// onlyCertificate is that of the one key.
func (c *carrier) onlyCertificate() *x509.Certificate {
	for _, m := range c.made {
		if len(m.certificates) > 0 {
			return m.certificates[0]
		}
	}
	return nil
}

// opener opens the carrier for a program that the reaper may kill.
func (c *carrier) opener(r *reaper) func(context.Context, key.Ref) (key.Generator, error) {
	return func(_ context.Context, ref key.Ref) (key.Generator, error) {
		if ref != c.shown().Ref {
			return nil, key.ErrNoToken
		}
		var opened key.Generator
		return opened, r.around("opening", func() error {
			c.opened++
			opened = &session{c, r}
			return nil
		})
	}
}

type session struct {
	*carrier
	reaper *reaper
}

func (s *session) Kinds() []key.Kind { return s.makes }

func (s *session) Close() error {
	s.closed++
	return nil
}

func (s *session) Keys(context.Context) ([]key.Key, error) {
	var all []key.Key
	for _, m := range s.made {
		all = append(all, s.key(m))
	}
	return all, nil
}

func (s *session) key(m *made) key.Key {
	return key.New(signer{m.Signer, s.reaper, "new key"}, m.certificates...)
}

func (s *session) Made(_ context.Context, id []byte) (k key.Key, err error) {
	return k, s.reaper.around("finding", func() error {
		m, ok := s.made[string(id)]
		switch {
		case !ok:
			return key.ErrNoSuchKey
		case s.leaky:
			return key.ErrNoGenerator
		}
		k = s.key(m)
		return nil
	})
}

func (s *session) Generate(_ context.Context, order key.Order) (k key.Key, err error) {
	return k, s.reaper.around("making", func() error {
		switch {
		case s.refuses != nil:
			return s.refuses
		case !slices.Contains(s.makes, order.Kind):
			return key.ErrNoGenerator
		case s.made[string(order.ID)] != nil, s.half:
			return key.ErrKeyExists
		}
		m := &made{Signer: newKey(order.Kind), label: order.Label}
		if s.copied != nil {
			m.Signer = s.copied
		}
		s.made[string(order.ID)] = m
		k = s.key(m)
		if s.leaky {
			return key.ErrNoGenerator
		}
		return s.makesAnd
	})
}

func (s *session) Keep(_ context.Context, id []byte, certificates []*x509.Certificate) error {
	return s.reaper.around("keeping", func() error {
		m, ok := s.made[string(id)]
		switch {
		case !ok:
			return key.ErrNoSuchKey
		case s.full != nil:
			return s.full
		case len(certificates) == 0 || !pki.SamePublicKey(certificates[0], m.Public()):
			return key.ErrNoCertificate
		}
		m.certificates = certificates
		return nil
	})
}

func (s *session) Discard(_ context.Context, id []byte) error {
	return s.reaper.around("discarding", func() error {
		if m, ok := s.made[string(id)]; ok && len(m.certificates) > 0 {
			return key.ErrKeyExists
		}
		delete(s.made, string(id))
		s.half = false
		return nil
	})
}

// signer signs for a program that the reaper may kill.
type signer struct {
	crypto.Signer
	reaper *reaper
	name   string
}

func (s signer) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) (signature []byte, err error) {
	return signature, s.reaper.around("signing with the "+s.name, func() (err error) {
		signature, err = s.Signer.Sign(random, digest, opts)
		return err
	})
}

func newKey(kind key.Kind) crypto.Signer {
	var k crypto.Signer
	var err error
	switch kind {
	case key.DSTU4145M257:
		k, err = dstu4145.GenerateKey(dstu4145.M257(), nil, nil)
	case key.ECDSAP256:
		k, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case key.RSA2048:
		k, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		panic(err)
	}
	return k
}
