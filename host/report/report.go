// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"slices"
	"strconv"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/validation"
)

// An Outcome is an answer in one word, for a colour or a mark.
type Outcome string

// The outcomes.
const (
	Good    Outcome = "good"
	Bad     Outcome = "bad"
	Unknown Outcome = "unknown"
)

// An Explanation is a report in the words of people. Its strings are text, fit
// to show in a terminal; where markup is written they must be escaped.
type Explanation struct {
	Language string  `json:"language"` // "uk" or "en"
	Outcome  Outcome `json:"outcome"`
	// Answer is the one sentence to read.
	Answer string `json:"answer"`
	// Troubles and Remarks are of the file as a whole.
	Troubles   []Trouble   `json:"troubles,omitempty"`
	Remarks    []string    `json:"remarks,omitempty"`
	Signatures []Signature `json:"signatures"`
	// TimeStamps are those over files of a container, or over a PDF.
	TimeStamps []Row  `json:"time_stamps,omitempty"`
	Titles     Titles `json:"titles"`
}

// Titles are for the parts of the report.
type Titles struct {
	Who               string `json:"who"`
	Named             string `json:"named"` // in place of Who, where the answer is not good
	When              string `json:"when"`
	Documents         string `json:"documents"`
	Checked           string `json:"checked"`
	TimeStamps        string `json:"time_stamps"`
	Troubles          string `json:"troubles"`
	Remarks           string `json:"remarks"`
	CounterSignatures string `json:"counter_signatures"`
}

// A Signature explains one verdict.
type Signature struct {
	Outcome Outcome `json:"outcome"`
	Answer  string  `json:"answer"`
	// Troubles are all that is wrong; there are none where the answer is good.
	Troubles []Trouble `json:"troubles,omitempty"`
	// Who is whom the certificate names. That is not who signed unless the
	// answer is good.
	Who []Row `json:"who,omitempty"`
	// When keeps apart what is proven and what is claimed.
	When []Row `json:"when,omitempty"`
	// Documents are those of a container that the signature is over.
	Documents []Row `json:"documents,omitempty"`
	Checked   []Row `json:"checked,omitempty"`
	// Remarks are oddities that change nothing.
	Remarks []string `json:"remarks,omitempty"`
	// CounterSignatures confirm this one, and decide nothing about it.
	CounterSignatures []Signature `json:"counter_signatures,omitempty"`
	// unchecked says that the answer is good only as far as nothing is revoked.
	unchecked bool
}

// A Row is something known, with its name.
type Row struct {
	Outcome Outcome `json:"outcome,omitempty"` // empty where nothing was checked
	Label   string  `json:"label"`
	Text    string  `json:"text"`
}

// A Trouble is something wrong, and what to do next.
type Trouble struct {
	Code   string `json:"code"`   // of package validation, asic or pades
	Text   string `json:"text"`   // a sentence
	Next   string `json:"next"`   // another
	Detail string `json:"detail"` // English, for those who help
}

// Explain says a report in a language, "uk" or "en".
func Explain(r *validation.Report, language string) *Explanation {
	s := speak(language)
	e := s.begin()
	for _, v := range r.Signatures {
		e.Signatures = append(e.Signatures, s.signature(v))
	}
	s.answer(e)
	return e
}

