// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os/exec"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/pidpys/pidpys/hardware/wire"
)

// Ends of a worker.
var (
	errCrashed = errors.New("token: the worker ended within a call")
	errSilent  = errors.New("token: the worker did not answer in time")
	errPulled  = errors.New("token: the card was pulled during a call")
	// errUntyped: the time for a PIN on a reader ran out.
	errUntyped   = errors.New("token: nobody typed the PIN")
	errDismissed = errors.New("token: the worker was let go")
)

// A process is a running worker. It does one call at a time. A call of which the
// asker does not await the end goes on, for a module cannot be stopped within a
// call without being killed, and the next asker waits for it.
type process struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     io.Reader
	turn    chan struct{} // has an element while a call runs
	ended   chan struct{}
	calls   uint32

	dismissed atomic.Bool
	// fell hears of a death within a call: a crash, or silence that was ended. It
	// answers what whoever asked is told of it.
	fell func(call wire.Call, how error) error
	// pulled reports whether a card is gone. It is asked every so often while a
	// call lasts, for some modules wait for ever then. Without it nobody looks.
	pulled func() bool
	often  time.Duration
}

// start starts a worker with nothing loaded.
func start(path string, environment []string, fell func(wire.Call, error) error) (*process, error) {
	p := &process{
		command: exec.Command(path),
		turn:    make(chan struct{}, 1), ended: make(chan struct{}), fell: fell,
	}
	p.command.Env, p.command.SysProcAttr = environment, attributes()
	var err error
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	started := make(chan error)
	go func() {
		// Linux tells a child that its parent died when the thread that started
		// it ends, so this one stays for as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.command.Start()
		started <- err
		if err == nil {
			_ = p.command.Wait() // how it ended is in its state
			close(p.ended)
		}
	}()
	return p, <-started
}

// running reports whether the process has neither ended nor been let go.
func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return !p.dismissed.Load()
	}
}

// dismiss ends the worker, whatever it does.
func (p *process) dismiss() {
	p.dismissed.Store(true)
	p.kill()
}

// farewell is how long a worker that was killed may take to be gone. One that hangs in
// the kernel, over a reader that was pulled, may take for ever.
const farewell = time.Second

// await returns once the worker is gone, or after the limit.
func (p *process) await(limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
	}
}

func (p *process) kill() { _ = p.command.Process.Kill() } // it may have ended by itself

// A question is a call to the worker and how long its answer may take.
type question struct {
	call   wire.Call
	params any
	secret []byte // wiped when ask returns, or when it was sent
	limit  time.Duration
	// person: somebody types a PIN on the reader. When nobody awaits the end any
	// more the worker is killed, so that the reader stops waiting as well; and that
	// time ran out is no fault of the module.
	person bool
}

type answer struct {
	response *wire.Response
	err      error
}

// ask asks one thing and decodes the answer into result, which may be nil. The
// secret in it is the caller's to wipe. The error is the context's, a
// [wire.Error], or says how the worker ended.
func (p *process) ask(ctx context.Context, q question, result any) (secret []byte, err error) {
	request := &wire.Request{Call: q.call, Secret: q.secret}
	if q.params != nil {
		if request.Params, err = wire.Encode(q.params); err != nil {
			clear(q.secret)
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		clear(q.secret)
		return nil, err
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		clear(q.secret)
		return nil, ctx.Err()
	}
	if !p.running() {
		<-p.turn
		clear(q.secret)
		return nil, errDismissed
	}
	answers := make(chan answer, 1)
	go func() {
		response, err := p.exchange(request, q)
		<-p.turn
		answers <- answer{response, err}
	}()
	select {
	case a := <-answers:
		return decode(a, result)
	case <-ctx.Done():
		if q.person {
			p.dismiss()
		}
		go func() {
			if a := <-answers; a.response != nil {
				clear(a.response.Secret)
			}
		}()
		return nil, ctx.Err()
	}
}

func decode(a answer, result any) ([]byte, error) {
	switch {
	case a.err != nil:
		return nil, a.err
	case a.response.Error != nil:
		clear(a.response.Secret)
		return nil, a.response.Error
	case result != nil:
		if err := wire.Decode(a.response.Result, result); err != nil {
			clear(a.response.Secret)
			return nil, err
		}
	}
	return a.response.Secret, nil
}

// exchange sends a request and waits for the answer, and for nothing beyond the
// limit.
func (p *process) exchange(request *wire.Request, q question) (*wire.Response, error) {
	p.calls++
	request.ID = p.calls
	var late atomic.Bool
	timer := time.AfterFunc(q.limit, func() { late.Store(true); p.kill() })
	defer timer.Stop()
	var gone atomic.Bool
	if p.pulled != nil {
		answered, done := context.WithCancel(context.Background())
		defer done()
		go p.attend(answered, &gone)
	}

	err := wire.WriteRequest(p.in, request)
	if err == nil {
		var response *wire.Response
		if response, err = wire.ReadResponse(p.out); err == nil && response.ID == request.ID {
			return response, nil
		}
	}
	p.kill() // what answers out of turn cannot be trusted to answer at all
	<-p.ended
	switch {
	case p.dismissed.Load():
		return nil, errDismissed
	case gone.Load():
		err = errPulled
	case late.Load() && q.person:
		return nil, errUntyped
	case late.Load():
		err = errSilent
	default:
		err = errCrashed
	}
	return nil, p.fell(q.call, err)
}

// attend looks for the card while a call lasts, and ends the worker if it is
// gone.
func (p *process) attend(answered context.Context, gone *atomic.Bool) {
	for pause(answered, p.often) == nil {
		if p.pulled() && answered.Err() == nil {
			gone.Store(true)
			p.kill()
			return
		}
	}
}
