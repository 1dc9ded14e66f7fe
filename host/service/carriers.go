// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// firstLook is how long, from the first time on, [Desk.Carriers] waits for sources that
// have not told all they see: drivers take their time to start.
const firstLook = 3 * time.Second

// Carriers are the tokens and cards that are plugged in. Nobody is asked for anything. The
// first call has the sources look, from then on until the page goes; it waits a few
// seconds for what they tell. The error is that which ended ctx.
func (d *Desk) Carriers(ctx context.Context) ([]key.Carrier, error) {
	sources := d.hotplugs()
	d.board.watch.Do(func() {
		d.board.patience = time.Now().Add(firstLook)
		for i, source := range sources {
			d.work.Go(func() { d.board.follow(d.ctx, d.Log(), i, source) })
		}
	})
	sees, err := d.board.settled(ctx, len(sources), time.Until(d.board.patience))
	if err != nil {
		return nil, err
	}
	var all []key.Carrier
	for _, p := range sees {
		for _, c := range p.Carriers {
			if !c.Blank {
				all = append(all, c)
			}
		}
	}
	return all, nil
}
