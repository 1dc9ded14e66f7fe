// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// maxSignatures bounds how many signatures of a file are judged.
const maxSignatures = 256

// Begins reports whether the first octets of a file, four of them, are those of
// a PDF. Only Verify says whether it can be read.
func Begins(head []byte) bool { return bytes.HasPrefix(head, []byte("%PDF")) }

// Verify judges every signature of a PDF file of size octets, with the evidence
// that the file holds beside the verifier's own. A file without signatures has
// an empty report. The error is ErrNotPDF, ErrMalformed, ErrEncrypted,
// ErrTooLarge, or that of the reader or the context.
func Verify(ctx context.Context, v *validation.Verifier, r io.ReaderAt, size int64) (*Report, error) {
	r = &contextReader{ctx, r}
	file, err := pdf.Open(r, size)
	if err != nil {
		return nil, err
	}
	e := &examination{ctx: ctx, r: r, file: file, verifier: *v, proven: v.Proven}
	if err := e.open(); err != nil {
		return nil, err
	}
	report := new(Report)
	// The newest first: what a time-stamp proves helps those before it.
	for _, s := range slices.Backward(e.signatures) {
		if s.dict["SubFilter"] == subFilterStamp {
			t, err := e.judgeStamp(s)
			if err != nil {
				return nil, err
			}
			report.TimeStamps = append(report.TimeStamps, t)
			continue
		}
		judged, err := e.judge(s)
		if err != nil {
			return nil, err
		}
		report.Signatures = append(report.Signatures, judged)
	}
	slices.Reverse(report.TimeStamps)
	slices.Reverse(report.Signatures)
	return report, nil
}

// An examination is of one file.
type examination struct {
	ctx        context.Context
	r          io.ReaderAt
	file       *pdf.File
	verifier   validation.Verifier // with the evidence of the file
	signatures []*signature        // in the order they came
	unreadable int                 // pieces of evidence
	// proven is when all up to provenEnd is known to have existed, by a
	// time-stamp over the document; zero is by none.
	proven    time.Time
	provenEnd int64
	archived  bool // the time-stamp covers evidence
}

// open finds the signatures and the evidence.
func (e *examination) open() error {
	_, catalog, err := e.file.Newest().Catalog()
	if err != nil {
		return err
	}
	form, err := openForm(e.file.Newest(), catalog)
	if err != nil {
		return err
	}
	for _, f := range form.fields {
		if f.value == nil {
			continue
		}
		if len(e.signatures) == maxSignatures {
			return tooLarge("signatures")
		}
		s, err := readSignature(e.file, f)
		if err != nil {
			return err
		}
		e.signatures = append(e.signatures, s)
	}
	slices.SortStableFunc(e.signatures, func(a, b *signature) int { return cmp.Compare(a.covered, b.covered) })
	if len(e.signatures) == 0 {
		return nil
	}
	evidence, err := openStore(e.file.Newest())
	if err != nil {
		return err
	}
	e.unreadable = evidence.unreadable
	e.verifier.Evidence = append(slices.Clip(e.verifier.Evidence), evidence.evidence)
	return nil
}

// place says where a signature stands and what came after it.
func (e *examination) place(s *signature) (Place, error) {
	place := Place{Field: s.field.name, Covered: s.covered}
	if s.revision == nil {
		return place, nil
	}
	var err error
	place.Later, err = compare(s.revision, e.file.Newest())
	return place, err
}

// verifierFor is the verifier for what the file held at the end of a signature.
func (e *examination) verifierFor(s *signature) *validation.Verifier {
	v := e.verifier
	if s.covered <= e.provenEnd {
		v.Proven = e.proven
	}
	return &v
}

// judge gives the verdict on a signature.
func (e *examination) judge(s *signature) (Signature, error) {
	out := Signature{
		Verdict:  validation.Verdict{Indication: validation.TotalPassed, Level: cades.LevelCMS, BestTime: e.now()},
		Place:    Place{Field: s.field.name},
		SignedBy: textOf(s.dict["Name"]), Reason: textOf(s.dict["Reason"]), Location: textOf(s.dict["Location"]),
	}
	kind, _ := s.dict["SubFilter"].(pdf.Name)
	out.Kind = string(kind)
	switch {
	case kind != subFilterCAdES && kind != subFilterCMS:
		out.fail(KindUnknown, out.Kind)
		return out, nil
	case s.fault != "":
		out.fail(s.fault, "")
		return out, nil
	}
	if err := e.judgeMessage(s, &out); err != nil {
		return out, err
	}
	var err error
	if out.Place, err = e.place(s); err != nil {
		return out, err
	}
	switch out.Later {
	case "":
		out.fail(RevisionUnknown, "")
	case LaterChanges:
		out.fail(ChangedLater, "")
	case LaterDrawn:
		out.warn(DrawnLater, "")
	}
	if s.padding {
		out.warn(PaddingUsed, "")
	}
	if e.unreadable > 0 {
		out.warn(EvidenceUnreadable, fmt.Sprint(e.unreadable))
	}
	return out, nil
}

