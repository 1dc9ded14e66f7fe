// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// reportMethods put tax reports into containers and take receipts out of them.
var reportMethods = []method{
	{name: "AppendCryptoHeader", params: 3, do: (*Dialect).appendCryptoHeader},
	{name: "ParseCryptoHeader", params: 1, do: (*Dialect).parseCryptoHeader},
	{name: "AppendTransportHeader", params: 5, do: (*Dialect).appendTransportHeader},
	{name: "ParseTransportHeader", params: 1, do: (*Dialect).parseTransportHeader},
}

// appendCryptoHeader makes a part of data.
func (d *Dialect) appendCryptoHeader(_ context.Context, a *arguments) (any, error) {
	authorities, kind, data := a.text(0), dps.Kind(a.number(1)), a.either(2)
	if err := a.err(); err != nil {
		return nil, err
	}
	label := dps.Label(authorities, kind)
	if label == "" {
		return nil, fail(codeBadParameter)
	}
	part, err := dps.Append(nil, dps.Part{Label: label, Data: data})
	if err != nil {
		return nil, fail(codeMemory)
	}
	return byteArray(part), nil
}

// parseCryptoHeader tells the first part. Where the next one begins, a page finds by
// the sizes.
func (d *Dialect) parseCryptoHeader(_ context.Context, a *arguments) (any, error) {
	data := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	part, _, err := dps.First(data)
	authorities, kind := part.Kind()
	if err != nil || kind == 0 {
		return nil, fail(codeFormats)
	}
	return newObject(classCryptoHeader, struct {
		Authorities string   `json:"caType"`
		Kind        dps.Kind `json:"headerType"`
		Size        int      `json:"headerSize"`
		Data        octets   `json:"cryptoData"`
	}{authorities, kind, part.HeaderSize(), part.Data}), nil
}

// appendTransportHeader puts the header of a report before its parts. Who sends it
// is said by the certificate that the page hands over.
func (d *Dialect) appendTransportHeader(_ context.Context, a *arguments) (any, error) {
	authorities, file, mail, der, parts := a.text(0), a.text(1), a.text(2), a.bytes(3), a.either(4)
	if err := a.err(); err != nil {
		return nil, err
	}
	c, err := pki.ParseCertificate(der)
	if err != nil {
		return nil, fail(codeBadCertificate)
	}
	if authorities != dps.UA1 {
		return nil, fail(codeBadParameter)
	}
	header, err := dps.SentBy(pki.Subject(c), file, mail).Transport().Part()
	if err != nil {
		return nil, fail(codeBadParameter)
	}
	whole, err := dps.Append(nil, header)
	if err != nil || len(parts) > dps.MaxContainer-len(whole) {
		return nil, fail(codeMemory)
	}
	return byteArray(append(whole, parts...)), nil
}

// parseTransportHeader tells what stands behind the header of a receipt. In which
// of its lines the number of the receipt is, nothing tells that is known, so it is
// told as 0.
func (d *Dialect) parseTransportHeader(_ context.Context, a *arguments) (any, error) {
	data := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	part, rest, err := dps.First(data)
	if err != nil {
		return nil, fail(codeFormats)
	}
	if _, err := dps.ParseTransport(part); err != nil {
		return nil, fail(codeFormats)
	}
	return newObject(classTransportHeader, struct {
		Number int    `json:"receiptNumber"`
		Data   octets `json:"cryptoData"`
	}{0, rest}), nil
}
