// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"context"
	"crypto"
	"crypto/x509"
	"slices"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// Bounds of a challenge, in UTF-16 units: 32 octets in base64, and what nobody needs.
const (
	minNonce = 44
	maxNonce = 128
)

// tokenFormat names what authenticate makes, and its version.
const tokenFormat = "web-eid:1.0"

// token signs a person in. The server trusts the certificate once it has verified it.
type token struct {
	UnverifiedCertificate protocol.Base64 `json:"unverifiedCertificate"`
	Algorithm             string          `json:"algorithm"`
	Signature             protocol.Base64 `json:"signature"`
	Format                string          `json:"format"`
	AppVersion            string          `json:"appVersion"`
}

// authenticate signs hash(origin)‖hash(challengeNonce), so that a token that one site
// got is of no use on another: origin is the browser's word, not the page's.
func (d *dialect) authenticate(ctx context.Context, arguments protocol.Raw) (any, error) {
	var a struct {
		ChallengeNonce string `json:"challengeNonce"`
		Lang           string `json:"lang,omitempty"`
	}
	if err := protocol.Unmarshal(arguments, &a); err != nil {
		return nil, argument("arguments")
	}
	if n := len(utf16.Encode([]rune(a.ChallengeNonce))); n < minNonce || n > maxNonce {
		return nil, argument("challengeNonce")
	}
	made := token{Format: tokenFormat, AppVersion: "https://github.com/pidpys/pidpys/releases/" + d.release}
	var public crypto.PublicKey
	signatures, err := d.desk.Sign(ctx, nil, service.SignOrder{
		Form:   service.Raw,
		Login:  true,
		Wanted: service.Wanted{Fits: authenticates},
		Compose: func(c key.Candidate) (*pki.Hash, []service.Paper) {
			var hash *pki.Hash
			public = c.Key.Public()
			made.Algorithm, hash = tokenAlgorithm(public)
			made.UnverifiedCertificate = c.Certificate.Raw
			statement := slices.Concat(hash.Sum([]byte(d.desk.Origin())), hash.Sum([]byte(a.ChallengeNonce)))
			return hash, []service.Paper{{Content: statement}}
		},
	})
	if err != nil {
		return nil, err
	}
	made.Signature, err = flat(public, signatures[0])
	return made, err
}

// authenticates reports whether a key signs people in, and nothing else.
func authenticates(c key.Candidate) bool {
	_, hash := tokenAlgorithm(c.Key.Public())
	usage := c.Certificate.KeyUsage & (x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment)
	return hash != nil && usage == x509.KeyUsageDigitalSignature && !key.AnswersCMS(c.Key)
}
