// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/validation"
)

// messageMethods tell what a message says, whoever made it: none of it is
// verified.
var messageMethods = []method{
	{name: "GetSignsCount", params: 1, do: (*Dialect).getSignsCount},
	{name: "GetSignerInfo", params: 2, do: (*Dialect).getSignerInfo},
	{name: "GetSignerCertificate", params: 2, do: (*Dialect).getSignerCertificate},
	{name: "CtxGetSignerInfo", params: 3, do: (*Dialect).ctxGetSignerInfo},
	{name: "GetSignTimeInfo", params: 2, do: (*Dialect).getSignTimeInfo},
	{name: "GetSignType", params: 2, do: (*Dialect).getSignType},
	{name: "GetCertificateFromSignedData", params: 2, do: (*Dialect).getCertificateFromSignedData},
	{name: "GetDataFromSignedData", params: 1, do: (*Dialect).getDataFromSignedData},
	{name: "IsDataInSignedDataAvailable", params: 1, do: (*Dialect).isDataInSignedData},
	{name: "IsSigned", params: 1, do: (*Dialect).isSigned},
	{name: "IsAlreadySigned", params: 1, do: (*Dialect).isAlreadySigned},
	{name: "IsEnveloped", params: 1, do: (*Dialect).isEnveloped},
}

// openMessage reads a message, and its content; nil where that is elsewhere.
func openMessage(der []byte) (sd *cms.SignedData, content []byte, err error) {
	reader, err := cms.NewReader(bytes.NewReader(der))
	if err == nil {
		content, err = io.ReadAll(reader.Content())
	}
	if err == nil {
		sd, err = reader.SignedData()
	}
	if err != nil {
		return nil, nil, fail(codeFormats)
	}
	if sd.Detached {
		content = nil
	}
	return sd, content, nil
}

// signerOf is the certificate that a signature names, in the message or known.
func (d *Dialect) signerOf(sd *cms.SignedData, i int) (*x509.Certificate, error) {
	if i < 0 || i >= len(sd.SignerInfos) {
		return nil, fail(codeBadParameter)
	}
	found := cades.NewCertificates(sd, d.known()).Signer(&sd.SignerInfos[i])
	if found == nil || found.Unreadable {
		return nil, fail(codeCertNotFound)
	}
	return found.Certificate, nil
}

// message reads the argument that is a message.
func (a *arguments) message(i int) (sd *cms.SignedData, content []byte, err error) {
	der := a.either(i)
	if err := a.err(); err != nil {
		return nil, nil, err
	}
	return openMessage(der)
}

func (d *Dialect) getSignsCount(_ context.Context, a *arguments) (any, error) {
	sd, _, err := a.message(0)
	if err != nil {
		return nil, err
	}
	return len(sd.SignerInfos), nil
}

// signer is the certificate of a signature by its number and its message.
func (d *Dialect) signer(a *arguments, index, message int) (*x509.Certificate, error) {
	i := a.number(index)
	sd, _, err := a.message(message)
	if err != nil {
		return nil, err
	}
	return d.signerOf(sd, i)
}

func (d *Dialect) getSignerInfo(_ context.Context, a *arguments) (any, error) {
	c, err := d.signer(a, 0, 1)
	if err != nil {
		return nil, err
	}
	return infoEx(c), nil
}

func (d *Dialect) getSignerCertificate(_ context.Context, a *arguments) (any, error) {
	c, err := d.signer(a, 0, 1)
	if err != nil {
		return nil, err
	}
	return byteArray(c.Raw), nil
}

func (d *Dialect) ctxGetSignerInfo(_ context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classContext)
	c, err := d.signer(a, 1, 2)
	if err != nil {
		return nil, err
	}
	if err := d.context(handle); err != nil {
		return nil, err
	}
	return certificateObject(c), nil
}

func (d *Dialect) getSignTimeInfo(ctx context.Context, a *arguments) (any, error) {
	v, err := d.glance(ctx, a)
	if err != nil {
		return nil, err
	}
	return newTimeInfo(timesOf(v)), nil
}

// getSignType tells how much of CAdES there is and holds, not what there seems to
// be.
func (d *Dialect) getSignType(ctx context.Context, a *arguments) (any, error) {
	v, err := d.glance(ctx, a)
	if err != nil {
		return nil, err
	}
	return signTypes[v.Level], nil
}

// glance judges a signature, by its number and its message, as far as the message
// alone allows; nobody is asked.
func (d *Dialect) glance(ctx context.Context, a *arguments) (validation.Verdict, error) {
	i, der := a.number(0), a.either(1)
	if err := a.err(); err != nil {
		return validation.Verdict{}, err
	}
	report, err := d.quiet().Verify(ctx, bytes.NewReader(der), nil, nil)
	if err != nil {
		return validation.Verdict{}, err
	}
	return verdictOf(report.Signatures, i)
}

// quiet is a verifier that asks nobody.
func (d *Dialect) quiet() *validation.Verifier {
	v := d.desk.Verifier(d.known())
	v.Status, v.NoRevocation = nil, true
	return v
}

// verdictOf is one of a message that can be read.
func verdictOf(all []validation.Verdict, i int) (validation.Verdict, error) {
	switch {
	case len(all) == 1 && all[0].SubIndication == validation.FormatFailure && all[0].Certificate == nil:
		return validation.Verdict{}, fail(codeFormats)
	case i < 0 || i >= len(all):
		return validation.Verdict{}, fail(codeBadParameter)
	}
	return all[i], nil
}

func (d *Dialect) getCertificateFromSignedData(_ context.Context, a *arguments) (any, error) {
	i := a.number(0)
	sd, _, err := a.message(1)
	if err != nil {
		return nil, err
	}
	return nthTold(sd.Certificates, i, certificateOctets)
}

func (d *Dialect) getDataFromSignedData(_ context.Context, a *arguments) (any, error) {
	sd, content, err := a.message(0)
	if err != nil {
		return nil, err
	}
	if sd.Detached {
		return nil, fail(codeFormats)
	}
	return byteArray(content), nil
}

func (d *Dialect) isDataInSignedData(_ context.Context, a *arguments) (any, error) {
	sd, _, err := a.message(0)
	if err != nil {
		return nil, err
	}
	return !sd.Detached, nil
}

func (d *Dialect) isSigned(_ context.Context, a *arguments) (any, error) {
	data := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	_, _, err := openMessage(data)
	return err == nil, nil
}

// isAlreadySigned tells whether one of the signatures is by the key that was read
// last.
func (d *Dialect) isAlreadySigned(_ context.Context, a *arguments) (any, error) {
	sd, _, err := a.message(0)
	if err != nil {
		return nil, err
	}
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	own := certificatesOf(h)
	all := cades.NewCertificates(sd, own)
	return slices.ContainsFunc(sd.SignerInfos, func(si cms.SignerInfo) bool {
		found := all.Signer(&si)
		return found != nil && slices.ContainsFunc(own, found.Certificate.Equal)
	}), nil
}

func (d *Dialect) isEnveloped(_ context.Context, a *arguments) (any, error) {
	data := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	_, err := cms.NewEnvelopedReader(bytes.NewReader(data))
	return err == nil, nil
}
