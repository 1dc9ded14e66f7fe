// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dpstest

import (
	"bytes"
	"crypto/x509"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/testpki"
)

// A Spoil is what is wrong with receipts.
type Spoil string

// What may be wrong with receipts.
const (
	Forged   Spoil = "forged"   // a letter is another one since it was signed
	Foreign  Spoil = "foreign"  // [testpki.Neighbour] signed it
	Mixed    Spoil = "mixed"    // it is about another report
	Unsigned Spoil = "unsigned" // only around the encrypted part there is a signature
	Cut      Spoil = "cut"      // its end is missing
	Preceded Spoil = "preceded" // a forged one under the same number comes first
)

// spoils are what is wrong with the containers that come as one receipt, in this order.
func (g *Gateway) spoils() []Spoil {
	if g.Spoil == Preceded {
		return []Spoil{Forged, ""}
	}
	return []Spoil{g.Spoil}
}

// Words of receipts that were seen.
const (
	wordsStored   = "ДОКУМЕНТ ЗБЕРЕЖЕНО НА ЦЕНТРАЛЬНОМУ РІВНІ"
	wordsAccepted = "Прийнято пакет."
	wordsRejected = "ДОКУМЕНТ НЕ ПРИЙНЯТО"
)

// receiptName is what a receipt is called.
func receiptName(file string, number int) string {
	return strings.TrimSuffix(strings.ToUpper(file), ".XML") + map[int]string{1: ".KVT", 2: ".RPL"}[number]
}

// receiptOf is a receipt about a submission, as it leaves the gateway.
func (g *Gateway) receiptOf(s *submission, number int, spoil Spoil) ([]byte, error) {
	result, text, registered := wordsStored, "Очікуйте квитанцію № 2", ""
	switch {
	case s.refusal != "":
		result, text = wordsRejected, s.refusal
	case number == 2:
		result, text, registered = wordsAccepted, "Документ прийнято та зареєстровано", strconv.Itoa(s.id)
	}
	file := s.file
	if spoil == Mixed {
		file = "0000" + file[min(4, len(file)):]
	}
	content := declar(number, [][2]string{
		{"HDOCKOD", s.form}, {"HFILENAME", strings.ToUpper(file)}, {"HRESULT", result}, {"HNUMREG", registered},
		{"HTIME", g.Now().Format("15:04:05")}, {"TEXT", text},
	})
	return g.protect(content, spoil, s.certificate, dps.Transport{{Key: "RESULT", Value: map[bool]string{true: "0", false: "1"}[s.refusal == ""]},
		{Key: "SUBJECT", Value: fmt.Sprintf("Квитанція № %d", number)}, {Key: "FILENAME", Value: receiptName(s.file, number)}})
}

// declar writes a document of the service. Receipts are in UTF-8.
func declar(number int, body [][2]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><DECLAR><DECLARHEAD><C_DOC>J14</C_DOC><C_DOC_SUB>99%d</C_DOC_SUB><C_DOC_VER>2</C_DOC_VER></DECLARHEAD><DECLARBODY>`, number)
	for _, e := range body {
		b.WriteString("<" + e[0] + ">")
		_ = xml.EscapeText(&b, []byte(e[1])) // a buffer takes all
		b.WriteString("</" + e[0] + ">")
	}
	b.WriteString("</DECLARBODY></DECLAR>")
	return b.Bytes()
}

// protect signs a receipt and wraps it, as far as nothing is wrong with it.
func (g *Gateway) protect(content []byte, spoil Spoil, to *x509.Certificate, header dps.Transport) ([]byte, error) {
	by := g.keys
	if spoil == Foreign {
		by = g.PKI.Subscriber(testpki.Neighbour)
	}
	inner := content
	if spoil != Unsigned {
		var err error
		if inner, err = Sign(by, content, g.Now()); err != nil {
			return nil, err
		}
	}
	if spoil == Forged {
		inner = bytes.Replace(inner, []byte("<HTIME>"), []byte("<HDATE>"), 1)
		inner = bytes.Replace(inner, []byte("</HTIME>"), []byte("</HDATE>"), 1)
	}
	whole, err := Protect(by, inner, to, header, g.Now())
	if spoil == Cut {
		whole = whole[:len(whole)*2/3]
	}
	return whole, err
}
