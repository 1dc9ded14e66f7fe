// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// opens has other programs open a file and find nothing wrong.
func opens(t *testing.T, file []byte) {
	t.Helper()
	qpdf := interop.NewTool(t, "qpdf")
	qpdf.Write("signed.pdf", file)
	assert.Contains(t, qpdf.Run("--check signed.pdf"), "No syntax or stream encoding errors")
	mutool := interop.NewTool(t, "mutool")
	mutool.Write("signed.pdf", file)
	drawn := mutool.Run("draw -F txt signed.pdf")
	assert.Contains(t, drawn, "Hello")
	assert.NotContains(t, drawn, "repair")
	assert.NotContains(t, drawn, "error")
}

// TestOtherProgramsAccept has pdfsig verify what is signed with algorithms it
// knows, two signatures on one file, and others open it.
func TestOtherProgramsAccept(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	for _, form := range pdftest.Forms() {
		for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT} {
			t.Run(string(form)+" "+string(level), func(t *testing.T) {
				file := pdftest.Build(form, pdftest.Page())
				file = w.sign(t, w.Subscriber(testpki.ECDSAPerson), file, level, func(s *pades.Signer) {
					s.Reason, s.Location, s.Name = "Погоджено", "Київ", "Тестова О. І."
				})
				file = w.sign(t, w.Subscriber(testpki.RSAPerson), file, level)
				opens(t, file)
				pdfsig := interop.NewTool(t, "pdfsig")
				pdfsig.Write("signed.pdf", file)
				said := pdfsig.Run("-nocert signed.pdf")
				assert.Contains(t, said, "ETSI.CAdES.detached")
				assert.Regexp(t, `(?s)Signature #1:.*Signature is Valid.*Signature #2:.*Signature is Valid`, said)
				assert.Contains(t, said, "Total document signed")
			})
		}
	}
}

// TestProducers signs what other programs wrote.
func TestProducers(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	for _, producer := range pdftest.Producers() {
		t.Run(producer.Name, func(t *testing.T) {
			file := w.sign(t, w.Subscriber(testpki.Person), producer.Write(t), cades.LevelBB)
			opens(t, w.sign(t, w.Subscriber(testpki.ECDSAPerson), file, cades.LevelBT))
		})
	}
}
