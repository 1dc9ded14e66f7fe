// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
)

// A device is one connection to the TPM, for one use. It notes which objects and
// sessions the TPM loads, whoever asked for them, and flushes those that are left:
// a chip without a resource manager has room for three of each, and what stays
// there of a use that failed, or that nobody awaited, is in everybody's way.
type device struct {
	ctx    context.Context // ends every command
	inner  transport.TPMCloser
	loaded []tpm2.TPMHandle
	late   *exchange // a command whose answer nobody awaited
}

// An exchange is a command and, when answered has an element, its answer.
type exchange struct {
	command  []byte
	answered chan answer
}

type answer struct {
	octets []byte
	err    error
}

// Send sends a command and awaits the answer, but not beyond the context. After
// that nothing more is sent.
func (d *device) Send(command []byte) ([]byte, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	x := &exchange{command, make(chan answer, 1)}
	go func() {
		octets, err := d.inner.Send(command)
		x.answered <- answer{octets, err}
	}()
	select {
	case a := <-x.answered:
		d.note(command, a)
		return a.octets, a.err
	case <-d.ctx.Done():
		d.late = x
		return nil, d.ctx.Err()
	}
}

// header is the length of that of a command and of an answer (Part 1, 18): a
// tag, the length, the command or response code. Handles follow.
const header = 10

// loads are the commands that answer with a handle to flush.
var loads = []tpm2.TPMCC{tpm2.TPMCCCreatePrimary, tpm2.TPMCCLoad, tpm2.TPMCCStartAuthSession}

// note takes down what is loaded after a command.
func (d *device) note(command []byte, a answer) {
	if a.err != nil || len(a.octets) < header || binary.BigEndian.Uint32(a.octets[6:]) != 0 {
		return
	}
	code := tpm2.TPMCC(binary.BigEndian.Uint32(command[6:]))
	switch {
	case slices.Contains(loads, code) && len(a.octets) >= header+4:
		d.loaded = append(d.loaded, tpm2.TPMHandle(binary.BigEndian.Uint32(a.octets[header:])))
	case code == tpm2.TPMCCFlushContext:
		gone := tpm2.TPMHandle(binary.BigEndian.Uint32(command[header:]))
		d.loaded = slices.DeleteFunc(d.loaded, func(h tpm2.TPMHandle) bool { return h == gone })
	}
}

// close flushes what is loaded and closes the connection, within the time of
// grace. A command that nobody awaits may first come to its answer.
func (d *device) close(grace time.Duration) {
	defer d.inner.Close()
	limited, end := context.WithTimeout(context.Background(), grace)
	defer end()
	d.ctx = limited
	if d.late != nil {
		select {
		case a := <-d.late.answered:
			d.note(d.late.command, a)
		case <-limited.Done():
			return
		}
	}
	for _, handle := range slices.Backward(slices.Clone(d.loaded)) {
		// Whatever it says, there is nothing more to be done about it.
		_, _ = tpm2.FlushContext{FlushHandle: handle}.Execute(d)
	}
}
