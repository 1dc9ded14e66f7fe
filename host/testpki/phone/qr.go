// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package phone

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/pidpys/pidpys/host/qr"
)

// quiet is the white around a QR code, in modules: ISO/IEC 18004, 6.3.8.
const quiet = 4

// QR draws the code of a link as an SVG element for a page. The error says that
// the link is too long.
func QR(link string) (template.HTML, error) {
	code, err := qr.Of(link)
	if err != nil {
		return "", err
	}
	side := code.Size + 2*quiet
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg id="qr" role="img" aria-label="QR-код" viewBox="0 0 %d %d"><path d="`, side, side)
	for y, row := range code.Rows {
		for x, module := range row {
			if module == '1' {
				fmt.Fprintf(&svg, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	svg.WriteString(`"/></svg>`)
	return template.HTML(svg.String()), nil
}
