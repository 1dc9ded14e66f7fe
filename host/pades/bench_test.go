// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// sizes are those of the streams in the files.
var sizes = map[string]int{"page": 0, "10 MB": 10_000_000}

func sized(size int) []byte {
	objects := pdftest.Page()
	if size > 0 {
		objects[20] = "<</Length " + strconv.Itoa(size) + ">>\nstream\n" + string(make([]byte, size)) + "\nendstream"
	}
	return pdftest.Build(pdftest.Table, objects)
}

// BenchmarkSign signs at B-B.
func BenchmarkSign(b *testing.B) {
	w := build(b, testpki.ServicesOptions{})
	for name, size := range sizes {
		file := sized(size)
		for key, a := range algorithms {
			b.Run(key+"/"+name, func(b *testing.B) {
				for b.Loop() {
					w.sign(b, w.Subscriber(a.subscriber), file, cades.LevelBB, func(s *pades.Signer) { s.Hash = a.hash })
				}
			})
		}
	}
}

// BenchmarkVerify verifies at B-LT, with the evidence in the file.
func BenchmarkVerify(b *testing.B) {
	w := build(b, testpki.ServicesOptions{})
	for name, size := range sizes {
		for key, a := range algorithms {
			file := w.sign(b, w.Subscriber(a.subscriber), sized(size), cades.LevelBLT, func(s *pades.Signer) { s.Hash = a.hash })
			b.Run(key+"/"+name, func(b *testing.B) {
				for b.Loop() {
					report, err := pades.Verify(b.Context(), w.verifier(), bytes.NewReader(file), int64(len(file)))
					if err != nil || !report.Passed() {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
