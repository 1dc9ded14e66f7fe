// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/pidpys/pidpys/host/witness"
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
	case asic.Begins(head):
		return fileZIP
	case pades.Begins(head):
		return filePDF
	}
	return fileCMS
}

var (
	errNothingInside = errors.New("the signature holds no document")
	// errFailed keeps a content from being kept.
	errFailed = errors.New("a signature failed")
	// errContentElsewhere says that a file has its documents inside.
	errContentElsewhere = errors.New("the documents are inside the file")
	// errNothingToKeep says that the file is the document itself.
	errNothingToKeep = errors.New("the file is the document")
	// errNoFolder says that several documents are to go where one can.
	errNoFolder = errors.New("documents of a container go to a folder")
)

// judged is what was found about a file.
type judged struct {
	result      protocol.Report // for programs; the explanation apart
	explanation *report.Explanation
	verdicts    []validation.Verdict
	passed      bool
	container   *asic.Container // nil if it is none
}

func (j *judged) failed() bool { return slices.ContainsFunc(j.verdicts, failed) }

func failed(v validation.Verdict) bool { return v.Indication == validation.TotalFailed }

// judging is one file that is verified, and who verifies it.
type judging struct {
	*call
	witness  *witness.Witness
	verifier *validation.Verifier
	in       *os.File
	kind     fileKind
	content  string // the file of a document that lies apart
}

// judge verifies a file by what it is, and keeps its documents unless a
// signature failed.
func (c *call) judge(ctx context.Context, w *witness.Witness, v *validation.Verifier, name string, flags verifyFlags) (*judged, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	j := &judging{c, w, v, in, kindOfFile(in), flags.content}
	switch {
	case j.kind != fileCMS && flags.content != "":
		return nil, errContentElsewhere
	case j.kind == filePDF && flags.out != "":
		return nil, errNothingToKeep
	case j.kind == fileZIP && c.standard(flags.out):
		return nil, errNoFolder
	case j.kind == fileCMS && (c.standard(flags.out) || irregular(flags.out)):
		return j.beforeKeeping(ctx, flags.out)
	}
	found, err := j.inFull(ctx, flags.out)
	if err != nil || found.container == nil || flags.out == "" || found.failed() {
		return found, err
	}
	if err := os.MkdirAll(flags.out, 0o777); err != nil {
		return nil, err
	}
	return found, found.container.Extract(ctx, flags.out)
}

// beforeKeeping verifies a signature before its content goes where nothing can
// be taken back, as into a pipe. If it comes from one itself, the content is
// passed on as it is read.
func (j *judging) beforeKeeping(ctx context.Context, out string) (*judged, error) {
	if !j.rewind() {
		return j.once(ctx, out)
	}
	found, err := j.inFull(ctx, "")
	if err != nil || found.failed() || !j.rewind() {
		return found, err
	}
	return j.once(ctx, out)
}

// inFull verifies a file, and once more if a certificate was lacking that
// providers publish.
func (j *judging) inFull(ctx context.Context, out string) (*judged, error) {
	found, err := j.once(ctx, out)
	if err != nil {
		return nil, err
	}
	lacking := j.witness.Lacking(ctx, found.verdicts)
	if lacking == nil || !j.rewind() {
		return found, nil
	}
	j.verifier.Certificates = append(j.verifier.Certificates, lacking...)
	return j.once(ctx, out)
}

// rewind goes back to the beginning of the file. A pipe has none.
func (j *judging) rewind() bool {
	_, err := j.in.Seek(0, io.SeekStart)
	return err == nil
}

func (j *judging) once(ctx context.Context, out string) (*judged, error) {
	switch j.kind {
	case fileZIP:
		return j.archive(ctx)
	case filePDF:
		return j.pdf(ctx)
	}
	return j.signature(ctx, out)
}

// signature verifies a CMS message, with its document inside or apart.
func (j *judging) signature(ctx context.Context, out string) (*judged, error) {
	var document io.Reader
	if j.content != "" {
		d, err := os.Open(j.content)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		document = d
	}
	found, err := j.message(ctx, document, out)
	if err != nil {
		return nil, err
	}
	return &judged{
		result: service.Report(found), explanation: report.Explain(found, j.language),
		verdicts: found.Signatures, passed: found.Passed(),
	}, nil
}

// message verifies and keeps the content, if it is to be kept.
func (j *judging) message(ctx context.Context, document io.Reader, out string) (*validation.Report, error) {
	message, _ := cms.Binary(j.in)
	if out == "" {
		return j.verifier.Verify(ctx, message, document, nil)
	}
	source, err := j.in.Stat()
	if err != nil {
		return nil, err
	}
	var found *validation.Report
	err = j.replace(out, permissions(source), func(w io.Writer) error {
		found, err = j.verifier.Verify(ctx, message, document, w)
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

// archive verifies an ASiC container.
func (j *judging) archive(ctx context.Context) (*judged, error) {
	info, err := j.in.Stat()
	if err != nil {
		return nil, err
	}
	found, err := asic.Verify(ctx, j.verifier, j.in, info.Size())
	if flawed, ok := errors.AsType[*asic.ArchiveError](err); ok {
		return &judged{
			result: protocol.Report{
				Kind: "ASiC", Flaw: string(flawed.Flaw), Signatures: []protocol.Verdict{}, TimeStamps: []protocol.TimeStamp{},
			},
			explanation: report.ExplainArchive(flawed, j.language),
		}, nil
	}
	if err != nil {
		return nil, err
	}
	all := &judged{
		result: service.ContainerReport(found), explanation: report.ExplainContainer(found, j.language),
		passed: found.Passed(), container: found.Container,
	}
	for _, signature := range found.Signatures {
		all.verdicts = append(all.verdicts, signature.Verdict)
	}
	return all, nil
}

// pdf verifies the signatures of a PDF file.
func (j *judging) pdf(ctx context.Context) (*judged, error) {
	info, err := j.in.Stat()
	if err != nil {
		return nil, err
	}
	found, err := pades.Verify(ctx, j.verifier, j.in, info.Size())
	if err != nil {
		return nil, err
	}
	all := &judged{result: service.PDFReport(found), explanation: report.ExplainPDF(found, j.language), passed: found.Passed()}
	for _, signature := range found.Signatures {
		all.verdicts = append(all.verdicts, signature.Verdict)
	}
	return all, nil
}
