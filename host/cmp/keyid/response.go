// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keyid

import (
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/pki"
)

// Limits on a response. A provider that adds the certificates of all its
// servers sends some dozens of a few kilobytes.
const (
	MaxResponse     = 256 << 10 // octets
	MaxCertificates = 128
)

// Statuses of a response. Clients disagree on whether success is 1 or 0, so
// that no client should rest on it.
const (
	StatusFound    = 1
	StatusNotFound = 3
)

// A Response is what a provider answers. Nothing in it is verified.
type Response struct {
	Status       uint32
	Certificates []*x509.Certificate // may be none
}

// MarshalResponse writes a response. Its first word is that of a request: what
// providers write there is not known, and no client looks.
func MarshalResponse(status uint32, certs []*x509.Certificate) ([]byte, error) {
	octets := binary.LittleEndian.AppendUint32(nil, requestType)
	octets = binary.LittleEndian.AppendUint32(octets, status)
	if len(certs) > 0 {
		bundle, err := pki.MarshalCertificates(certs)
		if err != nil {
			return nil, fmt.Errorf("keyid: %w", err)
		}
		octets = append(octets, bundle...)
	}
	return wrap(octets)
}

// ParseResponse reads a response of at most MaxResponse octets. Certificates
// that cannot be read are passed over.
func ParseResponse(message []byte) (Response, error) {
	if len(message) > MaxResponse {
		return Response{}, fmt.Errorf("%w: %d octets", ErrMalformed, len(message))
	}
	octets, err := unwrap(message)
	if err != nil {
		return Response{}, err
	}
	if len(octets) < 8 {
		return Response{}, ErrMalformed
	}
	_, status := word(&octets), word(&octets)
	certs, err := pki.ParseCertificates(octets)
	if err != nil && !errors.Is(err, pki.ErrNoCertificate) || len(certs) > MaxCertificates {
		return Response{}, fmt.Errorf("%w: its certificates", ErrMalformed)
	}
	return Response{Status: status, Certificates: certs}, nil
}
