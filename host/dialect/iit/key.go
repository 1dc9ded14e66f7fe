// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"

	"github.com/pidpys/pidpys/host/service"
)

// keyMethods open keys and close them. What the page calls reading a key is that the
// person opens one in our window and lets the page see whose it is; each use of it
// is another question. The page's own password for it is never read, and a wrong PIN
// is the window's to ask again: a page hears of it only where a carrier refused for
// good.
//
// Methods whose names begin with Ctx have a key by its handle, the older ones have the
// one that was read last.
var keyMethods = []method{
	{name: "CtxReadPrivateKey", params: 2, do: (*Dialect).ctxReadPrivateKey},
	{name: "CtxReadPrivateKeyBinary", params: 3, do: (*Dialect).ctxReadPrivateKeyBinary},
	{name: "CtxFreePrivateKey", params: 1, do: (*Dialect).ctxFreePrivateKey},
	{name: "ReadPrivateKey", do: (*Dialect).readPrivateKey},
	{name: "ReadPrivateKeySilently", params: 1, do: (*Dialect).readPrivateKeySilently},
	{name: "ReadPrivateKeyBinary", params: 2, do: (*Dialect).readPrivateKeyBinary},
	{name: "ResetPrivateKey", do: (*Dialect).resetPrivateKey},
	{name: "IsPrivateKeyReaded", do: (*Dialect).isPrivateKeyReaded},
	{name: "GetPrivateKeyOwnerInfo", do: (*Dialect).getPrivateKeyOwnerInfo},
	{name: "IsPrivateKeyExists", params: 1, do: (*Dialect).isPrivateKeyExists},
	{name: "IsHardwareKeyMedia", params: 1, do: (*Dialect).isHardwareKeyMedia},
}

// heldKey is the key of a handle. A handle that is none of this page's is a bad
// parameter, as null is.
func (d *Dialect) heldKey(a *arguments, i int) (service.Held, error) {
	handle := a.handle(i, classPrivateKeyContext)
	if err := a.err(); err != nil {
		return nil, err
	}
	return find[service.Held](d.handles, classPrivateKeyContext, handle)
}

// lastKey is the key that was read last, of methods without a handle, while it is open.
func (d *Dialect) lastKey() (service.Held, error) {
	if d.key != nil && d.key.Closed() {
		d.key = nil
	}
	if d.key == nil {
		return nil, failWith(codeBadCertificate, "iit_error_no_key")
	}
	return d.key, nil
}

// ownerOf is whose a key is.
func ownerOf(h service.Held) object { return owner(h.Keys()[0].Certificate).object() }

func (d *Dialect) ctxReadPrivateKey(ctx context.Context, a *arguments) (any, error) {
	handle, at := a.handle(0, classContext), a.media(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	if err := d.context(handle); err != nil {
		return nil, err
	}
	wanted, err := d.onMedia(ctx, at)
	if err != nil {
		return nil, err
	}
	return d.openContext(ctx, wanted)
}

func (d *Dialect) ctxReadPrivateKeyBinary(ctx context.Context, a *arguments) (any, error) {
	handle, file := a.handle(0, classContext), a.bytes(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	defer clear(file)
	if err := d.context(handle); err != nil {
		return nil, err
	}
	return d.openContext(ctx, service.Wanted{File: file})
}

// onMedia wants a key of the carrier that the page names, or any.
func (d *Dialect) onMedia(ctx context.Context, at mediaIndex) (service.Wanted, error) {
	ref, err := d.media.carrier(ctx, at)
	return service.Wanted{Carrier: ref}, err
}

// openKey has the person open a key, and notes whose it is. Certificates that the page
// saved before, as it does for keys of a Java store, may serve it.
func (d *Dialect) openKey(ctx context.Context, wanted service.Wanted) (service.Held, error) {
	wanted.Certificates = d.pool.certificates()
	h, err := d.desk.Open(ctx, wanted)
	if err == nil {
		d.agreed.add(h)
	}
	return h, err
}

func (d *Dialect) openContext(ctx context.Context, wanted service.Wanted) (any, error) {
	h, err := d.openKey(ctx, wanted)
	if err != nil {
		return nil, err
	}
	handle, err := d.handles.add(classPrivateKeyContext, h)
	if err != nil {
		h.Close()
		return nil, err
	}
	return newObject(classPrivateKeyContext, struct {
		Handle string `json:"handle"`
		Owner  object `json:"ownerInfo"`
	}{handle, ownerOf(h)}), nil
}

func (d *Dialect) ctxFreePrivateKey(_ context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classPrivateKeyContext)
	if err := a.err(); err != nil {
		return nil, err
	}
	return nil, d.handles.free(classPrivateKeyContext, handle)
}

// readPrivateKey is of any key.
func (d *Dialect) readPrivateKey(ctx context.Context, _ *arguments) (any, error) {
	return d.openLast(ctx, service.Wanted{})
}

func (d *Dialect) readPrivateKeySilently(ctx context.Context, a *arguments) (any, error) {
	at := a.media(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	wanted, err := d.onMedia(ctx, at)
	if err != nil {
		return nil, err
	}
	return d.openLast(ctx, wanted)
}

func (d *Dialect) readPrivateKeyBinary(ctx context.Context, a *arguments) (any, error) {
	file := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	defer clear(file) // it may have no password
	return d.openLast(ctx, service.Wanted{File: file})
}

// openLast takes the place of the key that was read before, which closes first: it may
// be the same one, on a carrier that only one can use.
func (d *Dialect) openLast(ctx context.Context, wanted service.Wanted) (any, error) {
	d.closeLast()
	h, err := d.openKey(ctx, wanted)
	if err != nil {
		return nil, err
	}
	d.key = h
	return ownerOf(h), nil
}

func (d *Dialect) closeLast() {
	if d.key != nil {
		d.key.Close()
		d.key = nil
	}
}

func (d *Dialect) resetPrivateKey(context.Context, *arguments) (any, error) {
	d.closeLast()
	return nil, nil
}

func (d *Dialect) isPrivateKeyReaded(context.Context, *arguments) (any, error) {
	_, err := d.lastKey()
	return err == nil, nil
}

func (d *Dialect) getPrivateKeyOwnerInfo(context.Context, *arguments) (any, error) {
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	return ownerOf(h), nil
}

// isPrivateKeyExists tells whether a key can be read from a carrier, as far as anybody
// knows who has not opened it.
func (d *Dialect) isPrivateKeyExists(ctx context.Context, a *arguments) (any, error) {
	at := a.media(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	_, err := d.media.carrier(ctx, at)
	return err == nil, err
}

// isHardwareKeyMedia is false of the choice in our window, which may come to any key.
func (d *Dialect) isHardwareKeyMedia(ctx context.Context, a *arguments) (any, error) {
	at := a.media(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	ref, err := d.media.carrier(ctx, at)
	return ref != "", err
}
