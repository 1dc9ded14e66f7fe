// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"time"

	"github.com/pidpys/pidpys/hardware/lockfile"
	"github.com/pidpys/pidpys/hardware/wire"
)

// takeTurn waits until no other store, of whatever host of this user, has the
// token open: many tokens have one session, and a logout in one program may end
// the login of another. waiting is called once if it takes a while.
func (s *Source) takeTurn(ctx context.Context, t wire.Token, waiting func()) (*lockfile.Lock, error) {
	path := filepath.Join(s.config.Folder, "turn-"+turnName(t)+".lock")
	lock, err := lockfile.Await(ctx, path, s.pace.retry, waiting)
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return lock, nil
}

// turnName is the same for a token in every slot and process, and tells whoever
// sees the file nothing of the token.
func turnName(t wire.Token) string {
	name := fmt.Sprintf("%q %q %q", t.Manufacturer, t.Model, t.Serial)
	if t.Serial == "" {
		name += fmt.Sprintf(" %q", t.Label)
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:12])
}

// pause waits, but not beyond ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
