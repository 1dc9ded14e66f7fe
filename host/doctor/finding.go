// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// Severity is how much a finding is in the way.
type Severity string

// The severities, the worst last.
const (
	OK      Severity = "ok"      // as it should be
	Note    Severity = "note"    // good to know; nothing need be done
	Warning Severity = "warning" // something will not work, for some
	Error   Severity = "error"   // somebody cannot sign here before it is mended
)

var severities = []Severity{OK, Note, Warning, Error}

// A Finding is one thing that a check found.
type Finding struct {
	// Check is the stable name of what was found, as "manifest-shadowed". Its words
	// are doctor_manifest_shadowed, and doctor_manifest_shadowed_next for what to
	// do, with the ending _linux, _windows or _macos where systems differ.
	Check    string
	Severity Severity
	Subject  string   // what it is about, if that has a name: a browser, a reader, a path
	Topic    string   // or else the end of a word doctor_topic_…: "browsers"
	With     []string // takes the places $1 … in the words
	Because  string   // the key of a word that takes the place after these
	// Message and Remedy are keys of words, where others than those of Check say
	// it already.
	Message, Remedy string
}

// maxFindings bounds what is told, so that it fits a frame of the protocol.
const maxFindings = 200

// Tell puts findings into words of a language, "uk" or "en", the worst first.
// Whatever comes from files is made fit to show.
func Tell(findings []Finding, language, system string) protocol.Examination {
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(b.rank(), a.rank()) })
	told := protocol.Examination{Findings: []protocol.Observation{}, Worst: string(OK)}
	if len(findings) > 0 {
		told.Worst = string(findings[0].Severity)
	}
	words := extension.Words(language)
	for _, f := range findings[:min(len(findings), maxFindings)] {
		told.Findings = append(told.Findings, f.tell(words, system))
	}
	return told
}

func (f Finding) rank() int { return slices.Index(severities, f.Severity) }

// tell puts a finding into words.
func (f Finding) tell(words map[string]string, system string) protocol.Observation {
	with := make([]string, len(f.With))
	for i, text := range f.With {
		with[i] = pki.DisplayText(text)
	}
	if f.Because != "" {
		with = append(with, words[f.Because])
	}
	subject := pki.DisplayText(f.Subject)
	if f.Topic != "" {
		subject = words["doctor_topic_"+f.Topic]
	}
	key := "doctor_" + strings.ReplaceAll(f.Check, "-", "_")
	message, remedy := cmp.Or(f.Message, key), cmp.Or(f.Remedy, key+"_next")
	return protocol.Observation{
		Check: f.Check, Severity: string(f.Severity), Subject: subject,
		Message: extension.Fill(of(words, message, system), with...),
		Remedy:  extension.Fill(of(words, remedy, system), with...),
	}
}

// of is a word for an operating system (runtime.GOOS), or else for all.
func of(words map[string]string, key, system string) string {
	ending, known := map[string]string{"windows": "_windows", "darwin": "_macos"}[system]
	if !known {
		ending = "_linux"
	}
	return cmp.Or(words[key+ending], words[key])
}
