// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A survey is what all drivers that the readers call for show.
type survey struct {
	view   view
	sights map[*driver]sight // of those that answered
}

// wanted reports whether the readers call for a driver.
func (v view) wanted(drivers []*driver, d *driver) bool {
	if d.module.Always() {
		return true
	}
	return slices.ContainsFunc(v.Readers.Readers, func(r wire.Reader) bool {
		return r.Card && (d.module.Match(r) || d.module.Rest && !claimed(drivers, r))
	})
}

// pulled reports whether a card of the driver's is gone: the readers do not call
// for it any more, or one is empty that it showed a token in.
func (d *driver) pulled() bool {
	if d.module.Always() {
		return false
	}
	now, err := d.source.readers(d.source.life)
	if err != nil || !now.Service {
		return false
	}
	return !now.wanted(d.source.drivers, d) || slices.ContainsFunc(d.memory().tokens, func(t seen) bool {
		return t.Reader != "" && slices.ContainsFunc(now.Readers.Readers, func(r wire.Reader) bool {
			return !r.Card && strings.HasPrefix(r.Name, t.Reader)
		})
	})
}

// claimed reports whether a row of the table is for this reader.
func claimed(drivers []*driver, r wire.Reader) bool {
	return slices.ContainsFunc(drivers, func(d *driver) bool { return d.module.Match(r) })
}

// survey looks once, at all drivers at the same time.
func (s *Source) survey(ctx context.Context) (survey, error) {
	v, err := s.readers(ctx)
	if err := ctx.Err(); err != nil {
		return survey{}, err
	}
	if err != nil {
		s.config.Log.WithError(err).Warn("token: no program for the readers")
	}
	now := survey{view: v, sights: map[*driver]sight{}}
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, d := range s.drivers {
		if v.wanted(s.drivers, d) {
			group.Go(func() {
				if seen, err := d.look(ctx); err == nil {
					mu.Lock()
					defer mu.Unlock()
					now.sights[d] = seen
				}
			})
		}
	}
	group.Wait()
	return now, ctx.Err()
}

// A place is a token and who has it.
type place struct {
	driver *driver
	seen
}

// places are the tokens in the order of the table and of slots. A token that two
// modules show is the first one's. OpenSC sees all readers; what it says of those
// that are another's does not count.
func (s *Source) places(now survey) []place {
	var places []place
	for _, d := range s.drivers {
		for _, t := range now.sights[d].tokens {
			again := slices.ContainsFunc(places, func(p place) bool { return p.driver != d && alike(p.Token, t.Token) })
			if !again && !(d.module.Rest && s.foreign(now.view, t.Reader)) {
				places = append(places, place{d, t})
			}
		}
	}
	return places
}

// alike reports whether one reference would name both tokens.
func alike(a, b wire.Token) bool { return reference{identity: identify(a)}.names(b) }

// foreign reports whether a slot, described by the name of its reader or the
// beginning of it, is in a reader that a row of the table is for.
func (s *Source) foreign(v view, slot string) bool {
	return slot != "" && slices.ContainsFunc(v.Readers.Readers, func(r wire.Reader) bool {
		return strings.HasPrefix(r.Name, slot) && claimed(s.drivers, r)
	})
}

// plugged is a survey for people.
func (s *Source) plugged(now survey) key.Plugged {
	places := s.places(now)
	plugged := key.Plugged{Troubles: s.troubles(now, places)}
	for _, p := range places {
		plugged.Carriers = append(plugged.Carriers, carrier(p.driver.module, p.Token, refOf(p, places), show(p.keys)))
	}
	return plugged
}

// refOf names a token. Of two that say the same of themselves each is named by a
// key too; if they show none, no reference tells them apart and neither opens.
func refOf(p place, among []place) key.Ref {
	r := reference{identity: identify(p.Token)}
	twins := 0
	for _, other := range among {
		if alike(p.Token, other.Token) {
			twins++
		}
	}
	if twins > 1 && len(p.keys) > 0 && len(p.keys[0].id) > 0 {
		r.id = p.keys[0].id
	}
	return r.ref()
}

// troubles are those of the readers and then those of drivers, each once.
func (s *Source) troubles(now survey, places []place) []key.Trouble {
	troubles := now.view.troubles()
	add := func(t key.Trouble) {
		if !slices.Contains(troubles, t) {
			troubles = append(troubles, t)
		}
	}
	for _, d := range s.drivers {
		t := now.sights[d].trouble
		if t == nil || t.Kind == key.DriverMissing && (d.module.Optional || !d.module.Always() && s.served(now, d.module)) {
			continue
		}
		add(*t)
	}
	for _, r := range now.view.Readers.Readers {
		if r.Card && !claimed(s.drivers, r) && s.restAnswered(now) && !shownIn(r, places) {
			add(key.Trouble{Kind: key.DeviceUnknown, Device: pki.DisplayText(r.Name)})
		}
	}
	return troubles
}

// served reports whether all readers of a module are read by another module,
// that of a newer model.
func (s *Source) served(now survey, m device.Module) bool {
	return !slices.ContainsFunc(now.view.Readers.Readers, func(r wire.Reader) bool {
		return r.Card && m.Match(r) && !slices.ContainsFunc(s.drivers, func(d *driver) bool {
			answered, ok := now.sights[d]
			return ok && d.module.Match(r) && answered.trouble == nil
		})
	})
}

// restAnswered reports whether the driver for the cards that no row names has
// answered, or there is none.
func (s *Source) restAnswered(now survey) bool {
	for _, d := range s.drivers {
		if d.module.Rest {
			answered, ok := now.sights[d]
			return ok && (answered.trouble == nil || answered.trouble.Kind == key.DriverMissing)
		}
	}
	return true
}

// shownIn reports whether some driver shows a token in a reader.
func shownIn(r wire.Reader, places []place) bool {
	return slices.ContainsFunc(places, func(p place) bool {
		return p.Reader != "" && strings.HasPrefix(r.Name, p.Reader)
	})
}
