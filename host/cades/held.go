// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// A timeStamp is one that a signature has, and that holds: it is of what it
// should be of, and by an authority below a trusted root. Unsigned attributes
// anybody can add: BEWARE of a time-stamp that is only there.
type timeStamp struct {
	token *tsp.Token
	path  []*x509.Certificate
}

func (t timeStamp) time() time.Time { return t.token.Info.Time }

// maxStamps bounds the time-stamps of one kind that a signature may have looked
// at: a hostile one has thousands.
const maxStamps = 32

func few(values [][]byte) [][]byte { return values[:min(len(values), maxStamps)] }

// hold verifies who made a time-stamp.
func (s *signature) hold(token *tsp.Token) (timeStamp, error) {
	var named []*x509.Certificate
	if found := s.certificates.Signer(&token.Signed.SignerInfos[0]); found != nil && !found.Unreadable {
		named = []*x509.Certificate{found.Certificate}
	}
	path, err := token.Verify(named, s.trust)
	if err != nil {
		return timeStamp{}, fmt.Errorf("cades: time-stamp: %w", err)
	}
	return timeStamp{token, s.completed(path.Certificates)}, nil
}

// signatureStamps are the time-stamps over the signature value: ETSI EN 319
// 122-1 section 5.3. Without any, the error says why one of the value does not
// hold, if there is one.
func (s *signature) signatureStamps() (held []timeStamp, err error) {
	for _, value := range few(s.info.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)) {
		token, unreadable := tsp.ParseToken(value)
		if unreadable != nil || token.Stamps(func(h *pki.Hash) []byte { return h.Sum(s.info.Signature) }) != nil {
			continue
		}
		stamp, failure := s.hold(token)
		if failure != nil {
			err = failure
			continue
		}
		held = append(held, stamp)
	}
	if len(held) > 0 {
		return held, nil
	}
	return nil, err
}

// contentStamps are the time-stamps over the content, which the signer signed:
// ETSI EN 319 122-1 section 5.2.8. All must hold.
func (s *signature) contentStamps() (held []timeStamp, err error) {
	for _, value := range few(s.info.SignedAttrs.Values(cms.OIDContentTimeStamp)) {
		token, err := tsp.ParseToken(value)
		if err != nil {
			return nil, fmt.Errorf("cades: %w", err)
		}
		stamp, err := s.hold(token)
		if err != nil {
			return nil, err
		}
		held = append(held, stamp)
	}
	return held, nil
}

// archiveStamps are the archive time-stamps, the oldest first: ETSI EN 319 122-1
// section 5.5.3. They can be told from others by the content alone.
func (s *signature) archiveStamps() (held []timeStamp) {
	if s.content == nil {
		return nil
	}
	for _, value := range few(s.info.UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3)) {
		token, err := tsp.ParseToken(value)
		if err != nil || !s.archives(token) {
			continue
		}
		if stamp, err := s.hold(token); err == nil {
			held = append(held, stamp)
		}
	}
	// The order of a set says nothing about time.
	slices.SortStableFunc(held, func(a, b timeStamp) int { return a.time().Compare(b.time()) })
	return held
}

// archives reports whether an archive time-stamp is of the signature. One by a
// hash that callers are not asked for cannot be looked into.
func (s *signature) archives(token *tsp.Token) bool {
	index, err := ArchiveIndexOf(token)
	if err != nil || index.Check(s.message, s.info) != nil {
		return false
	}
	return token.Stamps(func(h *pki.Hash) []byte {
		if h != s.hash && h != StampHash(s.hash) {
			return nil
		}
		content, err := s.content(h)
		if err != nil {
			return nil
		}
		imprint, err := index.Imprint(h, s.message, s.info, content)
		if err != nil {
			return nil
		}
		return imprint
	}) == nil
}
