// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the goldens anew")

// now is the time of all that the tests make themselves: winter in Kyiv.
var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var authorities = testpki.New(func() time.Time { return now })

// verdict is a good one on a signature with all that can be had.
func verdict(name string) validation.Verdict {
	who := authorities.Subscriber(name)
	chain := append(append(who.Chain[:0:0], who.SignCert), who.Chain...)
	tsa := authorities.TimeStamper(true)
	at := now.Add(3 * time.Second)
	return validation.Verdict{
		Indication: validation.TotalPassed, Level: cades.LevelBLT, Intact: true,
		Certificate: who.SignCert, Signer: pki.Subject(who.SignCert), Qualified: pki.Qualified(who.SignCert),
		ClaimedTime: now, BestTime: at, Proven: true, Hash: pki.GOST34311, Chain: chain,
		TimeStamps: []validation.TimeStamp{
			{Kind: validation.ContentStamp, Indication: validation.TotalPassed, Time: now.Add(-time.Second), Chain: append(chain[:0:0], tsa)},
			{Kind: validation.SignatureStamp, Indication: validation.TotalPassed, Time: at, Chain: append(chain[:0:0], tsa)},
		},
		Statuses: []validation.CertificateStatus{
			{Certificate: chain[0], Source: "ocsp", Embedded: true, At: now.Add(5 * time.Second)},
			{Certificate: chain[1], Source: "crl", At: now.Add(-12 * time.Hour)},
		},
	}
}

func change(name string, changes ...func(*validation.Verdict)) validation.Verdict {
	v := verdict(name)
	for _, change := range changes {
		change(&v)
	}
	return v
}

// bare is level B-B, of which no time is proven.
func bare(v *validation.Verdict) {
	v.Level, v.TimeStamps, v.Proven, v.BestTime = cades.LevelBB, nil, false, now
}

func fault(indication validation.Indication, sub validation.SubIndication, code validation.Code) func(*validation.Verdict) {
	return func(v *validation.Verdict) {
		v.Indication, v.SubIndication = indication, sub
		v.Errors = append(v.Errors, validation.Finding{Code: code, Text: string(code)})
	}
}

func signed(verdicts ...validation.Verdict) *validation.Report {
	return &validation.Report{Signatures: verdicts}
}

