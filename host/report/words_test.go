// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/internal/quoted"
	"github.com/pidpys/pidpys/host/validation"
)

func needed(t *testing.T) []string {
	t.Helper()
	keys := quoted.In(t, "*.go", `"(report_[a-z_]+[a-z])"`)
	for _, thing := range []string{"signature", "seal"} {
		for _, outcome := range []Outcome{Good, Bad, Unknown} {
			keys = append(keys, "report_"+thing+"_"+string(outcome))
		}
	}
	for _, kind := range []string{"none", "qes", "aes"} {
		keys = append(keys, "report_kind_"+kind, "report_kind_"+kind+"_seal")
	}
	for _, sub := range quoted.In(t, "../validation/report.go", `SubIndication = "([A-Z_]+)"`) {
		keys = append(keys, "report_sub_"+strings.ToLower(sub))
	}
	for _, kind := range quoted.In(t, "../validation/timestamp.go", `TimeStampKind = "([a-z]+)"`) {
		keys = append(keys, "report_stamp_"+kind)
	}
	for _, level := range quoted.In(t, "../cades/level.go", `Level[A-Z]+\s+Level = "([A-Z-]+)"`) {
		keys = append(keys, levelKey(cades.Level(level)))
	}
	for _, reason := range []crl.Reason{crl.KeyCompromise, crl.CACompromise, crl.AffiliationChanged, crl.Superseded, crl.CessationOfOperation, crl.PrivilegeWithdrawn} {
		keys = append(keys, reasonKey(reason))
	}
	return append(keys, "report_by_ocsp", "report_by_crl")
}

func codesOfAll(t *testing.T) []string {
	t.Helper()
	codes := quoted.In(t, "../validation/*.go", `Code += "([a-z0-9-]+)"`)
	codes = append(codes, quoted.In(t, "../asic/finding.go", `Code += "([a-z0-9-]+)"`)...)
	codes = append(codes, quoted.In(t, "../pades/finding.go", `Code = "([a-z0-9-]+)"`)...)
	return append(codes, quoted.In(t, "../asic/flaw.go", `Flaw = "([a-z0-9-]+)"`)...)
}

func TestEverythingSaidHasWordsInBothLanguages(t *testing.T) {
	keys := needed(t)
	for _, code := range codesOfAll(t) {
		keys = append(keys, findingKey(validation.Code(code)))
	}
	for _, language := range []string{"uk", "en"} {
		for _, key := range keys {
			assert.NotEmpty(t, extension.Words(language)[key], "%s: no words for %s", language, key)
		}
	}
}

func TestEveryWordIsSaid(t *testing.T) {
	said := map[string]bool{}
	for _, key := range needed(t) {
		said[key] = true
	}
	for key := range extension.Words("uk") {
		if strings.HasPrefix(key, "report_") {
			assert.True(t, said[key], "%s is never said", key)
		}
	}
}

// TestEveryErrorHasAWayOut: whoever reads the report must know what to do next.
func TestEveryErrorHasAWayOut(t *testing.T) {
	values := map[string]string{}
	errors := quoted.In(t, "../asic/flaw.go", `Flaw = "([a-z0-9-]+)"`)
	for _, file := range []string{"../validation/finding.go", "../pades/finding.go"} {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`(\w+) +(?:validation\.)?Code = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(source), -1) {
			values[m[1]] = m[2]
		}
		for _, name := range quoted.In(t, file, `(\w+): +\{(?:validation\.)?(?:TotalFailed|Indeterminate)`) {
			require.Contains(t, values, name)
			errors = append(errors, values[name])
		}
	}
	errors = append(errors, quoted.In(t, "../asic/finding.go", `Code += "((?:manifest|document|digest)[a-z-]+)"`)...)
	for _, code := range errors {
		assert.NotEmpty(t, advice[validation.Code(code)], code)
	}
}

func TestSentences(t *testing.T) {
	for in, want := range map[shown]shown{"": "", "підпис дійсний": "Підпис дійсний.", "Is it.": "Is it.", "її": "Її."} {
		assert.Equal(t, want, sentence(in))
	}
}
