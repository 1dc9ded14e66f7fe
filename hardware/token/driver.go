// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/ownership"
)

// A driver is a module and the worker that has it loaded. A worker that died is
// replaced when the next one needs it.
type driver struct {
	module device.Module
	source *Source

	starts flight[*process]
	looks  flight[sight]
	busy   atomic.Int32 // calls of stores, which a look does not disturb

	mu      sync.Mutex
	process *process
	file    file
	last    sight
	held    map[wire.At]int // tokens that stores have open
	// outdated are tokens that may show something else than is remembered: a
	// store changed them, or nobody watched.
	outdated map[wire.At]bool

	// listing has an element while the objects of tokens are listed, so that no
	// store opens a session that a listing would end.
	listing chan struct{}
}

// A file is a module that may be loaded, and the worker that fits it.
type file struct{ path, fingerprint, worker string }

func newDriver(s *Source, m device.Module) *driver {
	return &driver{module: m, source: s, held: map[wire.At]int{}, outdated: map[wire.At]bool{}, listing: make(chan struct{}, 1)}
}

func (d *driver) log() *logrus.Entry { return d.source.config.Log.WithField("module", d.module.ID) }

// trouble is a trouble with this driver.
func (d *driver) trouble(kind key.TroubleKind) *key.DriverError {
	d.mu.Lock()
	defer d.mu.Unlock()
	trouble := key.Trouble{Kind: kind, Device: d.module.Name, Path: d.file.path}
	if kind == key.DriverCrashed {
		trouble.Driver = d.module.ID
	}
	return &key.DriverError{Trouble: trouble}
}

// running is the worker, with the module loaded. The error is a
// [key.DriverError], [key.ErrTokenRemoved] or the context's.
func (d *driver) running(ctx context.Context) (*process, error) {
	if p := d.present(); p != nil {
		return p, nil
	}
	return d.starts.join(ctx, d.start)
}

// present is the worker if it runs.
func (d *driver) present() *process {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.process != nil && d.process.running() {
		return d.process
	}
	return nil
}

// start starts a worker and has it load the module.
func (d *driver) start() (*process, error) {
	if p := d.present(); p != nil {
		return p, nil
	}
	file, err := d.locate()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(d.source.config.Folder, 0o700); err != nil {
		d.log().WithError(err).Warn("token: no folder") // as who takes a turn will find
	}
	d.mu.Lock()
	d.file = file
	d.mu.Unlock()
	if d.source.quarantine.holds(file.fingerprint) {
		return nil, d.trouble(key.DriverCrashed)
	}
	p, err := start(file.worker, environment(d.module.Environment), d.fell)
	if err != nil {
		d.log().WithError(err).Warn("token: no worker")
		return nil, &key.DriverError{Trouble: key.Trouble{Kind: key.NoWorker}}
	}
	p.pulled, p.often = d.pulled, d.source.pace.attend
	var loaded wire.Loaded
	load := wire.Load{Path: file.path, User: d.source.config.User}
	_, err = p.ask(d.source.life, question{call: wire.CallLoad, params: load, limit: d.source.pace.load}, &loaded)
	if err != nil {
		p.dismiss()
		return nil, d.explain(err)
	}
	d.mu.Lock()
	d.process = p
	d.mu.Unlock()
	if err := d.source.life.Err(); err != nil {
		p.dismiss() // Close may have looked for it a moment too early
		return nil, err
	}
	d.log().Debugf("token: loaded %q of %q, version %s", loaded.Library, loaded.Manufacturer, loaded.Version)
	return p, nil
}

// fell counts what a module did to its worker. One that is silent because its
// card was pulled did nothing: OpenSC 0.23 waits for ever then, if it is asked
// something within some 0.4 s or was just signing.
func (d *driver) fell(call wire.Call, how error) error {
	if errors.Is(how, errPulled) || errors.Is(how, errSilent) && d.pulled() {
		d.log().WithField("call", call).Info("token: silent since the card was pulled")
		return key.ErrTokenRemoved
	}
	d.mu.Lock()
	fingerprint := d.file.fingerprint
	d.mu.Unlock()
	d.log().WithField("call", call).Warn(how.Error())
	if err := d.source.quarantine.count(fingerprint); err != nil {
		d.log().WithError(err).Warn("token: the crash is not remembered")
	}
	return how
}

// dismiss ends the worker, and returns once it is gone.
func (d *driver) dismiss() {
	if p := d.present(); p != nil {
		p.dismiss()
		p.await(farewell)
	}
}

// locate is the first of the module's paths that may be loaded, or else why the
// first that is there may not.
func (d *driver) locate() (file, error) {
	var refused error
	for _, path := range d.candidates() {
		found, err := d.inspect(path)
		switch {
		case err == nil:
			return found, nil
		case refused == nil && !errors.Is(err, fs.ErrNotExist):
			refused = d.refusal(path, err)
		}
	}
	if refused != nil {
		return file{}, refused
	}
	missing := &key.DriverError{Trouble: key.Trouble{Kind: key.DriverMissing, Device: d.module.Name}}
	if len(d.module.Paths) > 0 {
		missing.Trouble.Path = d.module.Paths[0]
	}
	return file{}, missing
}

func (d *driver) candidates() []string {
	var paths []string
	for _, path := range d.module.Paths {
		matches, err := filepath.Glob(path)
		if err != nil || len(matches) == 0 {
			matches = []string{path} // what is wrong with it, inspect says
		}
		paths = append(paths, matches...)
	}
	return paths
}

func (d *driver) inspect(path string) (file, error) {
	module, err := modulefile.Open(path, ownership.Policy{User: d.source.config.User})
	if err != nil {
		return file{}, err
	}
	defer module.Close()
	worker, err := d.source.workerFor(module)
	if err != nil {
		return file{}, err
	}
	fingerprint, err := module.Fingerprint()
	return file{path, fingerprint, worker}, err
}

// workerFor is the worker of a module's kind of processor. The error is that there
// is none, or what else is wrong with the module.
func (s *Source) workerFor(module *modulefile.File) (string, error) {
	err := module.Check()
	var refused *modulefile.Error
	if !errors.As(err, &refused) || refused.Reason != modulefile.Bits32 {
		return s.config.Worker, err
	}
	if _, absent := os.Stat(s.config.Worker32); absent != nil {
		return "", err
	}
	return s.config.Worker32, module.Check32()
}

func (d *driver) refusal(path string, err error) *key.DriverError {
	d.log().WithError(err).Info("token: module refused")
	trouble := key.Trouble{Kind: key.DriverRefused, Device: d.module.Name, Path: path, Reason: key.RefusedLoading}
	var reason *modulefile.Error
	if errors.As(err, &reason) {
		trouble.Reason = key.Refusal(reason.Reason)
	}
	return &key.DriverError{Trouble: trouble}
}

// revive lets a module that was set aside be tried again.
func (d *driver) revive() error {
	file, err := d.locate()
	if err != nil {
		return err
	}
	return d.source.quarantine.forgive(file.fingerprint)
}
