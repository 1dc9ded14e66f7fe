// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/internal/quoted"
	"github.com/pidpys/pidpys/host/protocol"
)

func TestEverythingSaidHasWordsInBothLanguages(t *testing.T) {
	var keys []string
	for _, key := range quoted.In(t, "*.go", `"(cli_[a-z_]+)"`) {
		if !strings.HasSuffix(key, "_") { // a prefix, completed at run time
			keys = append(keys, key)
		}
	}
	for _, rest := range []string{"installed", "uninstalled", "would_write_file", "would_remove_file", "would_set_value", "would_delete_key"} {
		keys = append(keys, "cli_"+rest)
	}
	for _, name := range append(quoted.In(t, "*.go", `c\.flags\("([a-z_]+)"\)`), "install", "uninstall") {
		keys = append(keys, "cli_line_"+name)
	}
	for _, code := range quoted.In(t, "../validation/*.go", `Code += "([a-z0-9-]+)"`) {
		keys = append(keys, "finding_"+strings.ReplaceAll(code, "-", "_"))
	}
	codes := append(quoted.In(t, "recipient.go", `&recipientError{"([a-z-]+)"`), "file", "not-a-certificate", "no-certificates")
	codes = append(codes, quoted.In(t, "servicefault.go", `"([a-z]+-[a-z-]+)"`)...)
	for _, own := range ownFaults {
		codes = append(codes, own.code)
	}
	for _, row := range protocol.Codes() {
		codes = append(codes, string(row.Code))
	}
	for _, code := range codes {
		code = strings.ReplaceAll(code, "-", "_")
		keys = append(keys, "error_"+code, "hint_"+code)
	}
	for _, language := range []string{"uk", "en"} {
		known := words(language)
		for _, key := range keys {
			assert.True(t, known.has(key), "%s: no words for %s", language, key)
		}
	}
}

func TestUsageNamesEveryFlag(t *testing.T) {
	for _, name := range quoted.In(t, "*.go", `\bf\.[A-Z][A-Za-z]*\((?:&[\w.]+, )?"([a-z-]+)", `) {
		if len(name) > 1 {
			name = "-" + name
		}
		for _, language := range []string{"uk", "en"} {
			assert.Regexp(t, `[ |\[]-`+name+`\b`, words(language).text("cli_usage"), language)
		}
	}
}

func TestTextFillsPlaceholders(t *testing.T) {
	assert.Equal(t, "Signed: a.xml → a.xml.p7s", words("en").text("cli_signed", "a.xml", "a.xml.p7s"))
	assert.Equal(t, "no_such_key detail", words("en").text("no_such_key", "detail"), "nothing is lost")
	assert.Equal(t, "Signed: [2Ja.xml → b.p7s", words("en").text("cli_signed", "\x1b[2Ja.xml", "b\u202e.p7s"), "no command to the terminal")
}
