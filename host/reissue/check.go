// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// inForce tells whether a certificate for signatures is valid, of a pinned root,
// and not revoked, and answers its chain. A status that nobody tells is no good
// one.
func (o *Office) inForce(ctx context.Context, cert *x509.Certificate, others []*x509.Certificate) ([]*x509.Certificate, error) {
	chain, err := o.chain(cert, others, o.Now())
	if err != nil {
		return nil, err
	}
	if len(chain) < 2 {
		return nil, &cades.StatusError{Certificate: cert, Err: errNoIssuer}
	}
	var questions []status.Question
	for i, c := range chain[:len(chain)-1] {
		questions = append(questions, status.Question{Certificate: c, Issuer: chain[i+1]})
	}
	answers, errs := o.status().CheckAll(ctx, questions)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	for i, q := range questions {
		switch {
		case errs[i] != nil:
			return nil, &cades.StatusError{Certificate: q.Certificate, Err: errs[i]}
		case answers[i].Revoked:
			return nil, &cades.RevokedError{Certificate: q.Certificate, Revocation: answers[i].Revocation}
		}
	}
	return chain, nil
}

// status asks anew: what is kept may be from before another re-issue of the same
// key. Offline there is nothing else.
func (o *Office) status() *status.Source {
	current := *o.Witness.Status()
	if current.Network != nil {
		current.Folder = ""
	}
	return &current
}

// errNoIssuer is what a [cades.StatusError] holds where the issuer is known by
// name and key alone.
var errNoIssuer = errors.New("certificate of the issuer not found")

// chain leads from a certificate for signatures to a pinned root, with the root's
// own certificate if that is at hand.
func (o *Office) chain(cert *x509.Certificate, others []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	trust := o.trust(others)
	path, err := trust.Validate(cert, nil, at, pki.Demands{Purpose: pki.ForSigning})
	if err != nil {
		return nil, err
	}
	chain := path.Certificates
	if last := chain[len(chain)-1]; !isRoot(last) {
		if root := trust.IssuerOf(last, nil); root != nil {
			chain = append(chain, root)
		}
	}
	return chain, nil
}

func isRoot(cert *x509.Certificate) bool { return pki.EqualNames(cert.RawIssuer, cert.RawSubject) }

// belowRoot are the certificates that others need to build a chain: roots they
// have, or do not trust.
func belowRoot(certs []*x509.Certificate) []*x509.Certificate {
	return slices.DeleteFunc(slices.Clone(certs), isRoot)
}

// road is how requests come to the authority of a certificate.
func (o *Office) road(chain []*x509.Certificate) Road {
	if _, ok := o.address(chain); ok {
		return CMP
	}
	return Files
}

// kindOf names the algorithm of a key, empty for one that is never made here.
func kindOf(public crypto.PublicKey) key.Kind {
	switch public.(type) {
	case *dstu4145.PublicKey:
		return key.DSTU4145M257
	case *ecdsa.PublicKey:
		return key.ECDSAP256
	case *rsa.PublicKey:
		return key.RSA2048
	}
	return ""
}

func (o *Office) cautions(old Old, onto key.Carrier, kind key.Kind) []Caution {
	var all []Caution
	add := func(c Caution, holds bool) {
		if holds {
			all = append(all, c)
		}
	}
	_, replaced := o.Replaced(old.Key.Public())
	unfinished, _ := o.Unfinished() // a journal that cannot be read warns of nothing
	add(Simulated, onto.Form == key.FormSimulated)
	add(NotQualifiedDevice, onto.Form == key.FormTPM)
	add(UnlimitedTries, onto.PIN.Unlimited)
	add(AlgorithmChanges, kindOf(old.Key.Public()) != kind)
	add(AgreementKeyStays, old.Agreement)
	add(AlreadyReplaced, replaced)
	add(AnotherUnfinished, slices.ContainsFunc(unfinished, func(p *Plan) bool {
		return pki.SamePublicKey(p.Old, old.Key.Public())
	}))
	return all
}
