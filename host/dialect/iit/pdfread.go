// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/validation"
)

// pdfMethods read the signatures of a PDF. Their arguments are as unverified as
// those of asicMethods.
var pdfMethods = []method{
	{name: "PDFGetSignsCount", params: 1, do: (*Dialect).pdfCount},
	{name: "PDFGetSignType", params: 2, do: (*Dialect).pdfType},
	{name: "PDFGetSignerInfo", params: 2, do: (*Dialect).pdfSigner},
	{name: "CtxPDFGetSignerInfo", params: 3, do: (*Dialect).ctxPDFSigner},
	{name: "PDFGetSignTimeInfo", params: 2, do: (*Dialect).pdfTime},
	{name: "PDFVerify", params: 3, optional: 1, do: (*Dialect).pdfVerify},
}

// pdf judges the signatures of a PDF that the page hands over.
func (d *Dialect) pdf(ctx context.Context, a *arguments, i int, v *validation.Verifier) ([]validation.Verdict, error) {
	data := a.either(i)
	if err := a.err(); err != nil {
		return nil, err
	}
	report, err := pades.Verify(ctx, v, bytes.NewReader(data), int64(len(data)))
	for _, unfit := range []error{pades.ErrNotPDF, pades.ErrMalformed, pades.ErrEncrypted, pades.ErrTooLarge} {
		if errors.Is(err, unfit) {
			return nil, fail(codeFormats)
		}
	}
	if err != nil {
		return nil, err
	}
	verdicts := make([]validation.Verdict, len(report.Signatures))
	for n, s := range report.Signatures {
		verdicts[n] = s.Verdict
	}
	return verdicts, nil
}

func (d *Dialect) pdfVerdict(ctx context.Context, a *arguments, index, data int) (validation.Verdict, error) {
	i := a.number(index)
	verdicts, err := d.pdf(ctx, a, data, d.quiet())
	if err != nil {
		return validation.Verdict{}, err
	}
	if i < 0 || i >= len(verdicts) {
		return validation.Verdict{}, fail(codeBadParameter)
	}
	return verdicts[i], nil
}

func (d *Dialect) pdfCount(ctx context.Context, a *arguments) (any, error) {
	verdicts, err := d.pdf(ctx, a, 0, d.quiet())
	if err != nil {
		return nil, err
	}
	return len(verdicts), nil
}

func (d *Dialect) pdfType(ctx context.Context, a *arguments) (any, error) {
	v, err := d.pdfVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	return signTypes[v.Level], nil
}

func (d *Dialect) pdfSigner(ctx context.Context, a *arguments) (any, error) {
	v, err := d.pdfVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	return certified(v.Certificate)
}

func (d *Dialect) ctxPDFSigner(ctx context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classContext)
	v, err := d.pdfVerdict(ctx, a, 1, 2)
	if err != nil {
		return nil, err
	}
	if err := d.context(handle); err != nil {
		return nil, err
	}
	return certified(v.Certificate)
}

func (d *Dialect) pdfTime(ctx context.Context, a *arguments) (any, error) {
	v, err := d.pdfVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	return newTimeInfo(timesOf(v)), nil
}

func (d *Dialect) pdfVerify(ctx context.Context, a *arguments) (any, error) {
	i := a.number(0)
	verdicts, err := d.pdf(ctx, a, 1, d.desk.Verifier(d.known()))
	if err != nil {
		return nil, err
	}
	return toldOf(verdicts, i)
}
