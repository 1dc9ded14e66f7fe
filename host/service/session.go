// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// session is one connection: one page of a site or of our own, or the extension for
// itself, from its hello until it goes away.
type session struct {
	Config
	conn    *protocol.Conn
	sources []key.Source
	ctx     context.Context
	work    sync.WaitGroup

	// These are for receive; hello and talk are set once, if the two sides understand
	// each other.
	greeted bool
	hello   *protocol.Hello
	talk    *talk // nil: the page speaks our own protocol

	examining atomic.Bool

	mu        sync.Mutex
	operation *operation
	refusals  int // in a row
	held      []*held
	listed    []protocol.File // documents of the page's next operation
}

// paged reports whether there is a page. Where there is one nobody moves to
// another key; where there is none nobody speaks for one.
func (s *session) paged() bool { return s.hello.Origin != nil || s.hello.Own }

// origin is the site's; empty where there is none.
func (s *session) origin() string {
	if s.hello.Origin != nil {
		return *s.hello.Origin
	}
	return ""
}

// receive takes calls and notices in the order they came, and does not wait.
func (s *session) receive(r *protocol.Request) {
	err := s.dispatch(r)
	if err != nil && r.ID != "" {
		r.Fail(err)
	}
}

// dispatch starts what r asks for. Who is allowed to ask was settled by
// package protocol. An error is the answer; without one the method answers by
// itself, now or later.
func (s *session) dispatch(r *protocol.Request) error {
	if r.Method == protocol.MethodHello {
		return s.greet(r)
	}
	if s.hello == nil {
		return protocol.Fail(protocol.Malformed)
	}
	switch r.Role {
	case protocol.Page:
		if !s.paged() {
			return protocol.Fail(protocol.Forbidden)
		}
		if s.talk != nil {
			return s.receiveSpeech(r)
		}
		switch r.Method {
		case protocol.MethodDialect:
			return protocol.Fail(protocol.Forbidden)
		case protocol.MethodList:
			return s.list(r)
		case protocol.MethodSign:
			return s.sign(r)
		case protocol.MethodLogin:
			return s.login(r)
		case protocol.MethodCertificate:
			return s.certificate(r)
		case protocol.MethodEncrypt:
			return s.encrypt(r)
		case protocol.MethodDecrypt:
			return s.decrypt(r)
		case protocol.MethodVerify:
			return s.verify(r)
		case protocol.MethodReport:
			return s.report(r)
		case protocol.MethodReceipt:
			return s.receipt(r)
		default:
			return s.cancel(r)
		}
	case protocol.Window:
		o := s.current()
		if o == nil {
			return protocol.Fail(protocol.Cancelled)
		}
		if r.Method != protocol.MethodTokens { // which knows itself whether that was a person
			o.heard()
		}
		switch r.Method {
		case protocol.MethodOperation:
			return o.describe(r)
		case protocol.MethodTokens:
			return o.tokens(r)
		case protocol.MethodRevive:
			return o.revive(r)
		case protocol.MethodKeys:
			return o.keys(r)
		case protocol.MethodFind:
			return o.find(r)
		case protocol.MethodStop:
			return o.stopWaiting(r)
		case protocol.MethodDefer:
			return o.deferToPage(r)
		case protocol.MethodDocuments:
			return o.leaf(r)
		case protocol.MethodPreview:
			return o.preview(r)
		case protocol.MethodPause:
			return o.pause(r)
		case protocol.MethodProceed:
			return o.proceed(r)
		case protocol.MethodPlan:
			return o.plan(r)
		case protocol.MethodResume:
			return o.resume(r)
		case protocol.MethodAbandon:
			return o.abandon(r)
		default:
			return o.cancelByPerson(r)
		}
	default:
		switch r.Method {
		case protocol.MethodReissue:
			return s.reissue(r)
		case protocol.MethodExamine:
			return s.examine(r)
		case protocol.MethodAuthorities:
			return s.listAuthorities(r)
		default:
			s.closed()
			return nil
		}
	}
}

// receiveSpeech is dispatch for a page that speaks a dialect.
func (s *session) receiveSpeech(r *protocol.Request) error {
	switch r.Method {
	case protocol.MethodDialect:
		return s.talk.speak(r)
	case protocol.MethodCancel:
		return s.cancel(r)
	}
	return protocol.Fail(protocol.Forbidden)
}

// current is the operation that the window is about, if there is one.
func (s *session) current() *operation {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operation == nil || !s.operation.windowed() {
		return nil
	}
	return s.operation
}
