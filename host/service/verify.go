// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/validation"
)

// verify reports on a signature that the page has. It uses no key, so nobody is
// asked.
func (s *session) verify(r *protocol.Request) error {
	var params protocol.Verify
	if err := r.Params(&params); err != nil {
		return err
	}
	files := []protocol.File{params.Signature}
	if params.Content != nil {
		files = append(files, *params.Content)
	}
	switch {
	case !validFiles(files):
		return protocol.Fail(protocol.InvalidParams)
	case params.Extract && !s.hello.Own:
		return protocol.Fail(protocol.Forbidden)
	}
	o := &operation{call: called(r)}
	o.perform = func(ctx context.Context) (any, error) {
		var taken *extraction
		if params.Extract {
			taken = &extraction{operation: o, ctx: ctx, contents: []protocol.Content{}}
		}
		found, err := o.verifyFile(ctx, params, taken)
		if err != nil {
			return nil, err
		}
		after := 0
		if taken != nil {
			found.Contents, after = taken.contents, taken.begun
		}
		return o.handReport(ctx, found, after)
	}
	return s.begin(o)
}

// handReport is the answer, or writes it, after so many documents, where it is too long for
// one.
func (o *operation) handReport(ctx context.Context, found *protocol.Report, after int) (any, error) {
	text, err := json.Marshal(found)
	if err != nil || len(text) <= protocol.PieceSize {
		return found, err
	}
	written, err := o.write(ctx, after, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	return protocol.LongReport{Written: written, Document: after}, err
}

// verifier is of what signatures are worth now.
func (s *session) verifier() *validation.Verifier {
	return &validation.Verifier{Trust: s.Trust(), Certificates: s.Witness.Known(), Status: s.Witness.Status(), At: s.Now()}
}

// verifyFile looks at the first octets to know what it has. What was signed is taken out
// unless taken is nil.
func (o *operation) verifyFile(ctx context.Context, params protocol.Verify, taken *extraction) (*protocol.Report, error) {
	verifier := o.verifier()
	file := o.newBlob(ctx, params.Signature)
	head := make([]byte, min(4, params.Signature.Size))
	if _, err := file.ReadAt(head, 0); err != nil {
		return nil, err
	}
	switch container, pdf := asic.Begins(head), pades.Begins(head); {
	case (container || pdf) && params.Content != nil:
		return nil, protocol.Fail(protocol.InvalidParams)
	case container:
		return o.verifyContainer(ctx, verifier, file, taken)
	case pdf:
		return o.verifyPDF(ctx, verifier, file)
	}
	return o.verifyMessage(ctx, verifier, params, taken)
}

func (o *operation) verifyMessage(ctx context.Context, v *validation.Verifier, params protocol.Verify, taken *extraction) (*protocol.Report, error) {
	file := o.open(ctx, protocol.Page, params.Signature)
	defer file.Close()
	signature, _ := cms.Binary(file)
	var content io.Reader
	if params.Content != nil {
		opened := o.open(ctx, protocol.Page, *params.Content)
		defer opened.Close()
		content = opened
	}
	read := func(out io.Writer) (*validation.Report, error) { return v.Verify(ctx, signature, content, out) }
	var found *validation.Report
	var err error
	if taken != nil {
		found, err = taken.takeMessage(params.Signature.Name, read)
	} else {
		found, err = read(nil)
	}
	if err != nil {
		return nil, err
	}
	result := Report(found)
	return o.explained(&result, report.Explain(found, o.hello.Language))
}

func (o *operation) verifyContainer(ctx context.Context, v *validation.Verifier, file *blob, taken *extraction) (*protocol.Report, error) {
	found, err := asic.Verify(ctx, v, file, file.size)
	if flawed, ok := errors.AsType[*asic.ArchiveError](err); ok {
		result := newReport("ASiC")
		result.Flaw = string(flawed.Flaw)
		return o.explained(&result, report.ExplainArchive(flawed, o.hello.Language))
	}
	if errors.Is(err, asic.ErrNotContainer) {
		return o.unreadable("ASiC", err)
	}
	if err != nil {
		return nil, err
	}
	if taken != nil {
		if err := taken.takeAll(found.Container); err != nil {
			return nil, err
		}
	}
	result := ContainerReport(found)
	return o.explained(&result, report.ExplainContainer(found, o.hello.Language))
}

func (o *operation) verifyPDF(ctx context.Context, v *validation.Verifier, file *blob) (*protocol.Report, error) {
	found, err := pades.Verify(ctx, v, file, file.size)
	for _, unfit := range []error{pades.ErrNotPDF, pades.ErrMalformed, pades.ErrEncrypted, pades.ErrTooLarge} {
		if errors.Is(err, unfit) {
			return o.unreadable("PAdES", err)
		}
	}
	if err != nil {
		return nil, err
	}
	result := PDFReport(found)
	return o.explained(&result, report.ExplainPDF(found, o.hello.Language))
}

// unreadable is the report on a file that is not what it begins as.
func (o *operation) unreadable(kind string, err error) (*protocol.Report, error) {
	found := &validation.Report{Signatures: []validation.Verdict{{
		Indication: validation.TotalFailed, SubIndication: validation.FormatFailure,
		Errors: []validation.Finding{{Code: validation.MalformedMessage, Text: err.Error()}},
	}}}
	result := Report(found)
	result.Kind = kind
	return o.explained(&result, report.Explain(found, o.hello.Language))
}

// explained adds the words for people.
func (o *operation) explained(result *protocol.Report, words *report.Explanation) (*protocol.Report, error) {
	text, err := json.Marshal(words)
	result.Explanation = text
	return result, err
}
