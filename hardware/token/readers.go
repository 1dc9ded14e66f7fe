// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"runtime"
	"slices"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A view is what is known of the readers.
type view struct {
	wire.Readers
	needed bool // some module wants a reader
	worker bool // there is a program to ask
}

// maxLine bounds one line of the readers' program, in octets.
const maxLine = 1 << 20

// readers asks once, as far as any module wants a reader.
func (s *Source) readers(ctx context.Context) (view, error) {
	if !s.wantsReaders() {
		return view{worker: true}, nil
	}
	ctx, end := context.WithTimeout(ctx, s.pace.list)
	defer end()
	last := view{needed: true, worker: true}
	err := s.runReaders(ctx, func(v view) { last = v })
	last.worker = err == nil
	return last, err
}

// followReaders tells of the readers, at once and after every change, until ctx
// ends.
func (s *Source) followReaders(ctx context.Context, tell func(view)) {
	if !s.wantsReaders() {
		tell(view{worker: true})
		return
	}
	for ctx.Err() == nil {
		told := false
		err := s.runReaders(ctx, func(v view) { told = true; tell(v) }, "--watch")
		if err == nil && !told {
			tell(view{needed: true, worker: true})
		} else if err != nil {
			tell(view{needed: true})
		}
		if pause(ctx, s.pace.repair) != nil {
			return
		}
	}
}

func (s *Source) wantsReaders() bool {
	return slices.ContainsFunc(s.drivers, func(d *driver) bool { return !d.module.Always() })
}

// runReaders runs the program until it ends. The error is that it could not be
// started.
func (s *Source) runReaders(ctx context.Context, tell func(view), flags ...string) error {
	runtime.LockOSThread() // see start
	defer runtime.UnlockOSThread()
	command := exec.CommandContext(ctx, s.config.Worker, append([]string{"readers"}, flags...)...)
	command.Env, command.SysProcAttr = environment(nil), attributes()
	in, err := command.StdinPipe() // the program ends when it closes
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	defer func() { _ = command.Wait() }() // what it said counts, not how it ended
	lines := &io.LimitedReader{R: out, N: maxLine}
	for decoder := json.NewDecoder(lines); ; lines.N = maxLine {
		now := view{needed: true, worker: true}
		if decoder.Decode(&now.Readers) != nil {
			_ = command.Process.Kill()
			return nil
		}
		tell(now)
	}
}

// troubles are those of the readers.
func (v view) troubles() []key.Trouble {
	switch {
	case !v.worker:
		return []key.Trouble{{Kind: key.NoWorker}}
	case v.needed && !v.Service:
		return []key.Trouble{{Kind: key.NoReaderService}}
	}
	var troubles []key.Trouble
	for _, r := range v.Readers.Readers {
		if !r.Card {
			troubles = append(troubles, key.Trouble{Kind: key.NoCard, Device: pki.DisplayText(r.Name)})
		}
	}
	return troubles
}
