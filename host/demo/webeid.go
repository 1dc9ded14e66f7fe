// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/status"
)

// serveWebEID answers the script of a page that speaks the protocol of Web eID
// (facts/native-messaging.md, section 3).
func (d *cabinet) serveWebEID(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/web-eid", d.webEIDLogin)
	mux.HandleFunc("POST /api/web-eid/prepare", d.visited(d.webEIDPrepare))
	mux.HandleFunc("POST /api/web-eid/finish", d.visited(d.webEIDFinish))
}

// errToken is why a token of Web eID is not believed; errors about it wrap this.
var errToken = errors.New("web eid: not a token for this cabinet")

// A webEIDToken is what authenticate answers with, format "web-eid:1.0".
type webEIDToken struct {
	Certificate []byte `json:"unverifiedCertificate"`
	Algorithm   string `json:"algorithm"` // a name of RFC 7518 section 3.1
	Signature   []byte `json:"signature"`
	Format      string `json:"format"`
}

// webEIDHashes are the algorithms of tokens that the demo's certificates can have.
var webEIDHashes = map[string]*pki.Hash{
	"ES256": pki.SHA256, "ES384": pki.SHA384, "ES512": pki.SHA512,
	"RS256": pki.SHA256, "RS384": pki.SHA384, "RS512": pki.SHA512,
}

func (d *cabinet) webEIDLogin(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Challenge []byte      `json:"challenge"` // that the page was given
		Token     webEIDToken `json:"token"`
	}
	limit := int64(base64.StdEncoding.EncodedLen(relying.MaxToken) + 1024)
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit)).Decode(&body); err != nil {
		deny(w, http.StatusBadRequest, "the request is not a login")
		return
	}
	visitor, err := d.believe(r.Context(), d.sessions.Name(r), body.Challenge, body.Token)
	d.welcome(w, r, visitor, byWebEID, err)
}

// believe verifies a token: whose it is, that it was made for this origin and for
// a challenge of this session, and that the certificate is for sign-ins.
func (d *cabinet) believe(ctx context.Context, session string, challenge []byte, token webEIDToken) (v relying.Visitor, err error) {
	certificate, public, err := d.readable(ctx, token.Certificate)
	if err != nil {
		return v, err
	}
	hash := webEIDHashes[token.Algorithm]
	switch {
	case token.Format != "web-eid:1.0" || hash == nil:
		return v, fmt.Errorf("%w: format %q, algorithm %q", errToken, token.Format, token.Algorithm)
	case certificate.KeyUsage&x509.KeyUsageDigitalSignature == 0 || certificate.KeyUsage&x509.KeyUsageContentCommitment != 0:
		return v, fmt.Errorf("%w: a certificate for documents", errToken)
	}
	nonce := base64.StdEncoding.EncodeToString(challenge)
	signed := append(hash.Sum([]byte(d.Verifier.Origin)), hash.Sum([]byte(nonce))...)
	if err := pki.VerifyDigest(public, hash, hash.Sum(signed), asCMS(public, token.Signature)); err != nil {
		return v, fmt.Errorf("%w: %w", errToken, err)
	}
	if err := d.Verifier.Answered(ctx, challenge, session); err != nil {
		return v, err
	}
	return relying.Visitor{
		Person: pki.Subject(certificate), Certificate: certificate, Qualified: pki.Qualified(certificate), Hash: hash, Time: time.Now(),
	}, nil
}

// readable is a certificate of a trusted chain that is in force, and its key.
func (d *cabinet) readable(ctx context.Context, der []byte) (*x509.Certificate, any, error) {
	certificate, err := pki.ParseCertificate(der)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errToken, err)
	}
	chain, err := d.Verifier.Trust.Chain(certificate, nil, time.Now())
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errToken, err)
	}
	answers, errs := d.Verifier.Status.CheckAll(ctx, []status.Question{{Certificate: chain[0], Issuer: chain[1]}})
	if err := errs[0]; err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errToken, err)
	}
	if answers[0].Revoked {
		return nil, nil, fmt.Errorf("%w: revoked", errToken)
	}
	public, err := pki.PublicKey(certificate)
	return certificate, public, err
}

// asCMS writes a value of ECDSA, r and s side by side as RFC 7518 section 3.4 has
// them, as RFC 3279 section 2.2.3 does. Others stay as they are.
func asCMS(public any, value []byte) []byte {
	if _, ok := public.(*ecdsa.PublicKey); !ok || len(value)%2 != 0 {
		return value
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(value[:len(value)/2]))
		b.AddASN1BigInt(new(big.Int).SetBytes(value[len(value)/2:]))
	})
	return b.BytesOrPanic()
}
