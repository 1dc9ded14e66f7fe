// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// rows are made one by one; those without text are left out.
type rows []Row

func (r *rows) add(outcome Outcome, label, text shown) {
	if text != "" {
		*r = append(*r, Row{outcome, string(label), string(text)})
	}
}

// who is the owner of the certificate, as it says.
func (s *speaker) who(v validation.Verdict) []Row {
	if v.Certificate == nil {
		return nil
	}
	var r rows
	p := v.Signer
	r.add("", s.say("report_name"), shown(p.DisplayName()))
	if role := p.Kind(); role != pki.KindUnknown && role != pki.KindStamp {
		r.add("", s.say("report_role"), s.say("kind_"+string(role)))
	}
	r.add("", s.say("drfo"), show(p.DRFO))
	r.add("", s.say("report_passport"), show(p.Passport))
	r.add("", s.say("edrpou"), show(p.EDRPOU))
	r.add("", s.say("unzr"), show(p.UNZR))
	if p.DisplayOrganization() != p.DisplayName() {
		r.add("", s.say("organization"), shown(p.DisplayOrganization()))
	}
	r.add("", s.say("title"), show(p.Title))
	kind := "report_kind"
	if v.Indication != validation.TotalPassed {
		kind = "report_kind_named" // anybody can write so
	}
	r.add("", s.say(kind), s.kind(v))
	r.add("", s.say("issuer"), commonName(pki.Issuer(v.Certificate)))
	r.add("", s.say("report_serial"), shown(fmt.Sprintf("%X", v.Certificate.SerialNumber.Bytes())))
	r.add("", s.say("report_validity"), s.say("report_from_to", s.day(v.Certificate.NotBefore), s.day(v.Certificate.NotAfter)))
	return r
}

// commonName is what an authority is known by.
func commonName(p pki.Person) shown {
	if p.CommonName != "" {
		return show(p.CommonName)
	}
	return show(p.Organization)
}

// when keeps apart what is proven and what is claimed.
func (s *speaker) when(v validation.Verdict) []Row {
	var r rows
	for _, stamp := range v.TimeStamps {
		if stamp.Kind == validation.ContentStamp && stamp.Passed() {
			r.add(Good, s.say("report_not_before"), s.moment(stamp.Time))
		}
	}
	if v.Proven {
		r.add(Good, s.say("report_not_after"), s.moment(v.BestTime))
	} else {
		r.add(Unknown, s.say("report_not_after"), s.say("report_not_proven"))
	}
	if v.ClaimedTime.IsZero() {
		r.add("", s.say("report_claimed"), s.say("report_not_claimed"))
	} else {
		r.add("", s.say("report_claimed"), s.say("report_claimed_only", s.moment(v.ClaimedTime)))
	}
	return r
}

// checked is what was looked at, each with its outcome.
func (s *speaker) checked(v validation.Verdict) []Row {
	var r rows
	r.add(s.integrity(v))
	r.add(s.trust(v))
	for _, status := range v.Statuses {
		outcome, label, text := s.status(status)
		if outcome == Bad && v.Indication == validation.TotalPassed {
			outcome = "" // revoked, but later
		}
		r.add(outcome, label, text)
	}
	for _, stamp := range v.TimeStamps {
		r.add(s.stamp(stamp))
	}
	r.add("", s.say("report_level"), s.level(v))
	if v.Hash != nil {
		r.add("", s.say("report_hash"), s.hash(v.Hash))
	}
	return r
}

// broken are findings that what is at hand is not what was signed.
var broken = []validation.Code{
	validation.ContentChanged, validation.SignatureWrong,
	asic.DocumentChanged, asic.DocumentDamaged, asic.ManifestChanged,
}

