// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// A watch is one call of Watch: what it knows so far, and who is to hear.
type watch struct {
	source  *Source
	changed chan struct{} // has an element when there is something to tell
	nudges  map[*driver]chan struct{}

	mu    sync.Mutex
	now   survey
	asked bool // the readers are known
}

// Watch tells what is plugged in. What comes and goes is told within a second,
// also while some driver takes long to load. It tells for the first time when
// all have answered, or after a second.
func (s *Source) Watch(ctx context.Context, tell func(key.Plugged)) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(s.life, end)()
	w := &watch{
		source: s, changed: make(chan struct{}, 1), nudges: map[*driver]chan struct{}{},
		now: survey{sights: map[*driver]sight{}},
	}
	for _, d := range s.drivers {
		w.nudges[d] = make(chan struct{}, 1)
	}
	s.watching(w, true)
	defer s.watching(w, false)

	var group sync.WaitGroup
	defer group.Wait()
	defer end()
	group.Go(func() { s.followReaders(ctx, w.see) })
	for _, d := range s.drivers {
		group.Go(func() { w.follow(ctx, d) })
	}
	w.tell(ctx, tell)
	return nil
}

// tell tells of every change until ctx ends.
func (w *watch) tell(ctx context.Context, tell func(key.Plugged)) {
	patience := time.NewTimer(w.source.pace.patient)
	defer patience.Stop()
	impatient, told := false, false
	var last key.Plugged
	for {
		select {
		case <-w.changed:
		case <-patience.C:
			impatient = true
		case <-ctx.Done():
			return
		}
		now, complete := w.survey()
		if !complete && !impatient {
			continue
		}
		plugged := w.source.plugged(now)
		plugged.Partial = !complete
		if !told || !reflect.DeepEqual(plugged, last) {
			told, last = true, plugged
			tell(plugged)
		}
	}
}

// see takes note of the readers.
func (w *watch) see(v view) {
	w.mu.Lock()
	w.now.view, w.asked = v, true
	w.mu.Unlock()
	w.nudge()
	w.change()
	w.source.note(v)
}

// follow looks at one driver again and again, as long as the readers call for
// it.
func (w *watch) follow(ctx context.Context, d *driver) {
	for ctx.Err() == nil {
		wait := w.source.pace.poll
		if w.wants(d) {
			seen, err := d.look(ctx)
			if err != nil {
				return
			}
			if seen.trouble != nil {
				wait = w.source.pace.repair
			}
			w.put(d, &seen)
		} else {
			w.put(d, nil)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-w.nudges[d]:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

func (w *watch) wants(d *driver) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked && w.now.view.wanted(w.source.drivers, d)
}

func (w *watch) put(d *driver, seen *sight) {
	w.mu.Lock()
	if seen == nil {
		delete(w.now.sights, d)
	} else {
		w.now.sights[d] = *seen
	}
	w.mu.Unlock()
	w.change()
}

// survey is what is known, and whether all who were asked have answered.
func (w *watch) survey() (now survey, complete bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now = survey{view: w.now.view, sights: map[*driver]sight{}}
	complete = w.asked
	for _, d := range w.source.drivers {
		seen, ok := w.now.sights[d]
		switch {
		case ok:
			now.sights[d] = seen
		case w.asked && now.view.wanted(w.source.drivers, d):
			complete = false
		}
	}
	return now, complete
}

// change wakes whoever tells.
func (w *watch) change() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// nudge has every driver looked at now.
func (w *watch) nudge() {
	for _, c := range w.nudges {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// nudge has every watch look at every driver now.
func (s *Source) nudge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.watches {
		w.nudge()
	}
}

// watching adds or takes away a watch. While there was none, other programs may
// have put keys and certificates on tokens that are still plugged in.
func (s *Source) watching(w *watch, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !on {
		delete(s.watches, w)
		return
	}
	if len(s.watches) == 0 {
		for _, d := range s.drivers {
			d.outdateAll()
		}
	}
	s.watches[w] = true
}

// note keeps the latest view of the readers.
func (s *Source) note(v view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = v
}

// remembered is what a watch that goes on saw last.
func (s *Source) remembered() (survey, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := survey{view: s.latest, sights: map[*driver]sight{}}
	for _, d := range s.drivers {
		if s.latest.wanted(s.drivers, d) {
			now.sights[d] = d.memory()
		}
	}
	return now, len(s.watches) > 0
}
