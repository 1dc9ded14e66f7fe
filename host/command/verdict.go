// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"time"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/validation"
)

// result is what verify --json prints: the protocol's report, and beside it what
// the protocol has no words for.
type result struct {
	Kind        string    `json:"kind"` // "CAdES", "ASiC-S", "ASiC-E", "PAdES"
	ContentType string    `json:"content_type,omitempty"`
	Detached    bool      `json:"detached"`
	Signatures  []verdict `json:"signatures"`
	// Flaw is why a container was not opened.
	Flaw string `json:"flaw,omitempty"`
	// Uncovered are documents of a container that no signature is over.
	Uncovered []string `json:"uncovered,omitempty"`
	// TimeStamps are those over a whole PDF or files of a container.
	TimeStamps []timeStamp `json:"time_stamps,omitempty"`
}

type verdict struct {
	protocol.Verdict
	Proven            bool                `json:"proven"` // best_time is, and not just now
	TimeStamps        []timeStamp         `json:"time_stamps"`
	Statuses          []certificateStatus `json:"statuses"`
	CounterSignatures []verdict           `json:"counter_signatures"`

	// In a container: the signature's file, and the documents that it is over.
	File      string           `json:"file,omitempty"`
	Documents []signedDocument `json:"documents,omitempty"`

	// In a PDF: the field, and what came into the file later.
	Field string `json:"field,omitempty"`
	Later string `json:"later,omitempty"`
}

type signedDocument struct {
	Name  string `json:"name"`
	Fault string `json:"fault,omitempty"`
}

type timeStamp struct {
	Kind          string             `json:"kind"`
	Indication    string             `json:"indication"`
	SubIndication string             `json:"sub_indication"`
	Time          string             `json:"time"` // RFC 3339
	Accuracy      float64            `json:"accuracy"`
	Policy        string             `json:"policy"`
	Authority     string             `json:"authority"`
	Chain         []key.Description  `json:"chain"`
	Errors        []protocol.Finding `json:"errors"`
	Warnings      []protocol.Finding `json:"warnings"`
}

// certificateStatus is what is known of one certificate.
type certificateStatus struct {
	Subject   string `json:"subject"`
	Serial    string `json:"serial"`
	Status    string `json:"status"` // "good", "revoked", "unknown"
	RevokedAt string `json:"revoked_at,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Source    string `json:"source"`       // "ocsp", "crl", "none"
	Embedded  bool   `json:"embedded"`     // at hand, not asked for
	At        string `json:"at,omitempty"` // when that was known
}

func verdicts(all []validation.Verdict) []verdict {
	list := make([]verdict, len(all))
	for i, v := range all {
		list[i] = newVerdict(v)
	}
	return list
}

func newVerdict(v validation.Verdict) verdict {
	base := service.Report(&validation.Report{Signatures: []validation.Verdict{v}}).Signatures[0]
	one := verdict{
		Verdict: base, Proven: v.Proven,
		TimeStamps: []timeStamp{}, Statuses: []certificateStatus{}, CounterSignatures: verdicts(v.CounterSignatures),
	}
	for _, t := range v.TimeStamps {
		one.TimeStamps = append(one.TimeStamps, newTimeStamp(t))
	}
	for _, s := range v.Statuses {
		one.Statuses = append(one.Statuses, newStatus(s))
	}
	return one
}

func (v *verdict) inContainer(s asic.Verdict) {
	v.File = pki.DisplayText(s.File)
	for _, d := range s.Documents {
		v.Documents = append(v.Documents, signedDocument{pki.DisplayText(d.Name), string(d.Fault)})
	}
}

func (v *verdict) inPDF(s pades.Signature) {
	v.Field, v.Later = pki.DisplayText(s.Field), string(s.Later)
}

func newTimeStamp(t validation.TimeStamp) timeStamp {
	one := timeStamp{
		Kind: string(t.Kind), Indication: string(t.Indication), SubIndication: string(t.SubIndication),
		Time: rfc3339(t.Time), Accuracy: t.Accuracy.Seconds(), Policy: t.Policy.String(),
		Chain: []key.Description{}, Errors: findings(t.Errors), Warnings: findings(t.Warnings),
	}
	for _, certificate := range t.Chain {
		one.Chain = append(one.Chain, key.DescribeCertificate(certificate))
	}
	if len(one.Chain) > 0 {
		one.Authority = one.Chain[0].Subject
	}
	return one
}

func newStatus(s validation.CertificateStatus) certificateStatus {
	of := key.DescribeCertificate(s.Certificate)
	one := certificateStatus{
		Subject: of.Subject, Serial: of.Serial, Status: "good", Source: s.Source, Embedded: s.Embedded, At: rfc3339(s.At),
	}
	switch {
	case s.Unknown:
		one.Status = "unknown"
	case s.Revoked:
		one.Status, one.RevokedAt, one.Reason = "revoked", rfc3339(s.Revocation.Time), s.Revocation.Reason.String()
	}
	return one
}

func findings(all []validation.Finding) []protocol.Finding {
	list := make([]protocol.Finding, len(all))
	for i, f := range all {
		list[i] = protocol.Finding{Code: string(f.Code), Text: pki.DisplayText(f.Text)}
	}
	return list
}

// shownNames are names of files, fit to show.
func shownNames(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = pki.DisplayText(name)
	}
	return list
}

// rfc3339 is a time for programs; the zero time is empty.
func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
