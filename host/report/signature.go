// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// outcomes are what the standard's answers come to.
var outcomes = map[validation.Indication]Outcome{
	validation.TotalPassed: Good, validation.TotalFailed: Bad, validation.Indeterminate: Unknown,
}

// signature explains one verdict.
func (s *speaker) signature(v validation.Verdict) Signature {
	e := Signature{Outcome: outcomes[v.Indication]}
	e.unchecked = e.Outcome == Good && hasAny(v.Warnings, []validation.Code{validation.RevocationNotChecked})
	e.Answer = string(sentence(s.caveat(s.verdict(v), []Signature{e})))
	for _, f := range v.Errors {
		e.Troubles = append(e.Troubles, s.trouble(f.Code, s.finding(f), f.Text))
	}
	if v.Certificate != nil || v.SubIndication != validation.FormatFailure { // else there is nothing to tell
		e.Who, e.When, e.Checked = s.who(v), s.when(v), s.checked(v)
	}
	for _, f := range v.Warnings {
		e.Remarks = append(e.Remarks, string(sentence(s.finding(f))))
	}
	for _, c := range v.CounterSignatures {
		e.CounterSignatures = append(e.CounterSignatures, s.signature(c))
	}
	return e
}

// finding is in the catalogue's words; a code that it does not know, in those
// of the program.
func (s *speaker) finding(f validation.Finding) shown {
	if words := s.say(findingKey(f.Code)); words != "" {
		return words
	}
	return show(f.Text)
}

// verdict is the one sentence: whether it is valid and then whose, of what
// kind, of what proven time; or why not.
func (s *speaker) verdict(v validation.Verdict) shown {
	thing := "signature"
	if v.Signer.Stamp {
		thing = "seal"
	}
	head := s.say("report_" + thing + "_" + string(outcomes[v.Indication]))
	if v.Indication != validation.TotalPassed {
		return s.say("report_why", head, s.reason(v))
	}
	time := s.say("report_time_unproven")
	if v.Proven {
		time = s.say("report_time_proven", s.moment(v.BestTime))
	}
	return s.say("report_whose", head, s.name(v.Signer), s.kind(v), time)
}

// reason says what keeps the answer from being yes, by what the standard calls
// it: the findings say it closer.
func (s *speaker) reason(v validation.Verdict) shown {
	if words := s.say("report_sub_" + strings.ToLower(string(v.SubIndication))); words != "" {
		return words
	}
	return shown(v.SubIndication)
}

func (s *speaker) name(p pki.Person) shown {
	if name := p.DisplayName(); name != "" {
		return shown(name)
	}
	return s.say("report_nameless")
}

// kind is КЕП, УЕП or a stamp of such a kind.
func (s *speaker) kind(v validation.Verdict) shown {
	key := "report_kind_none"
	switch v.Qualified {
	case pki.QES:
		key = "report_kind_qes"
	case pki.AES:
		key = "report_kind_aes"
	}
	if v.Signer.Stamp {
		key += "_seal"
	}
	return s.say(key)
}

// documents says of each file of a container whether it is what was signed.
func (s *speaker) documents(documents []asic.Document) []Row {
	var r rows
	for _, d := range documents {
		switch {
		case d.Fault == "":
			r.add(Good, show(d.Name), s.say("report_document_good"))
		case slices.Contains(broken, d.Fault):
			r.add(Bad, show(d.Name), s.say(findingKey(d.Fault)))
		default:
			r.add(Unknown, show(d.Name), s.say(findingKey(d.Fault)))
		}
	}
	return r
}
