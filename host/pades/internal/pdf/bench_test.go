// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
)

// BenchmarkLoad reads a large object.
func BenchmarkLoad(b *testing.B) {
	objects := pdftest.Page()
	objects[6] = "[" + strings.Repeat("<</Type/Annot/Rect[10 20 30.5 40]/P 3 0 R/Contents(some words)>>\n", 10_000) + "]"
	data := pdftest.Build(pdftest.Table, objects)
	b.SetBytes(int64(len(objects[6])))
	for b.Loop() {
		f, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.Newest().Load(pdf.Reference{Number: 6}); err != nil {
			b.Fatal(err)
		}
	}
}
