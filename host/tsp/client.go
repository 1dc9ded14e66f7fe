// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"context"
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/pki"
)

// A Network carries requests: an outbound.Courier is one.
type Network interface {
	Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error)
}

// A Client asks time-stamping authorities.
type Client struct {
	Network Network
	// Trust holds the pinned roots, below which the authorities stand.
	Trust *pki.Trust
	// Certificates are where an authority's certificate is looked for that its
	// tokens do not hold.
	Certificates []*x509.Certificate
	// Policy is what is asked for; the zero value asks for none.
	Policy x509.OID
}

// Stamp has the authority at a URL stamp a digest by h, and judges the token.
// That the authority's own certificate may be revoked, and its clock wrong, is
// for the caller to look at. Errors are those of the network, of
// [ParseResponse], [Request.Check] and [Token.Verify].
func (c *Client) Stamp(ctx context.Context, url string, h *pki.Hash, digest []byte) (*Token, error) {
	request, err := NewRequest(h, digest)
	if err != nil {
		return nil, err
	}
	request.Policy = c.Policy
	message, err := request.Marshal()
	if err != nil {
		return nil, fmt.Errorf("tsp: %w", err)
	}
	answer, err := c.Network.Post(ctx, url, QueryType, message, MaxResponse)
	if err != nil {
		return nil, fmt.Errorf("tsp: %w", err)
	}
	token, err := ParseResponse(answer)
	if err != nil {
		return nil, err
	}
	if err := request.Check(token); err != nil {
		return nil, err
	}
	if _, err := token.Verify(c.Certificates, c.Trust); err != nil {
		return nil, err
	}
	return token, nil
}