// explanations are what people meet, by the name of the golden.
func explanations(language string) map[string]*report.Explanation {
	revoked := change(testpki.Director, bare, fault(validation.Indeterminate, validation.RevokedNoPOE, validation.RevokedUnproven), func(v *validation.Verdict) {
		v.Statuses[0] = validation.CertificateStatus{Certificate: v.Certificate, Source: "crl", At: now, Revoked: true,
			Revocation: crl.Revocation{Time: now.AddDate(0, 0, -7), Reason: crl.KeyCompromise}}
	})
	later := change(testpki.FOP, bare, fault(validation.Indeterminate, validation.TryLater, validation.RevocationUnknown), func(v *validation.Verdict) {
		v.Statuses[0] = validation.CertificateStatus{Certificate: v.Certificate, Source: "none", Unknown: true}
	})
	changed := change(testpki.Person, fault(validation.TotalFailed, validation.HashFailure, validation.ContentChanged), func(v *validation.Verdict) {
		v.Intact, v.Proven, v.BestTime = false, false, now
		v.TimeStamps[1].Indication = validation.TotalFailed
		v.TimeStamps[1].Errors = []validation.Finding{{Code: validation.ImprintWrong}}
		v.Warnings = []validation.Finding{{Code: validation.SignatureStampNotValid}, {Code: validation.TrailingData}}
	})
	unchecked := change(testpki.RSAPerson, bare, func(v *validation.Verdict) {
		v.Statuses, v.Warnings = nil, []validation.Finding{{Code: validation.RevocationNotChecked}}
	})
	foreign := change(testpki.Foreign, bare, fault(validation.Indeterminate, validation.NoCertificateChainFound, validation.ChainNotFound), func(v *validation.Verdict) {
		v.Chain, v.Statuses = nil, nil
	})
	broken := validation.Verdict{Indication: validation.TotalFailed, SubIndication: validation.FormatFailure, Level: cades.LevelCMS,
		Errors: []validation.Finding{{Code: validation.MalformedMessage, Text: "cms: malformed message"}}}
	confirmed := change(testpki.ECDSAPerson, func(v *validation.Verdict) {
		v.Hash, v.CounterSignatures = pki.SHA256, []validation.Verdict{verdict(testpki.Stamp)}
	})
	contract := asic.Document{Name: "договір.pdf"}
	container := func(verdicts ...asic.Verdict) *asic.Report {
		return &asic.Report{Container: &asic.Container{Kind: asic.Extended}, Signatures: verdicts}
	}
	lacking := container(asic.Verdict{Verdict: verdict(testpki.Director), Documents: []asic.Document{contract}})
	lacking.TimeStamps = []asic.TimeStamp{{TimeStamp: verdict(testpki.Director).TimeStamps[1]}}
	lacking.TimeStamps[0].Kind = validation.ArchiveStamp
	lacking.Uncovered = []string{"додаток.xlsx"}
	lacking.Container.Unsupported = []string{"META-INF/signatures.xml"}
	lacking.Container.Oddities = []asic.Code{asic.MimetypeMisplaced}
	apart := container(asic.Verdict{Verdict: verdict(testpki.Director), Documents: []asic.Document{contract}},
		asic.Verdict{Verdict: verdict(testpki.Person), Documents: []asic.Document{contract, {Name: "додаток.xlsx"}}})
	other := container()
	other.Uncovered, other.Container.Unsupported = []string{"договір.pdf"}, []string{"META-INF/signatures.xml"}
	lost := container(asic.Verdict{
		Verdict:   change(testpki.Director, fault(validation.TotalFailed, validation.HashFailure, asic.DocumentChanged), func(v *validation.Verdict) { v.Intact = false }),
		Documents: []asic.Document{{Name: "договір.pdf", Fault: asic.DocumentChanged}, {Name: "акт.pdf", Fault: asic.DocumentMissing}, {Name: "рахунок.pdf"}},
	})
	pdf := &pades.Report{
		Signatures: []pades.Signature{
			{Verdict: verdict(testpki.Director), Place: pades.Place{Later: pades.LaterSignatures}, Reason: "Погоджено", Location: "Київ"},
			{Verdict: change(testpki.Person, fault(validation.Indeterminate, validation.SigConstraintsFailure, pades.ChangedLater)), Place: pades.Place{Later: pades.LaterChanges}},
		},
		TimeStamps: []pades.TimeStamp{{TimeStamp: verdict(testpki.Director).TimeStamps[1]}},
	}
	pdf.TimeStamps[0].Kind = validation.DocumentStamp
	return map[string]*report.Explanation{
		"good":               report.Explain(signed(verdict(testpki.Person)), language),
		"good without stamp": report.Explain(signed(change(testpki.Director, bare)), language),
		"seal":               report.Explain(signed(verdict(testpki.Stamp)), language),
		"several":            report.Explain(signed(verdict(testpki.Director), change(testpki.Stamp, bare)), language),
		"several and bad":    report.Explain(signed(verdict(testpki.Director), changed), language),
		"changed":            report.Explain(signed(changed), language),
		"revoked":            report.Explain(signed(revoked), language),
		"unchecked":          report.Explain(signed(unchecked), language),
		"try later":          report.Explain(signed(later), language),
		"not trusted":        report.Explain(signed(foreign), language),
		"broken":             report.Explain(signed(broken), language),
		"confirmed":          report.Explain(signed(confirmed), language),
		"none":               report.Explain(signed(), language),
		"container":          report.ExplainContainer(container(asic.Verdict{Verdict: verdict(testpki.Director), Documents: []asic.Document{contract}}), language),
		"container lacking":  report.ExplainContainer(lacking, language),
		"several unchecked":  report.Explain(signed(verdict(testpki.Director), unchecked), language),
		"container apart":    report.ExplainContainer(apart, language),
		"container other":    report.ExplainContainer(other, language),
		"container changed":  report.ExplainContainer(lost, language),
		"pdf":                report.ExplainPDF(pdf, language),
		"archive":            report.ExplainArchive(&asic.ArchiveError{Flaw: asic.Bomb, Entry: "договір.pdf", Detail: "1 out of 2"}, language),
	}
}

