// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/testpki"
)

// live is what a person does with a program until it is killed, or all is done:
// go on with what was begun, or begin; take the files to the authority; come back.
func (p *program) live() (out reissue.Outcome, err error) {
	plans, err := p.Unfinished()
	require.NoError(p.t, err)
	require.LessOrEqual(p.t, len(plans), 1)
	if _, over := p.Replaced(p.person.SignKey.Public()); over {
		return reissue.Outcome{State: reissue.Replaced}, nil
	}
	if len(plans) == 0 {
		require.Empty(p.t, p.carrier.made, "a key that nobody knows of")
		plans = append(plans, p.plan())
	}
	for range 4 {
		if out, err = p.Run(p.t.Context(), plans[0], p.hands()); err != nil || out.State == reissue.Replaced {
			return out, err
		}
		if out.Road == reissue.Files {
			return p.Run(p.t.Context(), plans[0], p.hands(p.issue(out.Signed)))
		}
	}
	return out, errors.New("it goes on and on")
}

// survives has a program killed at a point, another at a point of what is left,
// and a third one end it. It reports whether the first was killed.
func survives(t *testing.T, w *world, first, second int) (killed bool) {
	t.Helper()
	for _, at := range []int{second, first} {
		p := w.program(at)
		_, err := p.live()
		if killed = p.reaper.dead; !killed {
			require.NoError(t, err)
		}
	}
	_, err := w.program(0).live()
	require.NoError(t, err)
	w.replaced(w.carrier.onlyCertificate())
	return killed
}

// TestKilled kills the program before and after each act and each write, and
// what goes on then once more.
func TestKilled(t *testing.T) {
	everywhere(t, func(t *testing.T) *world { return newWorld(t, testpki.ECDSAPerson, key.ECDSAP256) })
}

// everywhere kills at every point, and a second time somewhere.
func everywhere(t *testing.T, fresh func(t *testing.T) *world) {
	first := 1
	for survives(t, fresh(t), first, 1+first*7%23) {
		first++
	}
	t.Log(first-1, "acts and writes, each survived")
	assert.Greater(t, first, 30)
}

// TestStumbled fails one act or write of a program that lives on.
func TestStumbled(t *testing.T) {
	for at := 1; ; at++ {
		w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
		p := w.program(at)
		p.reaper.once = true
		_, err := p.live()
		if p.reaper.count < at {
			require.NoError(t, err)
			break
		}
		for range 2 {
			_, err = p.live()
		}
		require.NoError(t, err, fmt.Sprint("at ", at))
		w.replaced(w.carrier.onlyCertificate())
	}
}

// TestKilledWhileAbandoning wants no key left whenever that ends well.
func TestKilledWhileAbandoning(t *testing.T) {
	for at, killed := 1, true; killed; at++ {
		w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
		p := w.program(0)
		plan := p.plan()
		_, err := p.Run(t.Context(), plan, p.hands())
		require.NoError(t, err)

		p = w.program(at)
		_, err = p.Abandon(t.Context(), plan.ID, p.hands())
		if killed = p.reaper.dead; !killed {
			require.NoError(t, err)
		}
		p = w.program(0)
		unfinished, err := p.Unfinished()
		require.NoError(t, err)
		if len(unfinished) > 0 {
			out, err := p.Abandon(t.Context(), plan.ID, p.hands())
			require.NoError(t, err)
			assert.Equal(t, reissue.Abandoned, out.State)
		}
		assert.Empty(t, w.carrier.made)
		_, err = p.Abandon(t.Context(), plan.ID, p.hands())
		assert.ErrorIs(t, err, reissue.ErrOver)
		_, err = p.Run(t.Context(), plan, p.hands())
		assert.ErrorIs(t, err, reissue.ErrOver)
	}
}
