// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
)

// A pathKey is what a path was asked for.
type pathKey struct {
	certificate certificateKey
	at          int64
}

type pathFound struct {
	certificates []*x509.Certificate
	err          error
}

// path builds the path of a certificate at a time, once for all signatures of a
// message.
func (m *message) path(cert *x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	if m.trust == nil {
		return nil, pki.ErrNoChain
	}
	key := pathKey{keyOf(cert), at.Unix()}
	found, known := m.paths[key]
	if !known {
		found.certificates, found.err = m.trust.Chain(cert, nil, at)
		m.paths[key] = found
	}
	return found.certificates, found.err
}

// isRoot reports whether a member of a path is a trusted root itself, about
// whose status nobody is asked.
func (m *message) isRoot(path []*x509.Certificate, i int) bool {
	return i+1 == len(path) && m.trust.IsAnchor(path[i])
}

// chainFault names an error of a path for the certificate at its beginning.
func chainFault(err error, cert *x509.Certificate) (Code, string) {
	var validity *pki.ValidityError
	var constraint *pki.ConstraintError
	switch {
	case errors.As(err, &validity) && !validity.Certificate.Equal(cert):
		return ChainExpired, err.Error()
	case errors.As(err, &validity) && validity.NotYet:
		return CertificateNotYetValid, err.Error()
	case errors.As(err, &validity):
		return CertificateExpired, err.Error()
	case errors.As(err, &constraint) && constraint.Constraint == pki.WeakAlgorithm:
		return AlgorithmWeak, err.Error()
	case errors.As(err, &constraint):
		return ChainBroken, err.Error()
	}
	return ChainNotFound, ""
}

func revocationDetail(r crl.Revocation) string {
	return fmt.Sprintf("%s, %s", r.Time.UTC().Format(time.RFC3339), r.Reason)
}

func unknownDetail(cert *x509.Certificate, why error) string {
	return fmt.Sprintf("%s: %v", pki.DisplayText(pki.Subject(cert).DisplayName()), why)
}

// issuer finds the certificate that a certificate of a path is signed by: the
// next of the path, or, where an anchor is only a name and a key, one that
// somebody supplied.
func (m *message) issuer(path []*x509.Certificate, i int) *x509.Certificate {
	if i+1 < len(path) {
		return path[i+1]
	}
	key := keyOf(path[i])
	found, known := m.issuers[key]
	if !known {
		found = m.trust.IssuerOf(path[i], nil)
		m.issuers[key] = found
	}
	return found
}
