// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// assembleMethods make a signed message in steps: one of nobody, a signature by
// itself, and the two together. That the signature by itself is a SignerInfo of RFC
// 5652 is unverified.
var assembleMethods = []method{
	{name: "CreateEmptySign", params: 1, optional: 1, do: (*Dialect).createEmptySign},
	{name: "CreateSigner", params: 1, do: (*Dialect).createSigner},
	{name: "AppendSigner", params: 3, do: (*Dialect).appendSigner},
}

// createEmptySign has the document inside, if there is one.
func (d *Dialect) createEmptySign(_ context.Context, a *arguments) (any, error) {
	message, content := cms.SignedData{Version: 1, Detached: a.null(0)}, a.optionalBytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	return marshal(&message, content)
}

func marshal(message *cms.SignedData, content []byte) (any, error) {
	der, err := message.Marshal(content)
	if err != nil {
		return nil, fail(codeFormats)
	}
	return octets(der), nil
}

// createSigner signs a hash, with the key that was read last.
func (d *Dialect) createSigner(ctx context.Context, a *arguments) (any, error) {
	signed, err := d.signLastDigest(ctx, a, signing{bare: true}, a.base64(0))
	if err != nil {
		return nil, err
	}
	message, _, err := openMessage(signed.(octets))
	if err != nil {
		return nil, err
	}
	signer, err := message.SignerInfos[0].Marshal()
	return octets(signer), err
}

// appendSigner takes no key: it puts a signature beside those of a message, if it is
// one over the same document, by the certificate that the page gives and puts in or, if
// it gives none, null or empty, by one that is known.
func (d *Dialect) appendSigner(_ context.Context, a *arguments) (any, error) {
	der, certificate, previous := a.either(0), a.optionalBytes(1), a.either(2)
	if err := a.err(); err != nil {
		return nil, err
	}
	message, content, err := openMessage(previous)
	if err != nil {
		return nil, err
	}
	info, err := cms.ParseSignerInfo(der)
	if err != nil {
		return nil, fail(codeFormats)
	}
	signer, err := d.makerOf(&info, certificate)
	if err != nil {
		return nil, err
	}
	signer.ContentType = message.ContentType
	digest, _ := info.SignedAttrs.MessageDigest()
	if content != nil {
		digest = signer.Hash.Sum(content)
	}
	alone := cms.SignedData{
		Version: 1, Detached: true, ContentType: message.ContentType,
		DigestAlgorithms: []pki.AlgorithmIdentifier{info.DigestAlgorithm}, SignerInfos: []cms.SignerInfo{info},
	}
	der, err = alone.Marshal(nil)
	if err != nil {
		return nil, fail(codeFormats)
	}
	if err := signer.AdoptInto(message, der, digest); err != nil {
		return nil, unfit(err)
	}
	return marshal(message, content)
}

// makerOf is who made a signature, and by which hash.
func (d *Dialect) makerOf(info *cms.SignerInfo, certificate []byte) (*cades.Signer, error) {
	signer := &cades.Signer{Detached: true, OmitCertificate: len(certificate) == 0}
	if len(certificate) > 0 {
		c, err := pki.ParseCertificate(certificate)
		if err != nil {
			return nil, fail(codeBadCertificate)
		}
		signer.Certificate = c
	} else {
		c, err := d.signerOf(&cms.SignedData{SignerInfos: []cms.SignerInfo{*info}}, 0)
		if err != nil {
			return nil, err
		}
		signer.Certificate = c
	}
	public, err := pki.PublicKey(signer.Certificate)
	if err != nil {
		return nil, fail(codeBadCertificate)
	}
	hash, err := info.DigestAlgorithm.Hash()
	if err != nil {
		return nil, fail(codeCSP)
	}
	signer.Hash = hash.For(public)
	return signer, nil
}

// unfit is why a signature cannot stand beside others.
func unfit(err error) error {
	switch {
	case errors.Is(err, cades.ErrBroken), errors.Is(err, cades.ErrWrongSignature):
		return fail(codeBadSignature)
	case errors.Is(err, cades.ErrOtherCertificate), errors.Is(err, cades.ErrUnbound):
		return fail(codeBadCertificate)
	case errors.Is(err, cades.ErrSealed):
		return fail(codeNotSupported)
	}
	return fail(codeFormats)
}
