// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"encoding/asn1"
	"errors"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// parseDirectoryAttributes reads the value of subjectDirectoryAttributes,
// RFC 5280 section 4.2.1.8, taking the first value of each attribute that is
// a character string.
func parseDirectoryAttributes(der []byte) ([]Attribute, error) {
	malformed := errors.New("pki: malformed subjectDirectoryAttributes")
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() {
		return nil, malformed
	}
	var attributes []Attribute
	for !seq.Empty() {
		var attribute, values cryptobyte.String
		var a Attribute
		if !seq.ReadASN1(&attribute, casn1.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&a.Type) ||
			!attribute.ReadASN1(&values, casn1.SET) || !attribute.Empty() {
			return nil, malformed
		}
		if text, ok := readText(&values); ok {
			a.Value = strings.TrimSpace(text)
			attributes = append(attributes, a)
		}
	}
	return attributes, nil
}

// setCodes takes the codes of a person from directory attributes.
func (p *Person) setCodes(attributes []Attribute) {
	value := func(oid asn1.ObjectIdentifier) string { return Name{attributes}.Value(oid) }
	p.EDRPOU = value(OIDEDRPOU)
	p.UNZR = value(OIDUNZR)
	p.setPersonalCode(value(OIDDRFO))
	if code := value(OIDUserCode); p.PersonalCode == "" && isDigits(code, 10) {
		p.setPersonalCode(code)
	}
}

// setPersonalCode tells a passport from a РНОКПП by its shape: nine digits
// of a card, or a series of letters before six digits.
func (p *Person) setPersonalCode(code string) {
	p.PersonalCode = code
	if passport, ok := passportText(code); ok {
		p.Passport = passport
		return
	}
	p.DRFO = code
}

func isDigits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}

// seriesLetters are the Latin spellings of the letters of a passport's series
// by Cabinet resolution 55 of 2010, in their word-initial form. Only "Ya" was
// met in a certificate. B, C, H, P, X and a lone Y are left out on purpose: they
// could also stand for the Cyrillic letters that look like them, and a wrong
// series is worse than a Latin one. Two-letter spellings come first.
var seriesLetters = strings.NewReplacer(
	"Ya", "Я", "Yu", "Ю", "Ye", "Є", "Yi", "Ї", "Zh", "Ж", "Kh", "Х", "Ts", "Ц", "Ch", "Ч", "Sh", "Ш",
	"A", "А", "V", "В", "G", "Ґ", "D", "Д", "E", "Е", "Z", "З", "I", "І", "K", "К", "L", "Л", "M", "М",
	"N", "Н", "O", "О", "R", "Р", "S", "С", "T", "Т", "U", "У", "F", "Ф",
)

// passportText recognises the number of a passport, a card's nine digits or a
// booklet's two letters and six digits, and gives the letters in Cyrillic. Where
// one could be read two ways they stay as they stand.
func passportText(code string) (string, bool) {
	if isDigits(code, 9) {
		return code, true
	}
	cut := len(code) - 6
	if cut <= 0 || !isDigits(code[cut:], 6) {
		return "", false
	}
	series := seriesLetters.Replace(code[:cut])
	if cyrillicPair(series) {
		return series + code[cut:], true
	}
	return code, latinSpelling.MatchString(code[:cut])
}

// latinSpelling is what two letters of a series may look like in Latin.
var latinSpelling = regexp.MustCompile("^[A-Z][a-z]{0,3}[A-Z][a-z]{0,3}$")

func cyrillicPair(s string) bool {
	letters := []rune(s)
	return len(letters) == 2 && unicode.In(letters[0], unicode.Cyrillic) && unicode.In(letters[1], unicode.Cyrillic)
}
