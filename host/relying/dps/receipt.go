// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// MaxReceipt is how long the text of a receipt may be, in octets; our own limit. Those
// that were seen have some thousand.
const MaxReceipt = 128 << 10

// A Result is what a receipt says of a report.
type Result string

// Results. A report that was received is not accepted yet: that the next receipt says, and
// none with the number 1, whatever words it has.
const (
	Received Result = "received" // «ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РІВНІ»
	Accepted Result = "accepted" // «ДОКУМЕНТ ПРИЙНЯТО», «Прийнято пакет»
	Rejected Result = "rejected" // «ДОКУМЕНТ НЕ ПРИЙНЯТО»
	Unknown  Result = "unknown"  // what it says is none of these
)

// A Receipt is what the service says of a report, «квитанція». What a receipt does not
// say is empty.
type Receipt struct {
	Number     int    // 1 or 2; 0: it does not say
	Result     Result // as Text says it
	File       string // of the report that it is about
	Form       string // of the report, "F0103309"
	Name       string // of the form, in words
	Registered string // the number under which the report is registered, of an accepted one
	Subject    string // in a word, what this is
	Text       string // all that it says, in lines
}

// ParseReceipt reads what is in the layers of a receipt: XML, in windows-1251 or UTF-8,
// or plain text. Forms 991 and 992 are the first and the second receipt. Which elements
// receipts have no description tells; these were seen in some, and the words for
// results vary.
func ParseReceipt(b []byte) (Receipt, error) {
	if len(b) > MaxReceipt {
		return Receipt{}, fmt.Errorf("%w: a receipt of %d octets", ErrTooLarge, len(b))
	}
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	parse := parseReceiptText
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) {
		parse = parseReceiptXML
	}
	r, err := parse(b)
	if r.Number == 1 && r.Result == Accepted {
		r.Result = Received
	}
	return r, err
}

func parseReceiptXML(b []byte) (Receipt, error) {
	d, err := parseDeclar(b)
	if err != nil {
		return Receipt{}, err
	}
	r := Receipt{
		File: d.value("HFILENAME"), Form: d.value("HDOCKOD"), Name: d.value("HDOCNAME"), Registered: d.value("HNUMREG"), Subject: d.value("HSUBJECT"),
	}
	lines := []string{d.value("HRESULT")}
	for _, e := range d.body {
		if e.Name == "TEXT" || strings.HasPrefix(e.Name, "T1RXXXX") {
			lines = append(lines, e.Value)
		}
	}
	r.Text = strings.TrimSpace(strings.Join(lines, "\n"))
	r.Result = resultOf(lines[0])
	if r.Result == Unknown {
		r.Result = resultOf(r.Text)
	}
	for _, e := range d.head {
		if e.Name == "C_DOC_SUB" {
			r.Number = map[string]int{"991": 1, "992": 2}[e.Value]
		}
	}
	if r.File == "" && r.Text == "" {
		return Receipt{}, fmt.Errorf("%w: no receipt", ErrMalformed)
	}
	return r, nil
}

// inText finds the name of a report in a text.
var inText = regexp.MustCompile(`(?i)[0-9]{4}[0-9A-ZА-ЯЄІЇҐ]{10}[FJ][0-9]{28}\.xml`)

// numbered finds which receipt a text is.
var numbered = regexp.MustCompile(`КВИТАНЦІЯ\s*(?:№|N)\s*([12])`)

func parseReceiptText(b []byte) (Receipt, error) {
	text := string(b)
	if !utf8.ValidString(text) {
		var err error
		if text, err = charmap.Windows1251.NewDecoder().String(text); err != nil {
			return Receipt{}, fmt.Errorf("%w: text", ErrMalformed)
		}
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	unfit := func(c rune) bool { return c == '\uFFFD' || unicode.IsControl(c) && c != '\n' && c != '\t' }
	if text == "" || strings.ContainsFunc(text, unfit) {
		return Receipt{}, fmt.Errorf("%w: no text", ErrMalformed)
	}
	r := Receipt{Text: text, Result: resultOf(text), File: inText.FindString(text)}
	if found := numbered.FindStringSubmatch(plain(text)); found != nil {
		r.Number = int(found[1][0] - '0')
	}
	if r.File != "" {
		if h, err := ParseFileName(r.File); err == nil {
			r.Form = h.Form.String()
		}
	}
	return r, nil
}

// refusals, keepings and consents are words for results. A refusal has the word of a consent
// in it, so it is looked for first. Of consents only what was seen counts, and no single
// word: a report may be such that it "cannot be accepted", or is "to be accepted".
var (
	refusals = []string{"НЕ ПРИЙНЯТ", "НЕ ЗБЕРЕЖЕН", "ВІДХИЛЕН", "ВІДМОВЛЕНО"}
	keepings = []string{"ЗБЕРЕЖЕН"}
	consents = []string{"ДОКУМЕНТ ПРИЙНЯТО", "ПРИЙНЯТО ПАКЕТ"}
)

// resultOf is what a text says of the report.
func resultOf(text string) Result {
	text = plain(text)
	has := func(words []string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has(refusals):
		return Rejected
	case has(keepings):
		return Received
	case has(consents):
		return Accepted
	}
	return Unknown
}

// plain is a text in capitals, with one space for many, and with the Cyrillic letter
// where services write the Latin I.
func plain(text string) string {
	return strings.ReplaceAll(strings.ToUpper(strings.Join(strings.Fields(text), " ")), "I", "І")
}
