// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package qr draws QR codes (ISO/IEC 18004) of links, for people to scan with a
// phone: as the modules themselves, for whoever draws by other means.
package qr

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// MaxText is the longest text, in octets, whose code a phone still reads off a
// window of ours: version 25 at level M, 117 modules a side.
const MaxText = 997

// A Code is the modules of a QR code, without the quiet zone around it, which is
// four modules wide.
type Code struct {
	Size int `json:"size"` // modules a side
	// Rows are the modules row by row, "1" for a dark one.
	Rows []string `json:"rows"`
}

// Of is the code of a text at level M, which a reader mends when 15 % of it is
// lost. The error says that the text is empty or longer than MaxText.
func Of(text string) (*Code, error) {
	if text == "" || len(text) > MaxText {
		return nil, fmt.Errorf("qr: a text of %d octets", len(text))
	}
	drawn, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	code := &Code{Size: drawn.Size}
	for y := range drawn.Size {
		var row strings.Builder
		for x := range drawn.Size {
			if drawn.Black(x, y) {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		code.Rows = append(code.Rows, row.String())
	}
	return code, nil
}
