// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package webeid is the page dialect of Web eID: what its browser extension asks
// of its application (github.com/web-eid/web-eid-app, src/controller), done at a
// [service.Desk]. The envelope of the page, its versions and its timers are held by
// extension/compat/webeid.js.
//
// A request is {"command", "arguments"}, in which nothing may be missing and nothing
// more may be; the answer is an object, or {"error": {"code", "message"}}.
//
// Two kinds of certificates are kept apart, so that no challenge is ever signed by
// what signs documents: authenticate takes keys whose certificate has
// digitalSignature without contentCommitment (RFC 5280, 4.2.1.3), and the others those
// that have contentCommitment. A sign-in by DSTU 4145 is none of the algorithms that
// this protocol's servers know (RFC 7518, 3.1); documents are signed by it, under names
// of ours.
//
// A page may say in which language to speak to the person, in "lang". Our window speaks
// that of the browser, whoever asks.
package webeid

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// Name is the dialect's, in hello.
const Name = "webeid"

// Version is that of the messages that are spoken here, as Web eID counts its own
// (SemVer): pages want the major version of their library, or a later one.
// extension/compat/webeid.js says the same.
const Version = "2.1.0"

// maxRequest bounds a request, in octets: a certificate and a hash.
const maxRequest = 64 << 10

// Options are what a dialect is made with.
type Options struct {
	Release string // of this program: "1.2.3"
}

// New makes the dialect of one page.
func New(d *service.Desk, o Options) service.Dialect {
	return &dialect{desk: d, release: o.Release}
}

// desk is what is used of [service.Desk].
type desk interface {
	Origin() string
	Language() string
	Hashes() bool
	Open(context.Context, service.Wanted) (service.Held, error)
	Sign(context.Context, service.Held, service.SignOrder) ([][]byte, error)
}

type dialect struct {
	desk    desk
	release string
	held    service.Held // whose certificate the page asked for last; nil: none
}

// request is one of the page's.
type request struct {
	Command   string       `json:"command"`
	Arguments protocol.Raw `json:"arguments"`
}

// commands are what pages can ask for.
var commands = map[string]func(*dialect, context.Context, protocol.Raw) (any, error){
	"status":                  (*dialect).status,
	"authenticate":            (*dialect).authenticate,
	"get-signing-certificate": (*dialect).certificate,
	"sign":                    (*dialect).sign,
}

// Answer does what one request asks for.
func (d *dialect) Answer(ctx context.Context, octets []byte) []byte {
	answer, err := d.do(ctx, octets)
	if err != nil {
		answer = d.failure(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return text
}

func (d *dialect) do(ctx context.Context, octets []byte) (any, error) {
	var r request
	if len(octets) > maxRequest || protocol.Unmarshal(octets, &r) != nil {
		return nil, argument("command")
	}
	do, known := commands[r.Command]
	if !known {
		return nil, argument("command")
	}
	return do(d, ctx, r.Arguments)
}

// Close lets go of the key that the page may still use.
func (d *dialect) Close() { d.hold(nil) }

// hold keeps h open instead of what was.
func (d *dialect) hold(h service.Held) {
	if d.held != nil {
		d.held.Close()
	}
	d.held = h
}

// holds reports whether the key is open whose certificate this is, in DER.
func (d *dialect) holds(certificate []byte) bool {
	return d.held != nil && bytes.Equal(d.held.Keys()[0].Certificate.Raw, certificate)
}

// status tells that there is a host, and which.
func (d *dialect) status(_ context.Context, arguments protocol.Raw) (any, error) {
	if err := protocol.Unmarshal(arguments, &struct{}{}); err != nil {
		return nil, argument("arguments")
	}
	return struct {
		Version string `json:"version"`
	}{Version}, nil
}
