// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Limits of XML documents.
const (
	maxElements = 100_000
	maxDepth    = 8 // of elements
	maxText     = 64 << 10
)

// An Element is a line of a document, or a cell of a table in it.
type Element struct {
	Name  string // capitals, digits and underscores: "HNAME", "T1RXXXXG1S"
	Row   int    // ROWNUM of a cell; 0: no cell
	Value string // empty: there is none, xsi:nil
}

// declar is an XML document of the service: reports and receipts are of one kind.
type declar struct {
	encoding   string // in small letters
	head, body []Element
}

// parseDeclar reads a document of DECLARHEAD and DECLARBODY. Elements inside elements,
// as the links to other documents are, it passes over.
func parseDeclar(b []byte) (declar, error) {
	var d declar
	decoder := xml.NewDecoder(bytes.NewReader(b))
	decoder.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if d.encoding = strings.ToLower(label); d.encoding != windows {
			return nil, errors.New("dps: another encoding")
		}
		return charmap.Windows1251.NewDecoder().Reader(in), nil
	}
	reader := &declarReader{to: &d}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return d, reader.end()
		}
		if err != nil {
			return declar{}, fmt.Errorf("%w: XML", ErrMalformed)
		}
		if err := reader.take(token); err != nil {
			return declar{}, err
		}
	}
}

// windows is the encoding that reports have.
const windows = "windows-1251"

// declarReader makes a document of tokens.
type declarReader struct {
	to       *declar
	path     []string
	text     []byte
	row      int
	count    int
	declared bool // a second declaration would have all decoded once more
	ended    bool
}

func (r *declarReader) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.Directive:
		return fmt.Errorf("%w: a document type", ErrMalformed)
	case xml.ProcInst:
		declaration := token.Target == "xml"
		if r.count > 0 || r.declared && declaration {
			return fmt.Errorf("%w: an instruction", ErrMalformed)
		}
		r.declared = r.declared || declaration
	case xml.StartElement:
		return r.start(token)
	case xml.CharData:
		return r.chars(token)
	case xml.EndElement:
		r.finish()
	}
	return nil
}

func (r *declarReader) start(e xml.StartElement) error {
	r.count++
	switch {
	case r.ended, len(r.path) == 0 && e.Name.Local != "DECLAR":
		return fmt.Errorf("%w: no DECLAR", ErrMalformed)
	case r.count > maxElements || len(r.path) == maxDepth:
		return fmt.Errorf("%w: elements", ErrTooLarge)
	case !isKey(e.Name.Local) && len(r.path) < 3:
		return fmt.Errorf("%w: the name of an element", ErrMalformed)
	}
	r.path, r.text, r.row = append(r.path, e.Name.Local), r.text[:0], 0
	for _, a := range e.Attr {
		if a.Name.Local != "ROWNUM" {
			continue
		}
		var err error
		if r.row, err = strconv.Atoi(a.Value); err != nil || r.row < 1 {
			return fmt.Errorf("%w: ROWNUM", ErrMalformed)
		}
	}
	return nil
}

func (r *declarReader) chars(text []byte) error {
	switch {
	case len(r.text)+len(text) > maxText:
		return fmt.Errorf("%w: a value", ErrTooLarge)
	case bytes.ContainsRune(text, '\uFFFD'):
		return fmt.Errorf("%w: an octet without a sign", ErrMalformed)
	case len(r.path) == 3:
		r.text = append(r.text, text...)
	case len(r.path) < 3 && len(bytes.TrimSpace(text)) > 0:
		return fmt.Errorf("%w: text between elements", ErrMalformed)
	}
	return nil
}

// finish ends an element. One of the third level is a line.
func (r *declarReader) finish() {
	if len(r.path) == 3 {
		e := Element{Name: r.path[2], Row: r.row, Value: strings.TrimSpace(string(r.text))}
		switch r.path[1] {
		case "DECLARHEAD":
			r.to.head = append(r.to.head, e)
		case "DECLARBODY":
			r.to.body = append(r.to.body, e)
		}
	}
	r.path, r.text, r.row = r.path[:len(r.path)-1], r.text[:0], 0
	r.ended = len(r.path) == 0
}

func (r *declarReader) end() error {
	if !r.ended {
		return fmt.Errorf("%w: it ends too early", ErrMalformed)
	}
	return nil
}

// value is that of the first line of the body with a name.
func (d *declar) value(name string) string {
	for _, e := range d.body {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}
