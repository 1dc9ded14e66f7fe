// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/status"
)

// judgeStamps judges the time-stamps, the youngest archive time-stamp first:
// each proves that those before it existed while their authorities were in
// order. What they prove of the signature is its best-signature-time: ETSI EN
// 319 102-1 sections 5.5.4 and 5.6.3.4.
func (c *examination) judgeStamps() {
	archives := slices.Clone(c.archiveStamps)
	slices.SortStableFunc(archives, func(a, b *archiveStamp) int { return b.base.Time.Compare(a.base.Time) })
	for _, a := range archives {
		if !c.judgeStamp(a.stamp, ArchiveStampNotValid) {
			continue
		}
		a.prove(c)
		if a.nonstandard() {
			c.warn(ArchiveNonstandard, "")
		}
	}
	for _, s := range c.signatureStamps {
		if c.judgeStamp(s, SignatureStampNotValid) {
			c.existence.prove(s.base.Time)
		}
	}
	c.BestTime, c.Proven = c.places(nil).proven(c.m.now)
	for _, s := range c.contentStamps {
		if c.judgeStamp(s, ContentStampNotValid) && s.earliest().After(c.after) {
			c.after = s.earliest()
		}
	}
	for _, s := range c.stamps() {
		c.TimeStamps = append(c.TimeStamps, s.verdict)
	}
	outOfOrder := func(s *stamp) bool { return s.verdict.SubIndication == TimestampOrderFailure }
	if slices.ContainsFunc(c.stamps(), outOfOrder) {
		c.fail(TimeStampsOutOfOrder, "")
	}
}

// judgeStamp reports whether a time-stamp proves its time. One that does not
// lowers the level; the signature may be good without it.
func (c *examination) judgeStamp(s *stamp, not Code) bool {
	verdict := s.judge()
	if !verdict.Passed() {
		c.warn(not, string(verdict.SubIndication))
	}
	return verdict.Passed()
}

// stamps are all time-stamps: content, signature, archive.
func (c *examination) stamps() []*stamp {
	all := slices.Concat(c.contentStamps, c.signatureStamps)
	for _, a := range c.archiveStamps {
		all = append(all, a.stamp)
	}
	return all
}

// checkClaimedTime compares what the signer claims with what is proven.
func (c *examination) checkClaimedTime() {
	switch claimed := c.ClaimedTime; {
	case claimed.IsZero():
	case claimed.After(c.BestTime.Add(clockSkew)) && !c.Proven:
		c.warn(ClaimedTimeInFuture, "")
	case claimed.After(c.BestTime.Add(clockSkew)), claimed.Add(clockSkew).Before(c.after):
		c.warn(ClaimedTimeDiffers, c.BestTime.UTC().Format(time.RFC3339))
	}
}

// clockSkew is how far the clocks of the parties may differ.
var clockSkew = status.UsualResponses.Skew
