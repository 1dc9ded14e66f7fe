// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"errors"
	"time"

	"github.com/pidpys/pidpys/host/pki/internal/policy"
	"github.com/pidpys/pidpys/host/pki/internal/subtree"
)

// validation is the state variables of RFC 5280 section 6.1.2 on the way from
// the anchor down to the certificate asked about. Names have to keep the
// constraints of every issuer, which is what intersecting the permitted and
// uniting the excluded subtrees comes to.
type validation struct {
	constraints []*subtree.Constraints
	policies    *policy.State
	room        int               // max_path_length
	limiter     *x509.Certificate // which set it; nil if none did
}

// validate applies the rules to a route whose signatures verify and whose last
// member is an anchor, and returns the policies that hold. Broken constraints
// come before expiry: those are wrong at any time.
func validate(r route, at time.Time, d Demands) ([]x509.OID, error) {
	top := len(r) - 1
	v := validation{policies: policy.New(policy.Inputs{
		Initial: d.Policies, Explicit: d.ExplicitPolicy, NoMapping: d.NoPolicyMapping, NoAny: d.NoAnyPolicy, PathLength: top,
	})}
	if anchor := r[top]; anchor.certificate != nil && top > 0 {
		if err := v.trust(anchor); err != nil {
			return nil, err
		}
	}
	for i := top - 1; i >= 0; i-- {
		if err := v.process(r[i], r[i+1], i == 0); err != nil {
			return nil, err
		}
		if i == 0 {
			break
		}
		if err := v.prepare(r[i]); err != nil {
			return nil, err
		}
	}
	policies, err := v.wrapUp(r[0].certificate, d.Purpose)
	if err != nil {
		return nil, err
	}
	for _, cert := range r.certificates() {
		if err := checkValidity(cert, at); err != nil {
			return nil, err
		}
	}
	return policies, nil
}

// trust takes the limits that an anchor's certificate sets, RFC 5937. One of
// version 1 has no extensions to set any.
func (v *validation) trust(anchor *issuer) error {
	if anchor.certificate.Version < 3 {
		return nil
	}
	if err := checkIssuer(anchor.certificate); err != nil {
		return err
	}
	if err := checkExtensions(anchor.certificate); err != nil {
		return err
	}
	if err := v.constrain(anchor); err != nil {
		return err
	}
	return policyError(anchor.certificate, v.policies.Constrain(anchor.certificate))
}

// process is section 6.1.3, but for signature, dates and name chaining, with
// 6.1.4 (k), (n) and (o), and 6.1.5 (f).
func (v *validation) process(i, by *issuer, last bool) error {
	cert := i.certificate
	if !last {
		if err := checkIssuer(cert); err != nil {
			return err
		}
	}
	if err := checkExtensions(cert); err != nil {
		return err
	}
	if err := checkStrength(i, by); err != nil {
		return err
	}
	if len(v.constraints) > 0 && (last || !i.selfIssued()) {
		if err := v.checkNames(i); err != nil {
			return &ConstraintError{Certificate: cert, Constraint: NameConstraints, Detail: err.Error()}
		}
	}
	return policyError(cert, v.policies.Process(cert, i.selfIssued(), last))
}

func (v *validation) checkNames(i *issuer) error {
	names, err := i.names()
	if err != nil {
		return err
	}
	for _, c := range v.constraints {
		if err := c.Check(names); err != nil {
			return err
		}
	}
	return nil
}

// prepare is the rest of section 6.1.4.
func (v *validation) prepare(i *issuer) error {
	cert := i.certificate
	if err := policyError(cert, v.policies.Prepare(cert, i.selfIssued())); err != nil {
		return err
	}
	if v.limiter != nil && !i.selfIssued() {
		if v.room == 0 {
			return &ConstraintError{Certificate: v.limiter, Constraint: PathLength}
		}
		v.room--
	}
	return v.constrain(i)
}

// constrain is section 6.1.4 (g) and (m).
func (v *validation) constrain(i *issuer) error {
	constraints, err := i.constraints()
	if err != nil {
		return &ConstraintError{Certificate: i.certificate, Constraint: Extension, Detail: err.Error()}
	}
	if constraints != nil {
		v.constraints = append(v.constraints, constraints)
	}
	if limit := i.certificate.MaxPathLen; (limit > 0 || i.certificate.MaxPathLenZero) && (v.limiter == nil || limit < v.room) {
		v.room, v.limiter = limit, i.certificate
	}
	return nil
}

// wrapUp is section 6.1.5.
func (v *validation) wrapUp(cert *x509.Certificate, purpose Purpose) ([]x509.OID, error) {
	policies, err := v.policies.WrapUp(cert)
	if err != nil {
		return nil, policyError(cert, err)
	}
	if !purpose.fits(cert) {
		return nil, &ConstraintError{Certificate: cert, Constraint: WrongPurpose, Detail: "not for " + purpose.String()}
	}
	return policies, nil
}

func policyError(cert *x509.Certificate, err error) error {
	if err == nil {
		return nil
	}
	e := &ConstraintError{Certificate: cert, Constraint: NoPolicy}
	switch {
	case errors.Is(err, policy.ErrMapping):
		e.Constraint = PolicyMapping
	case errors.Is(err, policy.ErrNotDemanded):
		e.Constraint = PolicyDemand
	case errors.Is(err, policy.ErrNegative):
		e.Constraint, e.Detail = Extension, err.Error()
	}
	return e
}

// checkIssuer applies section 6.1.4 (k) and (n) to a certificate that issued
// another.
func checkIssuer(cert *x509.Certificate) error {
	switch {
	case !cert.BasicConstraintsValid || !cert.IsCA:
		return &ConstraintError{Certificate: cert, Constraint: NotCA}
	case !allows(cert, x509.KeyUsageCertSign):
		return &ConstraintError{Certificate: cert, Constraint: NoCertSign}
	case isEmptyName(cert.RawSubject):
		return &ConstraintError{Certificate: cert, Constraint: EmptyName}
	}
	return nil
}

// checkStrength judges the signature of a certificate by the issuer's key.
func checkStrength(cert, by *issuer) error {
	pub, err := by.publicKey()
	if err != nil {
		return err
	}
	alg, err := SignatureAlgorithmOf(cert.certificate)
	if err != nil {
		return err
	}
	scheme, err := SchemeOf(alg, nil, pub)
	if err != nil {
		return err
	}
	if weak := Weak(pub, scheme.Hash); weak != "" {
		return &ConstraintError{Certificate: cert.certificate, Constraint: WeakAlgorithm, Detail: weak}
	}
	return nil
}
