// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lockfile

import (
	"context"
	"errors"
	"time"
)

// Await is [Wait] that ends with ctx; it tries anew after each pause. If somebody
// else has the lock, waiting is called once, unless it is nil.
func Await(ctx context.Context, path string, pause time.Duration, waiting func()) (*Lock, error) {
	again := time.NewTicker(pause)
	defer again.Stop()
	for ctx.Err() == nil {
		lock, err := Try(path)
		if !errors.Is(err, ErrHeld) {
			return lock, err
		}
		if waiting != nil {
			waiting()
			waiting = nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
	return nil, ctx.Err()
}
