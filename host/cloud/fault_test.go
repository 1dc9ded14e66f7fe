// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestFaults: whatever a provider's protocol made of its trouble, people hear whose
// it is and what it means.
func TestFaults(t *testing.T) {
	windowGone := errors.New("the window is gone")
	for name, test := range map[string]struct {
		err  error
		want key.ProviderError
	}{
		"bare":     {key.ErrDeclined, key.ProviderError{Err: key.ErrDeclined}},
		"wrapped":  {fmt.Errorf("csc: %w: state", key.ErrAuthorization), key.ProviderError{Err: key.ErrAuthorization}},
		"with PIN": {&key.CarrierError{Err: key.ErrWrongPIN}, key.ProviderError{Err: key.ErrWrongPIN}},
		"told": {
			fmt.Errorf("ksp: %w", &key.ProviderError{Err: key.ErrProvider, Provider: "?", Text: "Код 28"}),
			key.ProviderError{Err: key.ErrProvider, Text: "Код 28"},
		},
		"told of a limit": {
			&key.ProviderError{Err: key.ErrTooMany, Limit: 7}, key.ProviderError{Err: key.ErrTooMany, Limit: 7},
		},
		"told at length": {
			&key.ProviderError{Err: key.ErrProvider, Text: "a" + strings.Repeat("є", 1000)},
			key.ProviderError{Err: key.ErrProvider, Text: "a" + strings.Repeat("є", 511)},
		},
		"told in no language": {
			&key.ProviderError{Err: key.ErrProvider, Text: "\xff\x00\u202e"},
			key.ProviderError{Err: key.ErrProvider, Text: "\x00\u202e"},
		},
		"of nothing known":   {errors.New("HSM 17"), key.ProviderError{Err: key.ErrProvider}},
		"of the asker":       {windowGone, key.ProviderError{Err: windowGone}},
		"its time was over":  {fmt.Errorf("post: %w", context.DeadlineExceeded), key.ProviderError{Err: key.ErrProviderUnreachable}},
		"its own cancelling": {fmt.Errorf("post: %w", context.Canceled), key.ProviderError{Err: key.ErrProvider}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(testpki.ECDSAPerson)
			d.begin = func(cloud.Request, *cloud.Operation) error { return test.err }
			_, err := opened(t, t.Context(), d, keytest.NewAsker(nil))
			var told *key.ProviderError
			require.ErrorAs(t, err, &told)
			assert.ErrorIs(t, told, test.want.Err)
			assert.Equal(t, d.about.Title, told.Provider)
			assert.Equal(t, test.want.Text, told.Text)
			assert.Equal(t, test.want.Limit, told.Limit)
			assert.True(t, utf8.ValidString(told.Text))
			assert.NotErrorIs(t, err, context.DeadlineExceeded, "nobody's patience but the provider's")
		})
	}
}

// TestProvidersWordsStayOutOfTheLog: whose they are, and what they are about, is for
// the person alone.
func TestProvidersWordsStayOutOfTheLog(t *testing.T) {
	var log bytes.Buffer
	d := newDesk(testpki.ECDSAPerson)
	said := &key.ProviderError{Err: key.ErrProvider, Text: "Користувача 3012345678 не знайдено"}
	d.look = func(context.Context, int) (cloud.State, error) { return "", said }
	d.cancel = func(context.Context, cloud.Operation) error { return said }
	d.closing = said
	_, err := source(t, d, func(c *cloud.Config) { c.Log.SetOutput(&log) }).Open(t.Context(), ref, keytest.NewAsker(nil))
	require.ErrorContains(t, err, "3012345678")
	assert.Equal(t, 2, strings.Count(log.String(), key.ErrProvider.Error()), log.String())
	assert.NotContains(t, log.String(), "3012345678")
}
