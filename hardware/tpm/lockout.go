// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"errors"
	"math"
	"time"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// A lockout is how many wrong PINs the TPM counted, of all its users, and what it
// does about them: Part 1, 19.8.
type lockout struct {
	counter  uint32
	max      uint32        // at which nobody's PIN is looked at
	interval time.Duration // after which it counts one less
	recovery time.Duration // for which its administrator's own PIN is locked; not ours
	locked   bool          // right now
}

// inLockout is a bit of TPMA_PERMANENT: Part 2, 8.6.
const inLockout = 1 << 9

// lockout reads the counters.
func (d *device) lockout() (lockout, error) {
	said, err := d.properties(tpm2.TPMPTPermanent, tpm2.TPMPTLockoutRecovery)
	if err != nil {
		return lockout{}, err
	}
	for _, needed := range []tpm2.TPMPT{tpm2.TPMPTPermanent, tpm2.TPMPTLockoutCounter, tpm2.TPMPTMaxAuthFail} {
		if _, ok := said[needed]; !ok {
			return lockout{}, explain(errors.New("wrong PINs are not told"))
		}
	}
	seconds := func(of tpm2.TPMPT) time.Duration { return time.Duration(said[of]) * time.Second }
	return lockout{
		counter:  said[tpm2.TPMPTLockoutCounter],
		max:      said[tpm2.TPMPTMaxAuthFail],
		interval: seconds(tpm2.TPMPTLockoutInterval),
		recovery: seconds(tpm2.TPMPTLockoutRecovery),
		locked:   said[tpm2.TPMPTPermanent]&inLockout != 0,
	}, nil
}

// properties reads those from first to last, as many as the TPM tells at once.
func (d *device) properties(first, last tpm2.TPMPT) (map[tpm2.TPMPT]uint32, error) {
	answer, err := tpm2.GetCapability{
		Capability:    tpm2.TPMCapTPMProperties,
		Property:      uint32(first),
		PropertyCount: uint32(last-first) + 1,
	}.Execute(d)
	if err != nil {
		return nil, explain(err)
	}
	list, err := answer.CapabilityData.Data.TPMProperties()
	if err != nil {
		return nil, explain(err)
	}
	said := map[tpm2.TPMPT]uint32{}
	for _, p := range list.TPMProperty {
		said[p.Property] = p.Value
	}
	return said, nil
}

// counts reports whether wrong PINs matter. With an interval of 0 they are neither
// counted nor do they lock (Part 3, TPM2_DictionaryAttackParameters), whatever was
// counted before.
func (l lockout) counts() bool { return l.interval > 0 }

// refuses reports whether no PIN is asked for: none would be looked at, or a wrong
// one would lock out everybody else's keys too. A TPM that locks at the first wrong
// PIN has no other try than its last.
func (l lockout) refuses() bool {
	return l.locked || l.counts() && (l.counter >= l.max || l.max > 1 && l.counter == l.max-1)
}

// last reports whether the only try there is locks.
func (l lockout) last() bool { return l.counts() && l.max == 1 && !l.refuses() }

// shared reports whether so many wrong PINs were counted that one more must be
// agreed to: half of those that there may be.
func (l lockout) shared() bool {
	return l.counts() && l.counter > 0 && l.counter >= l.max/2 && !l.refuses()
}

// wait is how long until a PIN is asked for again, at most: the TPM does not tell
// how much of the interval has passed.
func (l lockout) wait() time.Duration {
	if !l.refuses() {
		return 0
	}
	steps := uint64(1)
	if admitted := uint64(max(l.max, 2)) - 2; uint64(l.counter) > admitted {
		steps = uint64(l.counter) - admitted
	}
	if steps > uint64(math.MaxInt64/max(l.interval, 1)) {
		return math.MaxInt64
	}
	return time.Duration(steps) * l.interval
}

// pin is what there is to say of a PIN.
func (l lockout) pin() key.PIN {
	pin := key.PIN{Min: minPIN, Max: maxPIN, Wait: l.wait(), Unlimited: l.interval == 0}
	switch {
	case l.refuses():
		pin.Tries = key.TriesNone
	case l.last():
		pin.Tries = key.TriesLast
	case l.shared():
		pin.Tries = key.TriesFew
	}
	return pin
}

// fail is an error about the PIN, with what there is to say of it.
func (l lockout) fail(err error) error { return &key.CarrierError{Err: err, PIN: l.pin()} }
