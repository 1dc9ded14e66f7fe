// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/validation"
)

// asicMethods read containers of documents and signatures. Their arguments were
// recorded by nobody: they are those of the vendor's library for other languages,
// without lengths (uandere/eusign_rust EUSignCP.h). What is signed by XAdES is told as
// not supported.
var asicMethods = []method{
	{name: "ASiCGetASiCType", params: 1, do: (*Dialect).asicType},
	{name: "ASiCGetSignType", params: 1, do: (*Dialect).asicSignType},
	{name: "ASiCGetSignsCount", params: 1, do: (*Dialect).asicCount},
	{name: "ASiCGetSignLevel", params: 2, do: (*Dialect).asicLevel},
	{name: "ASiCGetSignerInfo", params: 2, do: (*Dialect).asicSigner},
	{name: "CtxASiCGetSignerInfo", params: 3, do: (*Dialect).ctxASiCSigner},
	{name: "ASiCGetSignTimeInfo", params: 2, do: (*Dialect).asicTime},
	{name: "ASiCGetSignReferences", params: 2, do: (*Dialect).asicReferences},
	{name: "ASiCGetReference", params: 2, do: (*Dialect).asicReference},
	{name: "ASiCIsAllContentCovered", params: 2, do: (*Dialect).asicCovered},
	{name: "ASiCVerify", params: 3, optional: 1, do: (*Dialect).asicVerify},
}

// Kinds of containers, and of what signs in them.
const (
	asicSimple   = 1
	asicExtended = 2
	asicByCAdES  = 1
)

// container judges all of a container that the page hands over.
func (d *Dialect) container(ctx context.Context, a *arguments, i int, v *validation.Verifier) (*asic.Report, error) {
	data := a.either(i)
	if err := a.err(); err != nil {
		return nil, err
	}
	report, err := asic.Verify(ctx, v, bytes.NewReader(data), int64(len(data)))
	if _, flawed := errors.AsType[*asic.ArchiveError](err); flawed || errors.Is(err, asic.ErrNotContainer) {
		return nil, fail(codeFormats)
	}
	if err != nil {
		return nil, err
	}
	if len(report.Signatures) == 0 && len(report.Container.Unsupported) > 0 {
		return nil, fail(codeNotSupported)
	}
	return report, nil
}

// asicVerdict is one of a container, by the arguments of its number and of the
// container, as far as the container alone tells.
func (d *Dialect) asicVerdict(ctx context.Context, a *arguments, index, data int) (asic.Verdict, error) {
	i := a.number(index)
	report, err := d.container(ctx, a, data, d.quiet())
	if err != nil {
		return asic.Verdict{}, err
	}
	if i < 0 || i >= len(report.Signatures) {
		return asic.Verdict{}, fail(codeBadParameter)
	}
	return report.Signatures[i], nil
}

func (d *Dialect) asicType(ctx context.Context, a *arguments) (any, error) {
	report, err := d.container(ctx, a, 0, d.quiet())
	if err != nil {
		return nil, err
	}
	if report.Container.Kind == asic.Simple {
		return asicSimple, nil
	}
	return asicExtended, nil
}

func (d *Dialect) asicSignType(ctx context.Context, a *arguments) (any, error) {
	_, err := d.container(ctx, a, 0, d.quiet())
	if err != nil {
		return nil, err
	}
	return asicByCAdES, nil
}

func (d *Dialect) asicCount(ctx context.Context, a *arguments) (any, error) {
	report, err := d.container(ctx, a, 0, d.quiet())
	if err != nil {
		return nil, err
	}
	return len(report.Signatures), nil
}

func (d *Dialect) asicLevel(ctx context.Context, a *arguments) (any, error) {
	v, err := d.asicVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	return signTypes[v.Level], nil
}

func (d *Dialect) asicSigner(ctx context.Context, a *arguments) (any, error) {
	v, err := d.asicVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	return certified(v.Certificate)
}

func (d *Dialect) ctxASiCSigner(ctx context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classContext)
	v, err := d.asicVerdict(ctx, a, 1, 2)
	if err != nil {
		return nil, err
	}
	if err := d.context(handle); err != nil {
		return nil, err
	}
	return certified(v.Certificate)
}

// certified is a signer's certificate, if it was found.
func certified(c *x509.Certificate) (any, error) {
	if c == nil {
		return nil, fail(codeCertNotFound)
	}
	return certificateObject(c), nil
}

func (d *Dialect) asicTime(ctx context.Context, a *arguments) (any, error) {
	v, err := d.asicVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	return newTimeInfo(timesOf(v.Verdict)), nil
}

// asicReferences names the documents that a signature is over.
func (d *Dialect) asicReferences(ctx context.Context, a *arguments) (any, error) {
	v, err := d.asicVerdict(ctx, a, 0, 1)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, document := range v.Documents {
		names = append(names, document.Name)
	}
	return names, nil
}

// maxReference is how many octets a document may have that is taken out: an archive
// may promise any number.
const maxReference = 64 << 20

func (d *Dialect) asicReference(_ context.Context, a *arguments) (any, error) {
	data, name := a.either(0), a.text(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	c, err := asic.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fail(codeFormats)
	}
	i := slices.IndexFunc(c.Objects, func(o *asic.Object) bool { return o.Name == name })
	if i < 0 {
		return nil, fail(codeBadParameter)
	}
	if c.Objects[i].Size > maxReference {
		return nil, fail(codeMemory)
	}
	file, err := c.Objects[i].Open()
	if err != nil {
		return nil, fail(codeFormats)
	}
	defer file.Close()
	document, err := io.ReadAll(io.LimitReader(file, maxReference))
	if err != nil {
		return nil, fail(codeFormats)
	}
	return byteArray(document), nil
}

func (d *Dialect) asicCovered(ctx context.Context, a *arguments) (any, error) {
	i := a.number(0)
	report, err := d.container(ctx, a, 1, d.quiet())
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= len(report.Signatures) {
		return nil, fail(codeBadParameter)
	}
	return len(report.Signatures[i].Documents) == len(report.Container.Objects), nil
}

func (d *Dialect) asicVerify(ctx context.Context, a *arguments) (any, error) {
	i := a.number(0)
	report, err := d.container(ctx, a, 1, d.desk.Verifier(d.known()))
	if err != nil {
		return nil, err
	}
	verdicts := make([]validation.Verdict, len(report.Signatures))
	for n, s := range report.Signatures {
		verdicts[n] = s.Verdict
	}
	return toldOf(verdicts, i)
}

// toldOf is a confirmed signature of a file as [classSignInfo]: the content stays
// in the file.
func toldOf(verdicts []validation.Verdict, i int) (any, error) {
	if i < 0 {
		return nil, fail(codeBadParameter)
	}
	v, err := confirmedOf(verdicts, i)
	if err != nil {
		return nil, err
	}
	return signInfo{owner: owner(v.Certificate), times: timesOf(v)}.object(), nil
}
