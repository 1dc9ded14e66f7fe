// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// MaxReport is how long a report may be, in octets of XML. Messages by mail may have
// ten mebibytes (order of the tax administration of 12.07.2010 № 499, section 4);
// whether the gateway has that limit is unverified.
const MaxReport = 10 << 20

// A Report is a declaration, statement or request to the service, as it stands in its
// XML. Which lines a form has, and in which order, its schema says, and nobody here.
type Report struct {
	Head Head
	Body []Element
}

// Marshal writes the report as the order № 729 wants it: in windows-1251, with nothing
// between elements. Links to other documents are not written.
func (r Report) Marshal() ([]byte, error) {
	if err := r.Head.check(); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	text.WriteString(`<?xml version="1.0" encoding="windows-1251"?><DECLAR xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xsi:noNamespaceSchemaLocation="` + r.Head.Form.String() + `.xsd"><DECLARHEAD>`)
	for _, e := range r.Head.elements() {
		writeElement(&text, e)
	}
	text.WriteString("</DECLARHEAD><DECLARBODY>")
	for _, e := range r.Body {
		if !isKey(e.Name) || !isWord(e.Name) || e.Row < 0 || len(e.Value) > maxText || strings.ContainsFunc(e.Value, unicode.IsControl) {
			return nil, fmt.Errorf("%w: element %q", ErrMalformed, e.Name)
		}
		writeElement(&text, e)
	}
	text.WriteString("</DECLARBODY></DECLAR>")
	octets, err := charmap.Windows1251.NewEncoder().Bytes(text.Bytes())
	switch {
	case err != nil, bytes.IndexByte(octets, 0x98) >= 0:
		return nil, fmt.Errorf("%w: a sign that windows-1251 has not", ErrMalformed)
	case len(octets) > MaxReport:
		return nil, fmt.Errorf("%w: a report of %d octets", ErrTooLarge, len(octets))
	}
	return octets, nil
}

// entities are the five that the order № 729 has written so.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")

func writeElement(to *bytes.Buffer, e Element) {
	to.WriteString("<" + e.Name)
	if e.Row > 0 {
		to.WriteString(` ROWNUM="` + strconv.Itoa(e.Row) + `"`)
	}
	if e.Value == "" {
		to.WriteString(` xsi:nil="true"/>`)
		return
	}
	to.WriteString(">" + entities.Replace(e.Value) + "</" + e.Name + ">")
}

// ParseReport reads a report. It must be in windows-1251, and say so.
func ParseReport(b []byte) (Report, error) {
	if len(b) > MaxReport {
		return Report{}, fmt.Errorf("%w: a report of %d octets", ErrTooLarge, len(b))
	}
	d, err := parseDeclar(b)
	if err != nil {
		return Report{}, err
	}
	if d.encoding != windows {
		return Report{}, fmt.Errorf("%w: not in windows-1251", ErrMalformed)
	}
	head, err := parseHead(d.head)
	return Report{Head: head, Body: d.body}, err
}

// Value is that of the first line with a name; empty, there is none.
func (r Report) Value(name string) string {
	d := declar{body: r.Body}
	return d.value(name)
}
