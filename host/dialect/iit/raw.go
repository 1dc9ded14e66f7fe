// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
)

// rawMethods sign and verify without a message: the answer is r‖s of DSTU 4145 with
// GOST 34.311, little-endian, in base64. That the vendor's form has nothing around it
// is unverified; its manual only calls it simplified. Such a signature is for the
// pages that the person has allowed to have hashes signed.
//
// It names nobody, so it is verified with the certificates of the key that was read
// last.
var rawMethods = []method{
	{name: "RawSign", params: 1, do: (*Dialect).rawSign},
	{name: "RawSignHash", params: 1, do: (*Dialect).rawSignHash},
	{name: "RawVerify", params: 3, optional: 1, do: (*Dialect).rawVerify},
	{name: "RawVerifyHash", params: 3, optional: 1, do: (*Dialect).rawVerifyHash},
}

func (d *Dialect) rawSign(ctx context.Context, a *arguments) (any, error) {
	data := a.bytes(0)
	s, hash, err := d.rawSigning(a)
	if err != nil {
		return nil, err
	}
	return d.placeRaw(ctx, s, hash, service.Paper{Content: data})
}

func (d *Dialect) rawSignHash(ctx context.Context, a *arguments) (any, error) {
	value := a.base64(0)
	s, hash, err := d.rawSigning(a)
	if err != nil {
		return nil, err
	}
	if hash, err = digestHash(hash, len(value)); err != nil {
		return nil, err
	}
	paper, err := d.paper(hash, value)
	if err != nil {
		return nil, err
	}
	return d.placeRaw(ctx, s, hash, paper)
}

// rawSigning is what raw signatures are made with. The arguments have been read.
func (d *Dialect) rawSigning(a *arguments) (signing, *pki.Hash, error) {
	s, err := d.signingLast(a, signing{})
	if err != nil {
		return s, nil, err
	}
	hash, err := contentHash(s.algorithm, s.key.Keys()[0].Key.Public())
	return s, hash, err
}

func (d *Dialect) placeRaw(ctx context.Context, s signing, hash *pki.Hash, paper service.Paper) (any, error) {
	if !d.desk.Hashes() {
		return nil, failWith(codeNotSupported, "iit_error_hashes")
	}
	return d.place(ctx, s.key, service.SignOrder{Form: service.Raw, Hash: hash, Papers: []service.Paper{paper}})
}

func (d *Dialect) rawVerify(_ context.Context, a *arguments) (any, error) {
	signature, data := a.either(0), a.bytes(1)
	s, hash, err := d.rawSigning(a)
	if err != nil {
		return nil, err
	}
	return judgeRaw(s.key, hash, hash.Sum(data), signature)
}

func (d *Dialect) rawVerifyHash(_ context.Context, a *arguments) (any, error) {
	value, signature := a.base64(0), a.either(1)
	s, hash, err := d.rawSigning(a)
	if err != nil {
		return nil, err
	}
	return judgeRaw(s.key, hash, value, signature)
}

// judgeRaw tells whose certificate a signature is by. It has no time.
func judgeRaw(h service.Held, hash *pki.Hash, digest, signature []byte) (any, error) {
	if len(digest) != hash.Size() {
		return nil, fail(codeBadParameter)
	}
	for _, c := range certificatesOf(h) {
		public, err := pki.PublicKey(c)
		if err != nil {
			continue
		}
		algorithm, err := pki.SignatureAlgorithm(public, hash)
		if err != nil {
			continue
		}
		scheme, err := pki.SchemeOf(algorithm, nil, public)
		if err == nil && scheme.Verify(public, digest, signature) == nil {
			return signInfo{owner: owner(c)}.object(), nil
		}
	}
	return nil, fail(codeBadSignature)
}
