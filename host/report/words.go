// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"strings"
	"time"
	_ "time/tzdata" // for computers that know no zones
	"unicode"
	"unicode/utf8"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/pki"
)

// shown is text that may be shown: our own words, or somebody's made fit.
type shown string

// show makes somebody's words fit.
func show(s string) shown { return shown(pki.DisplayText(s)) }

// A speaker says things in one language.
type speaker struct {
	language string
	words    map[string]string
}

// speak is in Ukrainian unless asked for English.
func speak(language string) *speaker {
	if !strings.HasPrefix(language, "en") {
		return &speaker{"uk", extension.Words("uk")}
	}
	return &speaker{"en", extension.Words("en")}
}

// say is a message with $1, $2 … replaced.
func (s *speaker) say(key string, with ...shown) shown {
	texts := make([]string, len(with))
	for i, w := range with {
		texts[i] = string(w)
	}
	return shown(extension.Fill(s.words[key], texts...))
}

// sentence begins with a capital and ends with a stop.
func sentence(s shown) shown {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(string(s))
	s = shown(unicode.ToUpper(first)) + s[size:]
	if strings.HasSuffix(string(s), ".") {
		return s
	}
	return s + "."
}

// moment is a time as people write it, in Kyiv; the headings say so.
func (s *speaker) moment(t time.Time) shown {
	return s.format(t, "02.01.2006 15:04:05", "2 January 2006 15:04:05")
}

// day is the same without the hour.
func (s *speaker) day(t time.Time) shown {
	return s.format(t, "02.01.2006", "2 January 2006")
}

func (s *speaker) format(t time.Time, ukrainian, english string) shown {
	if s.language == "en" {
		return shown(t.In(kyiv).Format(english))
	}
	return shown(t.In(kyiv).Format(ukrainian))
}

// kyiv is where signatures of Ukraine are dated, whatever the computer's zone.
var kyiv = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		panic("internal error: " + err.Error()) // time/tzdata has it
	}
	return zone
}()
