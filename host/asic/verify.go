// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"context"
	"io"

	"github.com/pidpys/pidpys/host/validation"
)

// A Report is what [Verify] says about a container.
type Report struct {
	Container *Container
	// Signatures are the verdicts, one a signer, file by file.
	Signatures []Verdict
	// TimeStamps are those over the container's files, the newest first. Where
	// one is good, the signatures that its manifest lists are proven to have
	// existed at its time.
	TimeStamps []TimeStamp
	// Uncovered are the documents that no signature is over: whoever held the
	// container could put them in.
	Uncovered []string
}

// A Verdict is what is said about one signature of a container.
type Verdict struct {
	validation.Verdict
	// File is the signature's file, Manifest that of the manifest it is over;
	// empty where it is over the document itself.
	File, Manifest string
	// Documents are those that the signature is over. What else a manifest
	// lists, other signatures for example, is not among them.
	Documents []Document
}

// A Document is one that a signature is over.
type Document struct {
	Name string // hostile where it is shown
	// Fault is why this is not the document that was signed, one of the codes
	// of Errors; empty where it is.
	Fault Code
}

// Passed says that all signatures are TOTAL-PASSED and every document is under
// one; that there is nothing in a form that was not judged; and that there is a
// signature at all.
func (r *Report) Passed() bool {
	for _, v := range r.Signatures {
		if v.Indication != validation.TotalPassed {
			return false
		}
	}
	return len(r.Signatures) > 0 && len(r.Uncovered) == 0 && len(r.Container.Unsupported) == 0
}

// Verify opens a container and judges its signatures. The error is that of
// [Open], of the reader or the context, or an [*ArchiveError] where there are
// more than MaxSigners: all else is in the report. Every document is read once,
// in constant memory.
func Verify(ctx context.Context, v *validation.Verifier, r io.ReaderAt, size int64) (*Report, error) {
	c, err := Open(r, size)
	if err != nil {
		return nil, err
	}
	sums, err := c.hash(ctx)
	if err != nil {
		return nil, err
	}
	stamps, err := c.judgeStamps(ctx, v, sums)
	if err != nil {
		return nil, err
	}
	report := &Report{Container: c, TimeStamps: stamps}
	for _, s := range c.Signatures {
		verdicts, err := c.judge(ctx, provenBy(stamps, v, s), s, sums)
		if err != nil {
			return nil, err
		}
		report.Signatures = append(report.Signatures, verdicts...)
		if n := len(report.Signatures); n > MaxSigners {
			return nil, flawed(TooMany, s.Name, "%d signatures", n)
		}
	}
	covered := map[string]bool{}
	for _, v := range report.Signatures {
		for _, document := range v.Documents {
			covered[document.Name] = true
		}
	}
	for _, object := range c.Objects {
		if !covered[object.Name] {
			report.Uncovered = append(report.Uncovered, object.Name)
		}
	}
	return report, nil
}
