// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// A signing is some tasks that become results.
type signing struct {
	key     *tokenKey
	private *wire.Key
	tasks   []task
	results []key.Result
	checks  sync.WaitGroup
}

// batches sends as many tasks in one call as take about the time of a batch,
// starting with one, so that a person who leaves is soon heard and a slow token is
// not taken for a silent one.
func (s *signing) batches(ctx context.Context) error {
	for size, rest := 1, s.tasks; len(rest) > 0; {
		n := 1
		for n < min(size, len(rest)) && rest[n].alike(rest[0]) {
			n++
		}
		begun := time.Now()
		if err := s.send(ctx, rest[:n], wire.Sign{}, question{limit: s.key.store.driver.source.pace.use}); err != nil {
			return err
		}
		if time.Since(begun) < s.key.store.driver.source.pace.batch/2 {
			size = min(2*size, maxBatch)
		}
		rest = rest[n:]
	}
	return nil
}

// maxBatch bounds how many tasks go in one call.
const maxBatch = 64

// oneByOne asks for the PIN before each signature.
func (s *signing) oneByOne(ctx context.Context) error {
	st := s.key.store
	for i, t := range s.tasks {
		last, err := st.permit(ctx)
		if err != nil {
			return err
		}
		q := key.Question{Kind: key.AskKeyPIN, Number: i + 1, Of: len(s.tasks)}
		err = st.enter(ctx, q, func(pin []byte) error {
			params := wire.Sign{Context: true, Pad: pin == nil, Last: last}
			return s.send(ctx, []task{t}, params, st.question(wire.CallSign, nil, pin))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// send has some tasks of one kind signed, and checks the signatures while the
// next are made.
func (s *signing) send(ctx context.Context, tasks []task, params wire.Sign, q question) error {
	params.At, params.Handle = s.key.store.at, s.private.Handle
	params.Mechanism, params.PSS = tasks[0].mechanism, tasks[0].pss
	for _, t := range tasks {
		params.Inputs = append(params.Inputs, t.input)
	}
	q.call, q.params = wire.CallSign, params
	var signatures []wire.Signature
	if _, err := s.key.store.send(ctx, q, &signatures); err != nil {
		return err
	}
	if len(signatures) != len(tasks) {
		return wire.ErrFrame
	}
	for i, signature := range signatures {
		if signature.Error == nil {
			continue
		}
		err := s.key.store.lost(ctx, s.key.store.driver.explain(signature.Error))
		if params.Context || concernsAll(err) { // for the next a PIN would be asked for
			return err
		}
		s.results[tasks[i].at].Err = err
	}
	s.checks.Go(func() {
		for i, signature := range signatures {
			if signature.Error == nil {
				result := &s.results[tasks[i].at]
				result.Raw, result.Err = tasks[i].finish(s.key.public, signature.Value)
			}
		}
	})
	return nil
}

// concernsAll reports whether an error is not one of a single signature.
func concernsAll(err error) bool {
	for _, one := range []error{key.ErrMechanism, key.ErrTokenFull} {
		if errors.Is(err, one) {
			return false
		}
	}
	var failed *key.DriverError
	return !errors.As(err, &failed)
}
