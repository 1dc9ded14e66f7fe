// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"strconv"
	"strings"
)

// Text is the explanation for a terminal, in lines: what is wrong and what to
// do before all details.
func (e *Explanation) Text() string {
	t := &text{titles: e.Titles}
	t.line(0, mark[e.Outcome]+" "+e.Answer)
	t.troubles(0, e.Troubles)
	for i, signature := range e.Signatures {
		t.line(0, "")
		if len(e.Signatures) > 1 {
			t.line(0, strconv.Itoa(i+1)+". "+mark[signature.Outcome]+" "+signature.Answer)
		}
		t.signature(1, signature)
	}
	t.part(0, e.Titles.TimeStamps, e.TimeStamps)
	t.remarks(0, e.Remarks)
	return t.String()
}

// mark stands where there are no colours.
var mark = map[Outcome]string{Good: "✓", Bad: "✗", Unknown: "?", "": "·"}

// A text grows by lines.
type text struct {
	strings.Builder
	titles Titles
}

func (t *text) line(depth int, line string) {
	t.WriteString(strings.TrimRight(strings.Repeat("  ", depth)+line, " "))
	t.WriteByte('\n')
}

func (t *text) signature(depth int, s Signature) {
	t.troubles(depth, s.Troubles)
	who := t.titles.Who
	if s.Outcome != Good {
		who = t.titles.Named
	}
	t.part(depth, who, s.Who)
	t.part(depth, t.titles.When, s.When)
	t.part(depth, t.titles.Documents, s.Documents)
	t.part(depth, t.titles.Checked, s.Checked)
	t.remarks(depth, s.Remarks)
	for _, c := range s.CounterSignatures {
		t.line(depth, t.titles.CounterSignatures)
		t.line(depth+1, mark[c.Outcome]+" "+c.Answer)
		t.signature(depth+1, c)
	}
}

func (t *text) part(depth int, title string, rows []Row) {
	if len(rows) > 0 {
		t.line(depth, title)
	}
	for _, row := range rows {
		t.line(depth+1, mark[row.Outcome]+" "+row.Label+": "+row.Text)
	}
}

func (t *text) troubles(depth int, troubles []Trouble) {
	if len(troubles) == 0 {
		return
	}
	t.line(depth, t.titles.Troubles)
	for _, trouble := range troubles {
		t.line(depth+1, "• "+trouble.Text)
		t.line(depth+1, "  → "+trouble.Next)
	}
}

func (t *text) remarks(depth int, remarks []string) {
	if len(remarks) == 0 {
		return
	}
	t.line(depth, t.titles.Remarks)
	for _, remark := range remarks {
		t.line(depth+1, "• "+remark)
	}
}
