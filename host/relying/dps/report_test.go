// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
)

// head is that of a declaration of the single tax for half a year.
func head() Head {
	return Head{
		TIN: "0000000017", Form: Form{"F01", "033", 9}, Count: 1, Region: 16, District: 1, Month: 6, Period: HalfYearly, Year: 2026, Office: 1601,
		State: Original, Filled: time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC), Software: "Pidpys",
	}
}

func TestAReportIsReadAsWritten(t *testing.T) {
	report := Report{Head: head(), Body: []Element{
		{Name: "HNAME", Value: `ТОВ "Ґанок" & 'Ко' <1>`}, {Name: "T1RXXXXG1S", Row: 1, Value: "62.01"}, {Name: "T1RXXXXG1S", Row: 2, Value: "63.11"}, {Name: "R0141G3"},
	}}
	octets, err := report.Marshal()
	require.NoError(t, err)
	text, err := charmap.Windows1251.NewDecoder().String(string(octets))
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(text, `<?xml version="1.0" encoding="windows-1251"?><DECLAR xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
		`xsi:noNamespaceSchemaLocation="F0103309.xsd"><DECLARHEAD><TIN>0000000017</TIN><C_DOC>F01</C_DOC><C_DOC_SUB>033</C_DOC_SUB><C_DOC_VER>9</C_DOC_VER>`), text)
	assert.Contains(t, text, `<LINKED_DOCS xsi:nil="true"/><D_FILL>03082026</D_FILL><SOFTWARE>Pidpys</SOFTWARE></DECLARHEAD>`)
	assert.Contains(t, text, `<HNAME>ТОВ &quot;Ґанок&quot; &amp; &apos;Ко&apos; &lt;1&gt;</HNAME><T1RXXXXG1S ROWNUM="1">62.01</T1RXXXXG1S>`)
	back, err := ParseReport(octets)
	require.NoError(t, err)
	assert.Equal(t, report, back)
	assert.Equal(t, "62.01", back.Value("T1RXXXXG1S"))
	assert.Empty(t, back.Value("HTIN"))
}

// TestAnIndentedReport: the order forbids space between elements, and files that were
// taken have it. Elements that services add are passed over.
func TestAnIndentedReport(t *testing.T) {
	octets, err := Report{Head: head()}.Marshal()
	require.NoError(t, err)
	spaced := strings.NewReplacer("><", ">\n  <", "<LINKED_DOCS xsi:nil=\"true\"/>",
		`<LINKED_DOCS><DOC NUM="1" TYPE="1"><C_DOC>F01</C_DOC><more x="1"><y>z</y></more></DOC></LINKED_DOCS><ADDED>1</ADDED>`).Replace(string(octets))
	back, err := ParseReport([]byte(spaced))
	require.NoError(t, err)
	assert.Equal(t, head(), back.Head)
}

func TestWhatIsNoReport(t *testing.T) {
	octets, err := Report{Head: head(), Body: []Element{{Name: "HNAME", Value: "Ґ"}}}.Marshal()
	require.NoError(t, err)
	good := string(octets)
	for why, bad := range map[string]string{
		"nothing":                       "",
		"no XML":                        "UA1_SIGN",
		"another root":                  strings.ReplaceAll(good, "DECLAR>", "DECL>"),
		"cut short":                     good[:len(good)-9],
		"UTF-8":                         strings.Replace(good, "windows-1251", "utf-8", 1),
		"another encoding":              strings.Replace(good, "windows-1251", "koi8-u", 1),
		"no declaration":                good[strings.Index(good, "<DECLAR"):],
		"a document type":               strings.Replace(good, "<DECLAR ", "<!DOCTYPE DECLAR [<!ENTITY a \"b\">]><DECLAR ", 1),
		"an entity":                     strings.Replace(good, "Pidpys", "&a;", 1),
		"two roots":                     good + "<DECLAR/>",
		"a second declaration":          strings.Replace(good, "<DECLARHEAD>", `<?xml version="1.0" encoding="utf-8"?><DECLARHEAD>`, 1),
		"two declarations":              good[:strings.Index(good, "<DECLAR")] + good,
		"an element twice in the head":  strings.Replace(good, "<TIN>", "<TIN>1</TIN><TIN>", 1),
		"no number":                     strings.Replace(good, "<C_DOC_CNT>1<", "<C_DOC_CNT>x<", 1),
		"a period that is none":         strings.Replace(good, "<PERIOD_TYPE>3<", "<PERIOD_TYPE>6<", 1),
		"a form that is none":           strings.Replace(good, "<C_DOC>F01<", "<C_DOC>X01<", 1),
		"a row that is none":            strings.Replace(good, "<HNAME>", `<HNAME ROWNUM="0">`, 1),
		"text between elements":         strings.Replace(good, "<DECLARHEAD>", "text<DECLARHEAD>", 1),
		"a name in small letters first": strings.Replace(good, "<HNAME>", "<h-name>", 1),
		"an octet without a sign":       strings.Replace(good, "\xA5", "\x98", 1),
	} {
		_, err := ParseReport([]byte(bad))
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
	for why, bad := range map[string]string{
		"too deep":       strings.Replace(good, "<HNAME>", "<HNAME>"+strings.Repeat("<A>", maxDepth), 1),
		"too many":       strings.Replace(good, "<HNAME>", strings.Repeat("<A/>", maxElements)+"<HNAME>", 1),
		"a long value":   strings.Replace(good, "<HNAME>", "<HNAME>"+strings.Repeat("a", maxText+1), 1),
		"a long comment": strings.Replace(good, "<HNAME>", "<!--"+strings.Repeat("a", MaxReport)+"--><HNAME>", 1),
	} {
		_, err := ParseReport([]byte(bad))
		assert.ErrorIs(t, err, ErrTooLarge, why)
	}
}

func TestWhatNoReportIsMadeOf(t *testing.T) {
	for why, change := range map[string]func(*Report){
		"no TIN":                      func(r *Report) { r.Head.TIN = "" },
		"a TIN with space":            func(r *Report) { r.Head.TIN = "1 2" },
		"no form":                     func(r *Report) { r.Head.Form = Form{} },
		"a thirteenth month":          func(r *Report) { r.Head.Month = 13 },
		"a sign that is not there":    func(r *Report) { r.Body[0].Value = "名" },
		"the octet without a sign":    func(r *Report) { r.Body[0].Value = "\u0098" },
		"a control":                   func(r *Report) { r.Body[0].Value = "a\x01" },
		"an element that is smuggled": func(r *Report) { r.Body[0].Name = "A><B" },
		"an element in small letters": func(r *Report) { r.Body[0].Name = "hname" },
	} {
		r := Report{Head: head(), Body: []Element{{Name: "HNAME", Value: "a"}}}
		change(&r)
		_, err := r.Marshal()
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
}

// TestNamesOfFiles holds names that were seen: that of a declaration that was filed, with
// another number of its payer, and that of a request of a register.
func TestNamesOfFiles(t *testing.T) {
	name, err := head().FileName()
	require.NoError(t, err)
	assert.Equal(t, "16010000000017F0103309100000000130620261601.xml", name)
	assert.True(t, head().Named("16010000000017F0103309100000000130620261601.XML"))
	assert.False(t, head().Named("16010000000017F0103309100000000230620261601.xml"))

	h, err := ParseFileName("26590010101017J1499101100000000111220182659.xml")
	require.NoError(t, err)
	assert.Equal(t, Head{
		Region: 26, District: 59, TIN: "0010101017", Form: Form{"J14", "991", 1}, State: Original, Count: 1, Period: Monthly, Month: 12, Year: 2018, Office: 2659,
	}, h)
	again, err := h.FileName()
	require.NoError(t, err)
	assert.Equal(t, "26590010101017J1499101100000000111220182659.xml", again)

	company := head()
	company.TIN = "00000055"
	name, err = company.FileName()
	require.NoError(t, err)
	assert.Equal(t, "16010000000055F0103309100000000130620261601.xml", name)

	for why, bad := range map[string]string{
		"nothing": "", "another ending": "16010000000017F0103309100000000130620261601.pdf", "a path": "../16010000000017F0103309100000000130620261601.xml",
		"too short": "1601000000017F0103309100000000130620261601.xml", "another letter": "16010000000017X0103309100000000130620261601.xml",
		"a thirteenth month": "16010000000017F0103309100000000131320261601.xml", "no version": "16010000000017F0103300100000000130620261601.xml",
	} {
		_, err := ParseFileName(bad)
		assert.ErrorIs(t, err, ErrMalformed, why)
	}
}

func TestForms(t *testing.T) {
	f, err := ParseForm("F0103309")
	require.NoError(t, err)
	assert.Equal(t, Form{"F01", "033", 9}, f)
	assert.Equal(t, "F0103309", f.String())
	for _, bad := range []string{"", "F01033", "F010330", "F0103300", "X0103309", "F01033099"} {
		_, err := ParseForm(bad)
		assert.ErrorIs(t, err, ErrMalformed, bad)
	}
}

func FuzzParseReport(f *testing.F) {
	octets, err := Report{Head: head(), Body: []Element{{Name: "HNAME", Value: "Ґ"}, {Name: "T1RXXXXG1S", Row: 2, Value: "1"}}}.Marshal()
	require.NoError(f, err)
	f.Add(octets)
	f.Add([]byte(`<DECLAR><DECLARHEAD/></DECLAR>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		report, err := ParseReport(b)
		if err != nil {
			return
		}
		written, err := report.Marshal()
		if err != nil {
			return // a value, or a name in small letters, that we do not write
		}
		again, err := ParseReport(written)
		require.NoError(t, err)
		require.Equal(t, report, again)
		name, err := report.Head.FileName()
		require.NoError(t, err)
		named, err := ParseFileName(name)
		require.NoError(t, err)
		require.True(t, named.Named(name))
	})
}
