// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// FakeWorker is the environment variable that makes a test program a worker, and
// says how it misbehaves.
const FakeWorker = "PIDPYS_FAKE_WORKER"

// Fake is such a worker.
func Fake(how string) {
	if how == "leaves" {
		return
	}
	for {
		q, err := wire.ReadRequest(os.Stdin)
		if err != nil {
			return
		}
		switch how {
		case "answers":
			_ = wire.WriteResponse(os.Stdout, &wire.Response{ID: q.ID, Result: q.Params, Secret: q.Secret})
		case "errs":
			_ = wire.WriteResponse(os.Stdout, &wire.Response{ID: q.ID, Error: &wire.Error{Kind: wire.Gone}, Secret: q.Secret})
		case "answers another":
			_ = wire.WriteResponse(os.Stdout, &wire.Response{ID: q.ID + 1, Secret: q.Secret})
		case "prints":
			_, _ = os.Stdout.WriteString("the module says hello\n")
		case "exits":
			os.Exit(0)
		case "is silent":
			select {}
		case "is silent at the login":
			_ = wire.WriteResponse(os.Stdout, &wire.Response{ID: q.ID, Result: beforeLogin(q.Call)})
		}
	}
}

// beforeLogin is what a module with one token answers until somebody logs in.
func beforeLogin(call wire.Call) json.RawMessage {
	var result any
	switch call {
	case wire.CallLoad:
		result = wire.Loaded{}
	case wire.CallTokens:
		flags := uint32(cryptoki.TokenInitialized | cryptoki.TokenLoginRequired | cryptoki.TokenPINInitialized)
		result = []wire.Token{{At: wire.At{Serial: "1"}, Reader: "Reader 00", Flags: flags}}
	case wire.CallObjects:
		result = wire.Objects{}
	case wire.CallLogout:
		return nil
	default:
		select {}
	}
	data, err := wire.Encode(result)
	if err != nil {
		panic(err)
	}
	return data
}

// A death is what fell heard.
type death struct {
	call wire.Call
	how  error
}

// fake starts a worker that misbehaves.
func fake(t *testing.T, how string) (p *process, deaths func() []death) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	var mu sync.Mutex
	var all []death
	p, err = start(self, []string{FakeWorker + "=" + how}, func(call wire.Call, how error) error {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, death{call, how})
		return how
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		p.dismiss()
		<-p.ended
	})
	return p, func() []death {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

func TestAsk(t *testing.T) {
	for how, test := range map[string]struct {
		person bool
		limit  time.Duration
		want   error
		deaths []death
	}{
		"answers":         {limit: time.Minute},
		"answers another": {limit: time.Minute, want: errCrashed, deaths: []death{{wire.CallTokens, errCrashed}}},
		"prints":          {limit: time.Minute, want: errCrashed, deaths: []death{{wire.CallTokens, errCrashed}}},
		"exits":           {limit: time.Minute, want: errCrashed, deaths: []death{{wire.CallTokens, errCrashed}}},
		"is silent":       {limit: 50 * time.Millisecond, want: errSilent, deaths: []death{{wire.CallTokens, errSilent}}},
	} {
		t.Run(how, func(t *testing.T) {
			p, deaths := fake(t, how)
			secret := []byte("secret")
			var echoed wire.At
			got, err := p.ask(t.Context(), question{call: wire.CallTokens, params: wire.At{Serial: "1"}, secret: secret, limit: test.limit}, &echoed)
			assert.ErrorIs(t, err, test.want)
			assert.Equal(t, make([]byte, 6), secret, "wiped")
			assert.Equal(t, test.deaths, deaths())
			if test.want == nil {
				assert.Equal(t, "secret", string(got))
				assert.Equal(t, "1", echoed.Serial)
				return
			}
			assert.False(t, p.running())
			_, err = p.ask(t.Context(), question{call: wire.CallTokens, limit: time.Minute}, nil)
			assert.ErrorIs(t, err, errDismissed)
			assert.Equal(t, test.deaths, deaths(), "one death")
		})
	}
}

func TestAnswerThatIsAnError(t *testing.T) {
	p, deaths := fake(t, "errs")
	_, err := p.ask(t.Context(), question{call: wire.CallTokens, limit: time.Minute}, nil)
	var answer *wire.Error
	require.ErrorAs(t, err, &answer)
	assert.Equal(t, wire.Gone, answer.Kind)
	assert.Empty(t, deaths())
}

// TestWorkerThatLeft ended between two calls, as one that was idle does: nobody's
// fault.
func TestWorkerThatLeft(t *testing.T) {
	p, deaths := fake(t, "leaves")
	<-p.ended
	secret := []byte("secret")
	_, err := p.ask(t.Context(), question{call: wire.CallLogin, secret: secret, limit: time.Minute}, nil)
	assert.ErrorIs(t, err, errDismissed)
	assert.Equal(t, make([]byte, 6), secret)
	assert.Empty(t, deaths())
}

// TestNobodyTypesThePIN is no fault of the module either.
func TestNobodyTypesThePIN(t *testing.T) {
	p, deaths := fake(t, "is silent")
	_, err := p.ask(t.Context(), question{call: wire.CallLogin, limit: 50 * time.Millisecond, person: true}, nil)
	assert.ErrorIs(t, err, errUntyped)
	assert.Empty(t, deaths())
}

// TestLeftAtThePINPad ends the worker, so that the reader stops waiting.
func TestLeftAtThePINPad(t *testing.T) {
	p, deaths := fake(t, "is silent")
	ctx, leave := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, leave)
	_, err := p.ask(ctx, question{call: wire.CallLogin, limit: time.Minute, person: true}, nil)
	assert.ErrorIs(t, err, context.Canceled)
	<-p.ended
	assert.Empty(t, deaths())
}

// TestCallThatNobodyAwaits goes on, and the next one waits for it.
func TestCallThatNobodyAwaits(t *testing.T) {
	p, deaths := fake(t, "is silent")
	ctx, leave := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, leave)
	_, err := p.ask(ctx, question{call: wire.CallSign, limit: 300 * time.Millisecond}, nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.True(t, p.running())
	_, err = p.ask(ctx, question{call: wire.CallTokens, limit: time.Minute}, nil)
	require.ErrorIs(t, err, context.Canceled, "not even asked")
	_, err = p.ask(t.Context(), question{call: wire.CallTokens, limit: time.Minute}, nil)
	assert.ErrorIs(t, err, errDismissed)
	assert.Equal(t, []death{{wire.CallSign, errSilent}}, deaths())
}

func TestNoProgram(t *testing.T) {
	_, err := start(filepath.Join(t.TempDir(), "absent"), nil, nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f flight[int]
		finish := make(chan struct{})
		left, leave := context.WithCancel(t.Context())
		gone, stays := make(chan error, 1), make(chan int, 1)
		go func() {
			_, err := f.join(left, func() (int, error) {
				<-finish
				return 1, nil
			})
			gone <- err
		}()
		synctest.Wait()
		go func() {
			n, _ := f.join(t.Context(), func() (int, error) { return 2, nil })
			stays <- n
		}()
		leave()
		assert.ErrorIs(t, <-gone, context.Canceled)
		synctest.Wait()
		close(finish)
		assert.Equal(t, 1, <-stays, "the run that went on")
		n, err := f.join(t.Context(), func() (int, error) { return 3, nil })
		require.NoError(t, err)
		assert.Equal(t, 3, n, "and then another")
	})
}