// judgeMessage has the message judged over what it covers.
func (e *examination) judgeMessage(s *signature, out *Signature) error {
	report, err := e.verifierFor(s).Verify(e.ctx, bytes.NewReader(s.message), s.content(e.r), nil)
	if err != nil {
		return err
	}
	if len(report.Signatures) != 1 {
		out.fail(SeveralSigners, fmt.Sprint(len(report.Signatures)))
		return nil
	}
	out.Verdict = report.Signatures[0]
	if !report.Detached {
		out.fail(ContentsWrong, "content inside")
	}
	if out.Kind == string(subFilterCAdES) {
		e.claim(s, out)
	}
	return nil
}

// claim takes the time of signing from where PAdES has it, outside the message.
func (e *examination) claim(s *signature, out *Signature) {
	if !out.ClaimedTime.IsZero() {
		out.warn(SigningTimeTwice, "")
		return
	}
	out.ClaimedTime = parseDate(textOf(s.dict["M"]))
	if out.ClaimedTime.IsZero() {
		return
	}
	absent := func(f validation.Finding) bool { return f.Code == validation.SigningTimeAbsent }
	out.Warnings = slices.DeleteFunc(out.Warnings, absent)
	out.Level = e.level(out)
	before := func(t validation.TimeStamp) bool {
		return t.Kind == validation.ContentStamp && t.Passed() && out.ClaimedTime.Add(clockSkew+t.Accuracy).Before(t.Time)
	}
	switch late := out.ClaimedTime.After(out.BestTime.Add(clockSkew)); {
	case late && !out.Proven:
		out.warn(validation.ClaimedTimeInFuture, "")
	case late || slices.ContainsFunc(out.TimeStamps, before):
		out.warn(validation.ClaimedTimeDiffers, "")
	}
}

// clockSkew is how far the clocks of the parties may differ.
const clockSkew = 5 * time.Minute

// level is how much of PAdES there is and holds: ETSI EN 319 142-1 section 6.
func (e *examination) level(s *Signature) cades.Level {
	switch {
	case s.Level == cades.LevelCMS:
		return cades.LevelCMS
	case !s.Proven:
		return cades.LevelBB
	case !complete(s):
		return cades.LevelBT
	case e.archived:
		return cades.LevelBLTA
	}
	return cades.LevelBLT
}

// complete says whether all that the validation needs is at hand.
func complete(s *Signature) bool {
	missing := func(c validation.CertificateStatus) bool { return c.Unknown || !c.Embedded }
	return len(s.Chain) > 0 && len(s.Statuses) > 0 && !slices.ContainsFunc(s.Statuses, missing)
}

// judgeStamp judges a time-stamp over the document, and takes what it proves.
func (e *examination) judgeStamp(s *signature) (TimeStamp, error) {
	out := TimeStamp{Place: Place{Field: s.field.name}}
	if s.fault != "" {
		out.Kind = validation.DocumentStamp
		out.Indication, out.SubIndication = rules[s.fault].indication, rules[s.fault].sub
		out.Errors = append(out.Errors, newFinding(s.fault, ""))
		return out, nil
	}
	var failed error
	digest := func(h *pki.Hash) []byte {
		sum := h.New()
		if _, err := io.Copy(sum, s.content(e.r)); err != nil {
			failed = fmt.Errorf("pades: %w", err)
			return nil
		}
		return sum.Sum(nil)
	}
	var err error
	out.TimeStamp, err = e.verifierFor(s).TimeStamp(e.ctx, validation.DocumentStamp, s.message, digest)
	if err != nil || failed != nil {
		return out, cmp.Or(failed, err)
	}
	if out.Place, err = e.place(s); err != nil || s.revision == nil || !out.Passed() {
		return out, err
	}
	return out, e.prove(s, out.Time)
}

// prove takes what a valid time-stamp proves: that all it covers existed at its
// time, evidence too.
func (e *examination) prove(s *signature, at time.Time) error {
	evidence, err := openStore(s.revision)
	if err != nil {
		return err
	}
	covered := evidence.evidence
	if len(covered.Certificates) > 0 || len(covered.Responses)+len(covered.Lists) > 0 {
		covered.Proven = at
		e.verifier.Evidence = append(e.verifier.Evidence, covered)
		e.archived = true
	}
	e.proven, e.provenEnd = at, s.start
	return nil
}

func (e *examination) now() time.Time {
	if e.verifier.At.IsZero() {
		return time.Now()
	}
	return e.verifier.At
}
