// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// examine checks what neither time nor the status of certificates changes, in
// the order of ETSI EN 319 102-1 section 5.3: format, cryptography, what binds
// the certificate. Every fault is told, not only the first.
func (c *examination) examine() {
	if c.si == nil {
		return
	}
	c.checkMessage()
	c.checkAttributes()
	c.checkContent()
	c.checkSignature()
	c.checkBinding()
	for _, s := range c.contentStamps {
		s.examine(c.contentDigest)
	}
	for _, s := range c.signatureStamps {
		s.examine(func(h *pki.Hash) []byte { return h.Sum(c.si.Signature) })
	}
	for _, s := range c.archiveStamps {
		s.examine(c)
	}
	for _, counter := range c.counters {
		counter.examine()
	}
}

// weigh gives the verdict, by what is known now: ETSI EN 319 102-1 sections 5.5
// and 5.6. Time-stamps come first, for they tell at what time the rest is to be
// judged.
func (c *examination) weigh() Verdict {
	if c.si == nil {
		return c.Verdict
	}
	w := *c
	w.Errors, w.Warnings = slices.Clip(c.Errors), slices.Clip(c.Warnings)
	w.judgeStamps()
	w.checkChain()
	w.checkStrength()
	w.checkStatus()
	w.checkClaimedTime()
	w.judgeCounterSignatures()
	w.Level = w.level()
	return w.Verdict
}

// checkMessage tells what is odd about the message as a whole.
func (c *examination) checkMessage() {
	if c.m.signed.Trailing {
		c.warn(TrailingData, "")
	}
	if n := len(c.m.signed.Unreadable); n > 0 {
		c.warn(UnreadableCertificates, fmt.Sprintf("%d, first: %v", n, c.m.signed.Unreadable[0].Err))
	}
	if names := c.unknownAttributes(); names != "" {
		c.warn(UnsignedAttributes, names)
	}
	if c.excess {
		c.warn(Excess, "")
	}
}

// checkContent compares the content with what was signed: the message digest,
// RFC 5652 section 5.4. It needs no certificate but for the table of GOST
// 34.311; with none, either table will do.
func (c *examination) checkContent() {
	h, err := c.si.DigestAlgorithm.Hash()
	if err != nil {
		c.fail(AlgorithmUnsupported, err.Error())
		return
	}
	candidates := c.signer.Forms(h)
	c.Hash = candidates[0]
	if c.parent != nil {
		c.checkCountersigned(candidates)
		return
	}
	if len(c.m.contents) == 0 {
		c.fail(ContentMissing, "")
		return
	}
	if c.si.RawSignedAttrs == nil {
		c.contentHolds = c.sameContent(candidates)
		return
	}
	digest, ok := c.si.SignedAttrs.MessageDigest()
	if !ok {
		return
	}
	for _, sums := range c.m.contents {
		if !slices.ContainsFunc(candidates, func(h *pki.Hash) bool { return sums.Sum(h) != nil }) {
			c.fail(DigestNotListed, h.Name())
			return
		}
		if !slices.ContainsFunc(candidates, func(h *pki.Hash) bool { return bytes.Equal(sums.Sum(h), digest) }) {
			c.fail(ContentChanged, "")
			return
		}
	}
	c.contentHolds = true
}

// contentDigest is that of what was signed; nil when it cannot be made.
func (c *examination) contentDigest(h *pki.Hash) []byte {
	switch {
	case c.parent != nil:
		return h.Sum(c.parent.si.Signature)
	case len(c.m.contents) == 0:
		return nil
	}
	return c.m.contents[0].digest(h)
}

// sameContent compares the content with the one given beside it, for a
// signature over the content itself.
func (c *examination) sameContent(candidates []*pki.Hash) bool {
	first := c.m.contents[0].Sum(candidates[0])
	for _, sums := range c.m.contents[1:] {
		if !bytes.Equal(first, sums.Sum(candidates[0])) {
			c.fail(ContentChanged, "")
			return false
		}
	}
	if first == nil {
		c.fail(DigestNotListed, candidates[0].Name())
	}
	return first != nil
}

// checkSignature verifies the signature value: RFC 5652 section 5.6.
func (c *examination) checkSignature() {
	if c.signer == nil {
		c.fail(SignerNotFound, "")
		return
	}
	if c.signer.Key == nil {
		c.fail(AlgorithmUnsupported, "public key")
		return
	}
	if c.Hash == nil {
		return
	}
	scheme, err := pki.SchemeOf(c.si.SignatureAlgorithm, c.Hash, c.signer.Key)
	if err != nil {
		c.fail(AlgorithmUnsupported, err.Error())
		return
	}
	var content []byte
	if c.si.RawSignedAttrs == nil {
		if !c.contentHolds {
			return // what it would be over is not at hand, or not the same
		}
		content = c.contentDigest(scheme.Hash)
	}
	departures, err := c.si.Verify(scheme, c.signer.Key, content)
	if departures.Unsorted {
		c.warn(AttributesUnsorted, "")
	}
	if err != nil {
		c.fail(SignatureWrong, "")
		return
	}
	if departures.Nested {
		c.warn(NestedSignature, "")
	}
	c.Intact = c.contentHolds
}

// checkStrength is the acceptance of the algorithms: ETSI EN 319 102-1 section
// 5.2.8.
func (c *examination) checkStrength() {
	if c.signer == nil || c.signer.Key == nil || c.Hash == nil {
		return
	}
	if weak := pki.Weak(c.signer.Key, c.Hash); weak != "" {
		c.fail(AlgorithmWeak, weak)
	}
}
