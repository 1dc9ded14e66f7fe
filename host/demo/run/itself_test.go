// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// hung is a page that answers nothing, gone one that was closed.
type hung struct{ browser.Page }

func (hung) Evaluate(ctx context.Context, _ string, _ any) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

type gone struct{ browser.Page }

func (gone) Evaluate(context.Context, string, any) error { return errors.New("no such page") }

// TestFailureEnds lets a step fail because of its page: what is asked of the
// page afterwards, to explain the failure, must end too.
func TestFailureEnds(t *testing.T) {
	for name, page := range map[string]browser.Page{"hung": hung{}, "gone": gone{}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				v := &visit{stage: &stage{}, page: page, pictures: t.TempDir()}
				started := time.Now()
				assert.Error(t, v.take(ctx, func(ctx context.Context) error { return browser.Wait(ctx, page, "true") }))
				assert.Error(t, v.picture(ctx, "failed"))
				assert.LessOrEqual(t, time.Since(started), 3*patience)
			})
		})
	}
}