// ExplainContainer says what was found about a container.
func ExplainContainer(r *asic.Report, language string) *Explanation {
	s := speak(language)
	e := s.begin()
	for _, v := range r.Signatures {
		signature := s.signature(v.Verdict)
		signature.Documents = s.documents(v.Documents)
		e.Signatures = append(e.Signatures, signature)
	}
	s.answer(e)
	var stamps rows
	for _, t := range r.TimeStamps {
		stamps.add(s.stamp(t.TimeStamp))
	}
	e.TimeStamps = stamps
	uncovered := documentUnsigned
	if len(r.Container.Unsupported) > 0 {
		uncovered = documentUnjudged
		if len(r.Signatures) == 0 {
			e.Answer = string(sentence(s.say("report_not_judged")))
		}
	}
	for _, name := range r.Uncovered {
		e.lacks(s, s.trouble(uncovered, s.say("report_unsigned", show(name)), name))
	}
	for _, name := range r.Container.Unsupported {
		e.lacks(s, s.trouble(signatureUnsupported, s.say("report_unsupported", show(name)), name))
	}
	if signDifferently(r.Signatures) {
		e.Remarks = append(e.Remarks, string(sentence(s.say("report_not_every"))))
	}
	for _, code := range r.Container.Oddities {
		e.Remarks = append(e.Remarks, string(sentence(s.say(findingKey(code)))))
	}
	return e
}

// signDifferently says that a signature is not over all that others are over:
// whoever adds a document can sign it, too.
func signDifferently(signatures []asic.Verdict) bool {
	signed := map[string]bool{}
	for _, v := range signatures {
		for _, d := range v.Documents {
			signed[d.Name] = true
		}
	}
	return slices.ContainsFunc(signatures, func(v asic.Verdict) bool { return len(v.Documents) < len(signed) })
}

// ExplainArchive says why a container was not opened.
func ExplainArchive(err *asic.ArchiveError, language string) *Explanation {
	s := speak(language)
	why := s.say(findingKey(asic.Code(err.Flaw)))
	if err.Entry != "" {
		why = s.say("report_archive_entry", why, show(err.Entry))
	}
	e := s.begin()
	e.Outcome, e.Answer = Bad, string(sentence(s.say("report_archive", why)))
	e.Troubles = []Trouble{s.trouble(asic.Code(err.Flaw), why, err.Error())}
	return e
}

func (s *speaker) begin() *Explanation {
	return &Explanation{
		Language:   s.language,
		Signatures: []Signature{},
		Titles: Titles{
			Who:               string(s.say("report_who")),
			Named:             string(s.say("report_who_named")),
			When:              string(s.say("report_when")),
			Documents:         string(s.say("report_documents")),
			Checked:           string(s.say("report_checked")),
			TimeStamps:        string(s.say("report_stamps")),
			Troubles:          string(s.say("report_troubles")),
			Remarks:           string(s.say("report_remarks")),
			CounterSignatures: string(s.say("report_counter")),
		},
	}
}

// lacks adds what keeps good signatures from being the whole truth.
func (e *Explanation) lacks(s *speaker, t Trouble) {
	e.Troubles = append(e.Troubles, t)
	if e.Outcome == Good {
		e.Outcome, e.Answer = Unknown, string(sentence(s.caveat(s.say("report_partly"), e.Signatures)))
	}
}

// answer sums the signatures up.
func (s *speaker) answer(e *Explanation) {
	count := map[Outcome]int{}
	for _, signature := range e.Signatures {
		count[signature.Outcome]++
	}
	number := func(n int) shown { return shown(strconv.Itoa(n)) }
	total := number(len(e.Signatures))
	var answer shown
	switch {
	case len(e.Signatures) == 0:
		e.Outcome, answer = Unknown, s.say("report_no_signatures")
	case len(e.Signatures) == 1:
		e.Outcome, answer = e.Signatures[0].Outcome, shown(e.Signatures[0].Answer)
	case count[Bad] > 0:
		e.Outcome, answer = Bad, s.say("report_several_bad", number(count[Bad]), total)
	case count[Unknown] > 0:
		e.Outcome, answer = Unknown, s.say("report_several_unknown", number(count[Unknown]), total)
	default:
		e.Outcome, answer = Good, s.caveat(s.say("report_several_good", total), e.Signatures)
	}
	e.Answer = string(sentence(answer))
}

// caveat says of a good answer what it leaves out.
func (s *speaker) caveat(answer shown, signatures []Signature) shown {
	if slices.ContainsFunc(signatures, func(e Signature) bool { return e.unchecked }) {
		return s.say("report_unchecked", answer)
	}
	return answer
}
