// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// firstLook is how long [Desk.Carriers] waits for sources that have not told anything
// yet: drivers take their time to start.
const firstLook = 3 * time.Second

// Carriers are the tokens and cards that are plugged in. Nobody is asked for anything. The
// first call has the sources look, from then on until the page goes; it waits a few
// seconds for what they tell.
func (d *Desk) Carriers(ctx context.Context) ([]key.Carrier, error) {
	return nil, protocol.Fail(protocol.Unsupported)
}