// integrity says whether the document is what was signed.
func (s *speaker) integrity(v validation.Verdict) (Outcome, shown, shown) {
	label := s.say("report_integrity")
	switch {
	case v.Intact:
		return Good, label, s.say("report_intact")
	case hasAny(v.Errors, broken):
		return Bad, label, s.say("report_not_intact")
	}
	return Unknown, label, s.say("report_intact_unknown")
}

// onChain are findings that a chain which is there is not good.
var onChain = []validation.Code{
	validation.ChainNotFound, validation.ChainBroken, validation.ChainExpired, validation.CertificateUnreadable,
	validation.NotForSigning, validation.AuthorityRevoked,
}

// trust says which authorities stand behind the certificate.
func (s *speaker) trust(v validation.Verdict) (Outcome, shown, shown) {
	label := s.say("report_trust")
	if v.Certificate == nil {
		return "", label, "" // nobody is to be trusted, or not
	}
	if v.Chain == nil {
		return Unknown, label, s.say("report_chain_none")
	}
	if len(v.Chain) == 1 {
		return Good, label, s.say("report_chain_self")
	}
	var names []string
	for _, cert := range v.Chain[1:] {
		names = append(names, string(commonName(pki.Subject(cert))))
	}
	outcome := Good
	if hasAny(v.Errors, onChain) {
		outcome = Unknown
	}
	return outcome, label, s.say("report_chain", shown(strings.Join(names, " → ")))
}

func hasAny(findings []validation.Finding, codes []validation.Code) bool {
	return slices.ContainsFunc(findings, func(f validation.Finding) bool { return slices.Contains(codes, f.Code) })
}

// status says whether a certificate was revoked, who says so, as of when.
func (s *speaker) status(status validation.CertificateStatus) (Outcome, shown, shown) {
	label := s.say("report_status", certificateName(status.Certificate))
	if status.Unknown {
		return Unknown, label, s.say("report_status_unknown")
	}
	source := s.say("report_by_"+status.Source, s.moment(status.At))
	if status.Embedded {
		source = s.say("report_embedded", source)
	}
	if !status.Revoked {
		return Good, label, s.say("report_status_good", source)
	}
	since := s.moment(status.Revocation.Time)
	if status.Revocation.Reason == crl.CertificateHold {
		return Unknown, label, s.say("report_status_hold", since, source)
	}
	if why := s.say(reasonKey(status.Revocation.Reason)); why != "" {
		since = s.say("report_status_reason", since, why)
	}
	return Bad, label, s.say("report_status_revoked", since, source)
}

func reasonKey(r crl.Reason) string { return "report_reason_" + strings.ToLower(r.String()) }

// certificateName is whose a certificate is: a person's or an authority's.
func certificateName(cert *x509.Certificate) shown { return commonName(pki.Subject(cert)) }

// stamp says what a time-stamp proves.
func (s *speaker) stamp(t validation.TimeStamp) (Outcome, shown, shown) {
	label := s.say("report_stamp_" + string(t.Kind))
	time := s.moment(t.Time)
	if t.Time.IsZero() {
		time = s.say("report_stamp_no_time")
	}
	if t.Passed() {
		return Good, label, s.say("report_stamp_by", time, certificateName(t.Chain[0]))
	}
	text := s.say("report_stamp_proves_nothing", time)
	if len(t.Errors) > 0 {
		text = s.say("report_stamp_why", text, s.finding(t.Errors[0]))
	}
	return outcomes[t.Indication], label, text
}

// level is the standard's name of a level, and what it means.
func (s *speaker) level(v validation.Verdict) shown {
	return s.say("report_level_is", shown(v.Level), s.say(levelKey(v.Level)))
}

func levelKey(l cades.Level) string {
	return "report_level_" + strings.ToLower(strings.ReplaceAll(string(l), "-", ""))
}

// hash is a hash as its standard calls it.
func (s *speaker) hash(h *pki.Hash) shown {
	if key := "hash_" + h.Name(); s.words[key] != "" {
		return s.say(key)
	}
	return shown(h.Name())
}
