// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"hash"

	"github.com/pidpys/pidpys/host/pki"
)

// hashMethods compute hashes, most for a signature of them later on. What passed
// by is remembered, so that the person then sees the document and not its hash.
var hashMethods = []method{
	{name: "CtxHashBegin", params: 3, optional: 1, do: (*Dialect).ctxHashBegin},
	{name: "CtxHashContinue", params: 2, do: (*Dialect).ctxHashContinue},
	{name: "CtxHashEnd", params: 1, do: (*Dialect).ctxHashEnd},
	{name: "CtxHashFree", params: 1, do: (*Dialect).ctxHashFree},
	{name: "Hash", params: 1, do: (*Dialect).hash},
	{name: "HashWithParams", params: 2, do: (*Dialect).hashWithParams},
	{name: "HashBeginWithParams", params: 1, do: (*Dialect).hashBeginWithParams},
	{name: "ContinueHash", params: 1, do: (*Dialect).continueHash},
	{name: "EndHash", do: (*Dialect).endHash},
}

// hashAlgorithms are the numbers that CtxHashBegin takes. Those from 5 on are
// from the declarations of newer libraries. 3, SHA-224, nobody signs by.
var hashAlgorithms = map[int]*pki.Hash{
	1: pki.GOST34311,
	2: pki.SHA1,
	4: pki.SHA256,
	5: pki.SHA384,
	6: pki.SHA512,
	7: pki.Kupyna256,
	8: pki.Kupyna384,
	9: pki.Kupyna512,
}

// A hashContext is a hash on its way.
type hashContext struct {
	hash    hash.Hash
	content *content
	memory  *memory
	ended   bool
}

func (d *Dialect) newHash(algorithm *pki.Hash) *hashContext {
	return &hashContext{hash: algorithm.New(), content: &content{algorithm: algorithm, kept: true}, memory: &d.hashed}
}

// write takes over data.
func (h *hashContext) write(data []byte) error {
	if h.ended {
		return fail(codeBadParameter)
	}
	h.hash.Write(data)
	h.memory.grow(h.content, data)
	return nil
}

func (h *hashContext) end() (octets, error) {
	if h.ended {
		return nil, fail(codeBadParameter)
	}
	h.ended = true
	h.content.value = h.hash.Sum(nil)
	h.memory.remember(h.content)
	return h.content.value, nil
}

// Close forgets what was not hashed to its end.
func (h *hashContext) Close() {
	if !h.ended {
		h.ended = true
		h.memory.drop(h.content)
	}
}

// of is a hash as the key of a certificate uses it, or as it is without one.
func hashOf(algorithm *pki.Hash, certificate []byte) (*pki.Hash, error) {
	if certificate == nil {
		return algorithm, nil
	}
	parsed, err := pki.ParseCertificate(certificate)
	if err != nil {
		return nil, fail(codeBadCertificate)
	}
	public, err := pki.PublicKey(parsed)
	if err != nil {
		return nil, fail(codeBadCertificate)
	}
	if algorithm == nil {
		return pki.DefaultHash(public), nil
	}
	return algorithm.For(public), nil
}

func (d *Dialect) ctxHashBegin(_ context.Context, a *arguments) (any, error) {
	handle, number, certificate := a.handle(0, classContext), a.number(1), a.optionalBytes(2)
	if err := a.err(); err != nil {
		return nil, err
	}
	if err := d.context(handle); err != nil {
		return nil, err
	}
	algorithm, ok := hashAlgorithms[number]
	if !ok {
		return nil, fail(codeNotSupported)
	}
	algorithm, err := hashOf(algorithm, certificate)
	if err != nil {
		return nil, err
	}
	if handle, err = d.handles.add(classHashContext, d.newHash(algorithm)); err != nil {
		return nil, err
	}
	return handleObject(classHashContext, handle), nil
}

func (d *Dialect) ctxHashContinue(_ context.Context, a *arguments) (any, error) {
	handle, data := a.handle(0, classHashContext), a.bytes(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	h, err := find[*hashContext](d.handles, classHashContext, handle)
	if err != nil {
		return nil, err
	}
	return nil, h.write(data)
}

func (d *Dialect) ctxHashEnd(_ context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classHashContext)
	if err := a.err(); err != nil {
		return nil, err
	}
	h, err := find[*hashContext](d.handles, classHashContext, handle)
	if err != nil {
		return nil, err
	}
	return h.end()
}

func (d *Dialect) ctxHashFree(_ context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classHashContext)
	if err := a.err(); err != nil {
		return nil, err
	}
	return nil, d.handles.free(classHashContext, handle)
}

func (d *Dialect) hash(_ context.Context, a *arguments) (any, error) {
	data := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	return d.hashWhole(pki.GOST34311, data)
}

// hashWithParams is by the hash that the key of a certificate signs with.
func (d *Dialect) hashWithParams(_ context.Context, a *arguments) (any, error) {
	certificate, data := a.bytes(0), a.bytes(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	algorithm, err := hashOf(nil, certificate)
	if err != nil {
		return nil, err
	}
	return d.hashWhole(algorithm, data)
}

func (d *Dialect) hashWhole(algorithm *pki.Hash, data []byte) (any, error) {
	h := d.newHash(algorithm)
	if err := h.write(data); err != nil {
		return nil, err
	}
	return h.end()
}

func (d *Dialect) hashBeginWithParams(_ context.Context, a *arguments) (any, error) {
	certificate := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	algorithm, err := hashOf(nil, certificate)
	if err != nil {
		return nil, err
	}
	d.beginHash(algorithm)
	return nil, nil
}

// beginHash drops the one that was not ended.
func (d *Dialect) beginHash(algorithm *pki.Hash) {
	if d.classicHash != nil {
		d.classicHash.Close()
	}
	d.classicHash = d.newHash(algorithm)
}

// continueHash begins by itself: there is no method that would without a
// certificate.
func (d *Dialect) continueHash(_ context.Context, a *arguments) (any, error) {
	data := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	if d.classicHash == nil {
		d.beginHash(pki.GOST34311)
	}
	return nil, d.classicHash.write(data)
}

func (d *Dialect) endHash(context.Context, *arguments) (any, error) {
	if d.classicHash == nil {
		return nil, fail(codeBadParameter)
	}
	h := d.classicHash
	d.classicHash = nil
	return h.end()
}
