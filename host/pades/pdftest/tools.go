// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdftest

import (
	"testing"

	"github.com/pidpys/pidpys/host/internal/interop"
)

// A Producer is a program that writes PDF in a way of its own.
type Producer struct {
	Name    string
	program string
	line    string // makes out.pdf of in.pdf
}

// Producers are programs of other people.
func Producers() []Producer {
	return []Producer{
		{"qpdf", "qpdf", "--object-streams=disable in.pdf out.pdf"},
		{"qpdf, object streams", "qpdf", "--object-streams=generate in.pdf out.pdf"},
		{"qpdf, linearized", "qpdf", "--linearize in.pdf out.pdf"},
		{"qpdf, linearized, object streams", "qpdf", "--linearize --object-streams=generate in.pdf out.pdf"},
		{"mutool", "mutool", "clean -z in.pdf out.pdf"},
		{"ghostscript", "gs", "-q -sDEVICE=pdfwrite -o out.pdf in.pdf"},
		{"cairo", "pdftocairo", "-pdf in.pdf out.pdf"},
	}
}

// Write gives a page by the producer. The test is skipped on a machine that has
// none.
func (p Producer) Write(t testing.TB) []byte {
	t.Helper()
	tool := interop.NewTool(t, p.program)
	tool.Write("in.pdf", Build(Table, Page()))
	tool.Run(p.line)
	return tool.Read("out.pdf")
}
