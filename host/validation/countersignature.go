// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"bytes"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// newCounterSignature takes in a signature over the value of this one: RFC 5652
// section 11.4. One that cannot be read has a verdict and nothing else.
func (c *examination) newCounterSignature(value []byte, in carriers) *examination {
	si, err := cms.ParseSignerInfo(value)
	if err != nil {
		unreadable := &examination{Verdict: Verdict{Indication: TotalPassed, BestTime: c.m.now}}
		unreadable.fail(MalformedMessage, err.Error())
		return unreadable
	}
	return c.m.newExamination(&si, c, in)
}

// checkCountersigned compares the value that is confirmed with what was signed.
func (c *examination) checkCountersigned(candidates []*pki.Hash) {
	if c.si.RawSignedAttrs == nil {
		c.contentHolds = true // the signature itself is over it
		return
	}
	digest, ok := c.si.SignedAttrs.MessageDigest()
	if !ok {
		return
	}
	c.contentHolds = slices.ContainsFunc(candidates, func(h *pki.Hash) bool {
		return bytes.Equal(c.contentDigest(h), digest)
	})
	if !c.contentHolds {
		c.fail(ContentChanged, "")
	}
}

// judgeCounterSignatures adds the verdicts on them. They confirm the signature
// and decide nothing about it.
func (c *examination) judgeCounterSignatures() {
	for _, counter := range c.counters {
		verdict := counter.weigh()
		c.CounterSignatures = append(c.CounterSignatures, verdict)
		if verdict.Indication != TotalPassed {
			c.warn(CounterSignatureNotValid, string(verdict.SubIndication))
		}
	}
}
