// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"slices"

	"github.com/pidpys/pidpys/host/pades"
)

// ExplainPDF says what was found about the signatures of a PDF.
func ExplainPDF(r *pades.Report, language string) *Explanation {
	s := speak(language)
	e := s.begin()
	for _, v := range r.Signatures {
		e.Signatures = append(e.Signatures, s.withinPDF(v))
	}
	s.answer(e)
	var stamps rows
	for _, t := range r.TimeStamps {
		stamps.add(s.stamp(t.TimeStamp))
	}
	e.TimeStamps = stamps
	return e
}

// withinPDF explains a signature with what its program wrote beside it, which
// is as good as the signer's word, and what came into the file after it.
func (s *speaker) withinPDF(v pades.Signature) Signature {
	e := s.signature(v.Verdict)
	var beside rows
	beside.add("", s.say("report_pdf_reason"), show(v.Reason))
	beside.add("", s.say("report_pdf_location"), show(v.Location))
	e.Who = slices.Concat(e.Who, beside)
	later := s.later(v.Later)
	switch {
	case len(e.Checked) == 0 || later == nil:
	case v.Later == pades.LaterChanges:
		e.Checked = slices.Replace(e.Checked, 0, 1, later...) // nobody sees what is intact
	default:
		e.Checked = slices.Insert(e.Checked, 1, later...)
	}
	return e
}

// later says whether viewers show what was signed.
func (s *speaker) later(l pades.Later) []Row {
	var r rows
	label := s.say("report_pdf_later")
	switch l {
	case pades.LaterNothing:
		r.add(Good, label, s.say("report_pdf_nothing"))
	case pades.LaterSignatures:
		r.add(Good, label, s.say("report_pdf_signatures"))
	case pades.LaterDrawn:
		r.add(Unknown, label, s.say("report_pdf_drawn"))
	case pades.LaterChanges:
		r.add(Bad, label, s.say("report_pdf_changes"))
	}
	return r
}
