// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/pidpys/pidpys/host/pki"
)

// A pair is the certificates of a server.
type pair struct {
	agreement *x509.Certificate
	signing   *x509.Certificate
}

// Limits on what a server shows: the two certificates, and what may come to stand
// beside them.
const (
	maxCertificates = 16
	maxPair         = maxCertificates * 16 << 10 // octets of JSON
)

var (
	errPair      = errors.New("no certificates for key agreement and signing")
	errManyCerts = errors.New("too many certificates")
)

// parsePair reads the answer to get-certificates. Which certificate is which its
// key usage says; the order, key agreement first, is only what was met.
func parsePair(data []byte) (*pair, error) {
	if len(data) > maxPair {
		return nil, errManyCerts
	}
	var answer struct {
		Certificates [][]byte `json:"certificates"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, err
	}
	if len(answer.Certificates) > maxCertificates {
		return nil, errManyCerts
	}
	var p pair
	for _, der := range answer.Certificates {
		cert, err := pki.ParseCertificate(der)
		switch {
		case err != nil:
			return nil, err
		case pki.CanAgree(cert) && p.agreement == nil:
			p.agreement = cert
		case cert.KeyUsage&x509.KeyUsageDigitalSignature != 0 && !pki.IsCA(cert) && p.signing == nil:
			p.signing = cert
		}
	}
	if p.agreement == nil || p.signing == nil {
		return nil, errPair
	}
	return &p, nil
}

// certificates asks for the server's, and trusts them if both lead to a root. Any
// subscriber's would: that they are this server's, TLS alone says. Whether they are
// revoked is not looked at.
func (p *provider) certificates(ctx context.Context) (*pair, error) {
	data, err := p.send(ctx, http.MethodGet, "get-certificates", nil)
	if err != nil {
		return nil, err
	}
	if r := plainFailure(data); r != nil {
		return nil, p.refusal(r.ErrorCode, r.ErrorMessage)
	}
	found, err := parsePair(data)
	if err != nil {
		return nil, p.wrong("certificates: %w", err)
	}
	trust, now := p.Trust(), p.Now()
	for _, cert := range []*x509.Certificate{found.agreement, found.signing} {
		if _, err := trust.Validate(cert, nil, now, pki.Demands{}); err != nil {
			return nil, p.wrong("certificates: %w", err)
		}
	}
	return found, nil
}
