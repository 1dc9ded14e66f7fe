// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
)

// A TimeStamp is what is said about a time-stamp over files of the container:
// over its one document (ETSI EN 319 162-1 section 4.3), or over a manifest that
// lists documents, or over an archive manifest, which lists signatures and older
// time-stamps as well (annex A.7).
type TimeStamp struct {
	validation.TimeStamp
	// File is the token's, Manifest that of the manifest it is over.
	File, Manifest string
	// Documents are those that it is over.
	Documents []Document
	assertion *Assertion
}

// judgeStamps judges the time-stamps, the newest first, for it proves when
// those it lists existed.
func (c *Container) judgeStamps(ctx context.Context, v *validation.Verifier, sums digests) ([]TimeStamp, error) {
	var stamps []TimeStamp
	for _, a := range c.TimeStamps {
		t, err := c.judgeStamp(ctx, v, a, sums)
		if err != nil {
			return nil, err
		}
		stamps = append(stamps, t)
	}
	slices.SortStableFunc(stamps, func(a, b TimeStamp) int { return b.Time.Compare(a.Time) })
	for i := range stamps {
		proven := provenBy(stamps[:i], v, stamps[i].assertion)
		if proven == v {
			continue
		}
		t, err := c.judgeStamp(ctx, proven, stamps[i].assertion, sums)
		if err != nil {
			return nil, err
		}
		stamps[i] = t
	}
	return stamps, nil
}

func (c *Container) judgeStamp(ctx context.Context, v *validation.Verifier, a *Assertion, sums digests) (TimeStamp, error) {
	token, err := readAll(a.file, tsp.MaxToken)
	if err != nil {
		return TimeStamp{}, err
	}
	kind := validation.DocumentStamp
	if strings.Contains(strings.ToLower(a.Manifest), "archivemanifest") {
		kind = validation.ArchiveStamp
	}
	found, documents := c.check(a, sums)
	var unread error
	judged, err := v.TimeStamp(ctx, kind, token, func(h *pki.Hash) []byte {
		var sum []byte
		sum, unread = c.stamped(ctx, a, h)
		return sum
	})
	if isDamage(unread) {
		found = append(found, finding(DocumentDamaged, unread.Error()))
	} else if unread != nil {
		return TimeStamp{}, unread
	}
	if err != nil {
		return TimeStamp{}, fmt.Errorf("asic: %w", err)
	}
	t := TimeStamp{TimeStamp: judged, File: a.Name, Manifest: a.Manifest, Documents: documents, assertion: a}
	t.Indication, t.SubIndication = blamed(found, t.Indication, t.SubIndication)
	t.Errors = append(found, t.Errors...)
	return t, nil
}

// stamped is the digest of what a time-stamp is over; nil where that is not
// known.
func (c *Container) stamped(ctx context.Context, a *Assertion, h *pki.Hash) ([]byte, error) {
	switch {
	case a.manifest != nil:
		return h.Sum(a.manifest.raw), nil
	case c.overObject(a) && len(c.Objects) == 1:
		sum := &digest{by: map[*pki.Hash][]byte{h: nil}}
		err := sum.read(ctx, c.Objects[0].file)
		return sum.by[h], err
	}
	return nil, nil
}

// provenBy is the verifier for a file that good time-stamps list: it existed at
// the earliest of their times.
func provenBy(stamps []TimeStamp, v *validation.Verifier, a *Assertion) *validation.Verifier {
	var proven time.Time
	for _, t := range stamps {
		if t.Passed() && t.lists(a) && (proven.IsZero() || t.Time.Before(proven)) {
			proven = t.Time
		}
	}
	if proven.IsZero() || !v.Proven.IsZero() && v.Proven.Before(proven) {
		return v
	}
	with := *v
	with.Proven = proven
	return &with
}

// lists says whether the manifest is over a file. That it is that very file is
// part of the verdict.
func (t *TimeStamp) lists(a *Assertion) bool {
	return t.assertion.manifest != nil && t.assertion.manifest.lists[a.Name]
}
