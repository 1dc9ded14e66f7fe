// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// Watch tells what there is, at once and then within some seconds of a change: of
// an entry, of the count of wrong PINs, of the TPM itself.
func (s *Source) Watch(ctx context.Context, tell func(key.Plugged)) error {
	again := time.NewTicker(s.pace.poll)
	defer again.Stop()
	var last *key.Plugged
	for {
		now, err := s.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if last == nil || !reflect.DeepEqual(*last, now) {
			last = &now
			tell(now)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// look is what there is now. Nobody misses a TPM who has nothing in it.
func (s *Source) look(ctx context.Context) (key.Plugged, error) {
	if err := ctx.Err(); err != nil {
		return key.Plugged{}, err
	}
	entries, err := s.folder.list(s.warn)
	if err != nil {
		return s.trouble(err), nil // and tokens are seen all the same
	}
	count, err := s.count(ctx)
	if ctx.Err() != nil {
		return key.Plugged{}, ctx.Err()
	}
	var plugged key.Plugged
	switch {
	case err == nil:
		for _, e := range entries {
			plugged.Carriers = append(plugged.Carriers, e.carrier(count))
		}
		plugged.Carriers = append(plugged.Carriers, blankCarrier(count))
	case len(entries) > 0:
		plugged = s.trouble(err)
	}
	return plugged, nil
}

// trouble is what is seen where nothing can be.
func (s *Source) trouble(err error) key.Plugged {
	s.warn(err)
	return key.Plugged{Troubles: []key.Trouble{{Kind: troubleOf(err), Device: deviceName}}}
}

// warn writes into the log, once, why something is not shown.
func (s *Source) warn(err error) {
	if _, before := s.warned.LoadOrStore(err.Error(), true); !before {
		s.config.Log.WithError(err).Warn("keys of the TPM are left out")
	}
}

// count reads how many wrong PINs the TPM counted.
func (s *Source) count(ctx context.Context) (count lockout, err error) {
	err = s.glance(ctx, func(d *device) (err error) {
		count, err = d.lockout()
		return err
	})
	return count, err
}

func troubleOf(err error) key.TroubleKind {
	switch {
	case errors.Is(err, key.ErrNoTPM):
		return key.NoTPM
	case errors.Is(err, key.ErrTPMForbidden):
		return key.TPMForbidden
	}
	return key.TPMFailed
}
