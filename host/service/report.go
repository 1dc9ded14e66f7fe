// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/x509"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/validation"
)

// Report is a verifier's report in the words of the protocol, which are those
// of the command line too. It has no explanation yet.
func Report(found *validation.Report) protocol.Report {
	result := newReport("CAdES")
	result.ContentType, result.Detached = oid(found.ContentType), found.Detached
	result.Signatures = verdicts(found.Signatures)
	return result
}

// ContainerReport is Report of an ASiC container.
func ContainerReport(found *asic.Report) protocol.Report {
	result := newReport(string(found.Container.Kind))
	result.Detached = true
	for _, s := range found.Signatures {
		v := verdict(s.Verdict)
		v.File = pki.DisplayText(s.File)
		for _, d := range s.Documents {
			v.Documents = append(v.Documents, protocol.SignedDocument{Name: pki.DisplayText(d.Name), Fault: string(d.Fault)})
		}
		result.Signatures = append(result.Signatures, v)
	}
	for _, t := range found.TimeStamps {
		result.TimeStamps = append(result.TimeStamps, timeStamp(t.TimeStamp))
	}
	for _, name := range found.Uncovered {
		result.Uncovered = append(result.Uncovered, pki.DisplayText(name))
	}
	return result
}

// PDFReport is Report of a PDF.
func PDFReport(found *pades.Report) protocol.Report {
	result := newReport("PAdES")
	for _, s := range found.Signatures {
		v := verdict(s.Verdict)
		v.Field, v.Later = pki.DisplayText(s.Field), string(s.Later)
		result.Signatures = append(result.Signatures, v)
	}
	for _, t := range found.TimeStamps {
		result.TimeStamps = append(result.TimeStamps, timeStamp(t.TimeStamp))
	}
	return result
}

func newReport(kind string) protocol.Report {
	return protocol.Report{Kind: kind, Signatures: []protocol.Verdict{}, TimeStamps: []protocol.TimeStamp{}}
}

func verdicts(list []validation.Verdict) []protocol.Verdict {
	all := make([]protocol.Verdict, len(list))
	for i, v := range list {
		all[i] = verdict(v)
	}
	return all
}

func verdict(v validation.Verdict) protocol.Verdict {
	said := protocol.Verdict{
		Indication:        string(v.Indication),
		SubIndication:     string(v.SubIndication),
		Level:             string(v.Level),
		Intact:            v.Intact,
		Qualified:         string(v.Qualified),
		ClaimedTime:       rfc3339(v.ClaimedTime),
		BestTime:          rfc3339(v.BestTime),
		Proven:            v.Proven,
		Chain:             links(v.Chain),
		Errors:            findings(v.Errors),
		Warnings:          findings(v.Warnings),
		TimeStamps:        make([]protocol.TimeStamp, len(v.TimeStamps)),
		Statuses:          make([]protocol.CertificateStatus, len(v.Statuses)),
		CounterSignatures: verdicts(v.CounterSignatures),
	}
	if v.Hash != nil {
		said.Hash = v.Hash.Name()
	}
	if v.Certificate != nil {
		said.Signer = signer(v.Signer)
	}
	for i, t := range v.TimeStamps {
		said.TimeStamps[i] = timeStamp(t)
	}
	for i, s := range v.Statuses {
		said.Statuses[i] = certificateStatus(s)
	}
	return said
}

func timeStamp(t validation.TimeStamp) protocol.TimeStamp {
	return protocol.TimeStamp{
		Kind:          string(t.Kind),
		Indication:    string(t.Indication),
		SubIndication: string(t.SubIndication),
		Time:          rfc3339(t.Time),
		Accuracy:      t.Accuracy.Milliseconds(),
		Policy:        oid(t.Policy),
		Chain:         links(t.Chain),
		Errors:        findings(t.Errors),
		Warnings:      findings(t.Warnings),
	}
}

func certificateStatus(s validation.CertificateStatus) protocol.CertificateStatus {
	of := key.DescribeCertificate(s.Certificate)
	said := protocol.CertificateStatus{
		Subject: of.Subject, Serial: of.Serial, Status: "good", Source: s.Source, Embedded: s.Embedded, At: rfc3339(s.At),
	}
	switch {
	case s.Unknown:
		said.Status = "unknown"
	case s.Revoked:
		said.Status, said.RevokedAt, said.Reason = "revoked", rfc3339(s.Revocation.Time), s.Revocation.Reason.String()
	}
	return said
}

func oid(id x509.OID) string {
	var unknown x509.OID
	if id.Equal(unknown) {
		return ""
	}
	return id.String()
}

func signer(p pki.Person) protocol.Signer {
	return protocol.Signer{
		Name:         p.DisplayName(),
		DRFO:         pki.DisplayText(p.DRFO),
		EDRPOU:       pki.DisplayText(p.EDRPOU),
		UNZR:         pki.DisplayText(p.UNZR),
		Organization: p.DisplayOrganization(),
		Stamp:        p.Stamp,
	}
}

func links(chain []*x509.Certificate) []protocol.Link {
	all := make([]protocol.Link, len(chain))
	for i, c := range chain {
		d := key.DescribeCertificate(c)
		all[i] = protocol.Link{Subject: d.Subject, Issuer: d.Issuer, Serial: d.Serial, NotAfter: rfc3339(d.NotAfter), SKI: d.SKI}
	}
	return all
}

func findings(list []validation.Finding) []protocol.Finding {
	all := make([]protocol.Finding, len(list))
	for i, f := range list {
		all[i] = protocol.Finding{Code: string(f.Code), Text: pki.DisplayText(f.Text)}
	}
	return all
}