// TestGoldens are read by people: see testdata.
func TestGoldens(t *testing.T) {
	for _, language := range []string{"uk", "en"} {
		for name, e := range explanations(language) {
			t.Run(language+" "+name, func(t *testing.T) {
				file := filepath.Join("testdata", language, strings.ReplaceAll(name, " ", "_")+".txt")
				if *update {
					require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
					require.NoError(t, os.WriteFile(file, []byte(e.Text()), 0o644))
				}
				want, err := os.ReadFile(file)
				require.NoError(t, err)
				require.Equal(t, string(want), e.Text())
				assert.Equal(t, language, e.Language)
				assert.NotContains(t, e.Text(), "$", "a place that was not filled")
			})
		}
	}
}

func TestOutcomes(t *testing.T) {
	want := map[string]report.Outcome{
		"good": report.Good, "unchecked": report.Good, "several unchecked": report.Good, "container apart": report.Good, "good without stamp": report.Good, "seal": report.Good, "several": report.Good, "confirmed": report.Good, "container": report.Good,
		"several and bad": report.Bad, "changed": report.Bad, "broken": report.Bad, "container changed": report.Bad, "archive": report.Bad,
		"revoked": report.Unknown, "try later": report.Unknown, "not trusted": report.Unknown, "none": report.Unknown, "container other": report.Unknown, "container lacking": report.Unknown, "pdf": report.Unknown,
	}
	for name, e := range explanations("uk") {
		assert.Equal(t, want[name], e.Outcome, name)
	}
}

// TestNothingIsClaimed: what only the certificate says is not said of a signature
// that does not hold, and what was not looked at is not said to be changed.
func TestNothingIsClaimed(t *testing.T) {
	e := report.Explain(signed(change(testpki.Foreign, fault(validation.Indeterminate, validation.NoCertificateChainFound, validation.ChainNotFound))), "uk")
	for _, row := range e.Signatures[0].Who {
		assert.NotEqual(t, "Вид", row.Label)
	}
	lost := validation.Verdict{Indication: validation.Indeterminate, SubIndication: validation.NoSigningCertificateFound,
		Errors: []validation.Finding{{Code: validation.SignerNotFound}}}
	malformed := change(testpki.Person, fault(validation.TotalFailed, validation.FormatFailure, validation.AttributeMissing), func(v *validation.Verdict) { v.Intact = false })
	for _, v := range []validation.Verdict{lost, malformed} {
		for _, row := range report.Explain(signed(v), "uk").Signatures[0].Checked {
			assert.NotContains(t, row.Text, "змінено")
			assert.False(t, v.Certificate == nil && row.Label == "Довіра до сертифіката")
		}
	}
}

// TestHostileNames: whoever writes certificates and containers writes to the
// reader's terminal, unless it is prevented.
func TestHostileNames(t *testing.T) {
	v := verdict(testpki.Hostile)
	hostile := "\x1b[2Jакт\u202efdp.exe\n✓ Підпис дійсний"
	r := &asic.Report{Container: &asic.Container{Unsupported: []string{hostile}}, Uncovered: []string{hostile},
		Signatures: []asic.Verdict{{Verdict: v, Documents: []asic.Document{{Name: hostile}}}}}
	r.Signatures[0].Errors = []validation.Finding{{Code: "unheard-of", Text: hostile}}
	e := report.ExplainContainer(r, "uk")
	data, err := json.Marshal(e)
	require.NoError(t, err)
	var back any
	require.NoError(t, json.Unmarshal(data, &back))
	each(back, func(s string) {
		assert.False(t, strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }), "%q", s)
	})
	for _, line := range strings.Split(e.Text(), "\n") {
		assert.False(t, strings.HasPrefix(line, "✓ Підпис дійсний"), "a line of somebody else's")
	}
}

// each visits every string of a JSON value.
func each(value any, visit func(string)) {
	switch value := value.(type) {
	case string:
		visit(value)
	case []any:
		for _, v := range value {
			each(v, visit)
		}
	case map[string]any:
		for k, v := range value {
			visit(k)
			each(v, visit)
		}
	}
}

// TestUnheardOf: what the catalogue has no words for is said in English rather
// than not at all.
func TestUnheardOf(t *testing.T) {
	v := change(testpki.Person, fault(validation.Indeterminate, "NEW_REASON", "unheard-of"))
	e := report.Explain(signed(v), "uk")
	assert.Contains(t, e.Answer, "NEW_REASON")
	assert.Equal(t, "Unheard-of.", e.Signatures[0].Troubles[0].Text)
}
