// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// decode reads the one element of an XML document in UTF-8.
func decode(raw []byte, into *manifestXML) error {
	d := xml.NewTokenDecoder(plain{xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte(bom))))})
	if err := d.Decode(into); err != nil {
		return err
	}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.Comment, xml.ProcInst:
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return errors.New("text after the manifest")
			}
		default:
			return errors.New("elements after the manifest")
		}
	}
}

// A plain reader lets through only what every reader of XML takes for the same.
type plain struct{ *xml.Decoder }

// Token refuses document types, which no manifest has and where the tricks of
// XML live, and attributes that could stand in for those that are read.
func (p plain) Token() (xml.Token, error) {
	token, err := p.RawToken()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case xml.Directive:
		return nil, errors.New("a document type")
	case xml.StartElement:
		if err := checkAttributes(token.Attr); err != nil {
			return nil, err
		}
	}
	return token, nil
}

// checkAttributes refuses an attribute that occurs twice, for some readers take
// the first and some the last; one of a foreign namespace with a name that is
// read here, for package xml does not tell them apart; and xml:base, which some
// readers put before each URI.
func checkAttributes(attributes []xml.Attr) error {
	seen := map[xml.Name]bool{}
	for _, a := range attributes {
		if seen[a.Name] {
			return errors.New("an attribute twice")
		}
		seen[a.Name] = true
		if a.Name.Space == "" {
			continue
		}
		switch a.Name.Local {
		case "URI", "Algorithm", "Critical", "base":
			return errors.New("an attribute of a foreign namespace")
		}
	}
	return nil
}
