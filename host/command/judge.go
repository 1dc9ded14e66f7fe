// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/validation"
)

// fileKind is what a file with signatures is, by its first octets.
type fileKind int

const (
	fileCMS fileKind = iota // or nothing of the kind
	fileZIP
	filePDF
)

// kindOfFile looks at a file from its beginning. A pipe has none, and is read as a
// CMS message.
func kindOfFile(file io.ReaderAt) fileKind {
	head := make([]byte, 4)
	n, _ := file.ReadAt(head, 0)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK")):
		return fileZIP
	case bytes.HasPrefix(head, []byte("%PDF")):
		return filePDF
	}
	return fileCMS
}

var (
	errNothingInside = errors.New("the signature holds no document")
	// errFailed keeps a content from being kept.
	errFailed = errors.New("a signature failed")
)

func failed(v validation.Verdict) bool { return v.Indication == validation.TotalFailed }

// judgeSignature verifies a CMS message, with its document inside or apart.
func (c *call) judgeSignature(ctx context.Context, v *validation.Verifier, in *os.File, flags verifyFlags) (*judged, error) {
	var document io.Reader
	if flags.content != "" {
		d, err := os.Open(flags.content)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		document = d
	}
	found, err := c.verifyMessage(ctx, v, in, document, flags.out)
	if err != nil {
		return nil, err
	}
	return &judged{
		result: service.Report(found), explanation: report.Explain(found, c.language),
		verdicts: found.Signatures, passed: found.Passed(),
	}, nil
}

// verifyMessage verifies and keeps the content, if it is to be kept.
func (c *call) verifyMessage(ctx context.Context, v *validation.Verifier, in *os.File, document io.Reader, out string) (*validation.Report, error) {
	message := binary(in)
	if out == "" {
		return v.Verify(ctx, message, document, nil)
	}
	source, err := in.Stat()
	if err != nil {
		return nil, err
	}
	var found *validation.Report
	err = c.replace(out, source, func(w io.Writer) error {
		found, err = v.Verify(ctx, message, document, w)
		switch {
		case err != nil:
			return err
		case slices.ContainsFunc(found.Signatures, failed):
			return errFailed
		case found.Detached:
			return errNothingInside
		}
		return nil
	})
	if errors.Is(err, errFailed) {
		return found, nil
	}
	return found, err
}

// judgeContainer verifies an ASiC container.
func (c *call) judgeContainer(ctx context.Context, v *validation.Verifier, in *os.File, flags verifyFlags) (*judged, error) {
	if flags.content != "" {
		return nil, errContentElsewhere
	}
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	found, err := asic.Verify(ctx, v, in, info.Size())
	if flawed, ok := errors.AsType[*asic.ArchiveError](err); ok {
		return &judged{
			result: protocol.Report{
				Kind: "ASiC", Flaw: string(flawed.Flaw), Signatures: []protocol.Verdict{}, TimeStamps: []protocol.TimeStamp{},
			},
			explanation: report.ExplainArchive(flawed, c.language),
		}, nil
	}
	if err != nil {
		return nil, err
	}
	all := &judged{
		result: service.ContainerReport(found), explanation: report.ExplainContainer(found, c.language),
		passed: found.Passed(), container: found.Container,
	}
	for _, signature := range found.Signatures {
		all.verdicts = append(all.verdicts, signature.Verdict)
	}
	return all, nil
}

// judgePDF verifies the signatures of a PDF file.
func (c *call) judgePDF(ctx context.Context, v *validation.Verifier, in *os.File, flags verifyFlags) (*judged, error) {
	switch {
	case flags.content != "":
		return nil, errContentElsewhere
	case flags.out != "":
		return nil, errNothingToKeep
	}
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	found, err := pades.Verify(ctx, v, in, info.Size())
	if err != nil {
		return nil, err
	}
	all := &judged{result: service.PDFReport(found), explanation: report.ExplainPDF(found, c.language), passed: found.Passed()}
	for _, signature := range found.Signatures {
		all.verdicts = append(all.verdicts, signature.Verdict)
	}
	return all, nil
}
