// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/key"
)

// hotplugs are all the places whose carriers come and go.
type hotplugs []key.Hotplug

func (c *call) hotplugs() (all hotplugs) {
	if c.Tokens != nil {
		all = append(all, c.Tokens)
	}
	if c.TPM != nil {
		all = append(all, c.TPM)
	}
	return all
}

// now is what they see now. To list waits for every driver, for which a watch has
// less patience.
func (h hotplugs) now(ctx context.Context) (seen key.Plugged, err error) {
	for _, source := range h {
		if _, err := source.List(ctx); err != nil {
			return key.Plugged{}, err
		}
	}
	once, end := context.WithCancel(ctx)
	defer end()
	err = h.watch(once, func(p key.Plugged) {
		if once.Err() == nil {
			seen = p
			end()
		}
	})
	if err == nil {
		err = ctx.Err()
	}
	return seen, err
}

// watch tells what they see together, once each of them has said so, until ctx
// ends, which is no error.
func (h hotplugs) watch(ctx context.Context, tell func(key.Plugged)) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	var (
		mu      sync.Mutex
		failure error
		all     sync.WaitGroup
	)
	sees := make([]*key.Plugged, len(h))
	for i, source := range h {
		all.Go(func() {
			err := source.Watch(ctx, func(p key.Plugged) {
				mu.Lock()
				defer mu.Unlock()
				if sees[i] = &p; !slices.Contains(sees, nil) {
					tell(together(sees))
				}
			})
			mu.Lock()
			defer mu.Unlock()
			if err != nil && failure == nil {
				failure = err
				end()
			}
		})
	}
	all.Wait()
	return failure
}

func together(sees []*key.Plugged) (all key.Plugged) {
	for _, p := range sees {
		all.Carriers = append(all.Carriers, p.Carriers...)
		all.Troubles = append(all.Troubles, p.Troubles...)
	}
	return all
}
