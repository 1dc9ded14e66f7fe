// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// FuzzVerify judges files that were signed once.
func FuzzVerify(f *testing.F) {
	w := build(f, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	for _, form := range pdftest.Forms() {
		small := func(s *pades.Signer) { s.Room = 4 << 10; s.Chain = nil }
		file := w.sign(f, s, pdftest.Build(form, pdftest.Page()), cades.LevelBB, small)
		f.Add(file)
		f.Add(attack(f, file, map[int]string{4: "null"}))
	}
	v := w.offline()
	f.Fuzz(func(t *testing.T, file []byte) {
		report, err := pades.Verify(t.Context(), v, bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		for _, s := range report.Signatures {
			if s.Later != "" && s.Covered > int64(len(file)) {
				t.Fatal("a signature over more than there is")
			}
		}
	})
}
