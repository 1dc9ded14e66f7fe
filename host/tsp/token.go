// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pki"
)

// OIDInfo is id-ct-TSTInfo, the content type of tokens: RFC 3161 section 2.4.2.
var OIDInfo = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}

// Limits on tokens.
const (
	MaxToken = 256 << 10 // octets
	maxInfo  = 16 << 10  // octets of TSTInfo
)

// A Token is a time-stamp: an [Info] in a SignedData with one signature.
// Nothing in it is verified.
type Token struct {
	Raw  []byte // the ContentInfo, with the lengths of DER: a signed attribute may hold it
	Info *Info
	// Signed is the message around the Info. Its certificates need not hold the
	// authority's, and in Ukraine often hold none.
	Signed *cms.SignedData

	info []byte // the octets of TSTInfo, which are signed
}

// ParseToken reads a token, in DER or BER. It keeps raw if that is DER.
func ParseToken(raw []byte) (*Token, error) {
	if len(raw) > MaxToken {
		return nil, ErrTooLarge
	}
	raw, err := ber.Values(raw, maxDepth)
	switch {
	case errors.Is(err, ber.ErrTooDeep):
		return nil, ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	reader, err := cms.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if reader.Detached() || !reader.ContentType().EqualASN1OID(OIDInfo) {
		return nil, malformed("no time-stamp token")
	}
	t := &Token{Raw: raw}
	if t.info, err = io.ReadAll(io.LimitReader(reader.Content(), maxInfo+1)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(t.info) > maxInfo {
		return nil, ErrTooLarge
	}
	if t.Signed, err = reader.SignedData(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(t.Signed.SignerInfos) != 1 || t.Signed.Trailing {
		return nil, malformed("a token has one signature and nothing behind it")
	}
	t.Info, err = parseInfo(t.info)
	return t, err
}

// Certificates are those of the token that can be read.
func (t *Token) Certificates() []*x509.Certificate { return t.Signed.Certificates }

// Stamps checks that the token is of the data whose digest sum gives, by
// whatever hash it is asked for; nil means that it has none by that hash. GOST
// 34.311 is asked for with either table. The error is [ErrImprint] or of the
// hash.
func (t *Token) Stamps(sum func(*pki.Hash) []byte) error {
	h, err := t.Info.Imprint.Hash.Hash()
	if err != nil {
		return fmt.Errorf("tsp: imprint: %w", err)
	}
	same := func(h *pki.Hash) bool {
		digest := sum(h)
		return digest != nil && bytes.Equal(digest, t.Info.Imprint.Digest)
	}
	if same(h) || h == pki.GOST34311 && same(pki.GOST34311Example) {
		return nil
	}
	return ErrImprint
}

// Before reports whether t is certainly older than o: RFC 3161 section 2.4.2,
// ordering. Where the accuracies overlap, neither is before the other.
func (t *Token) Before(o *Token) bool {
	if t.Info.Ordering && o.Info.Ordering && t.sameSigner(o) {
		return t.Info.Time.Before(o.Info.Time)
	}
	return t.Info.Latest().Before(o.Info.Earliest())
}

// sameSigner compares what the tokens say of their signers.
func (t *Token) sameSigner(o *Token) bool {
	a, b := t.signer(), o.signer()
	if a.SubjectKeyID != nil || b.SubjectKeyID != nil {
		return bytes.Equal(a.SubjectKeyID, b.SubjectKeyID)
	}
	return a.Serial.Cmp(b.Serial) == 0 && pki.EqualNames(a.Issuer, b.Issuer)
}

func (t *Token) signer() *cms.SignerInfo { return &t.Signed.SignerInfos[0] }
