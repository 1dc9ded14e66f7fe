// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

type chromiumPage struct {
	target context.Context
}

// newChromiumPage attaches to a target, a new tab unless the options name one.
// The session lives as long as the context of its first action, so that one
// has no deadline.
func newChromiumPage(first context.Context, options ...chromedp.ContextOption) (*chromiumPage, error) {
	tab, _ := chromedp.NewContext(first, options...)
	return &chromiumPage{target: tab}, chromedp.Do(tab)
}

func (p *chromiumPage) id() target.ID { return chromedp.FromContext(p.target).Target.TargetID }

func (p *chromiumPage) do(ctx context.Context, action chromedp.Action[chromedp.Void]) error {
	bounded, done := both(p.target, ctx)
	defer done()
	_, err := chromedp.Run(bounded, action)
	return err
}

func (p *chromiumPage) Evaluate(ctx context.Context, expression string, result any) error {
	bounded, done := both(p.target, ctx)
	defer done()
	value, err := chromedp.Run(bounded, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal(value, result)
}

func (p *chromiumPage) Click(ctx context.Context, selector string) error {
	if err := Wait(ctx, p, pressable(selector)); err != nil {
		return err
	}
	err := p.do(ctx, chromedp.Click(chromedp.CSS(selector)))
	// A page that closes at the press may be gone before the browser says that it was pressed.
	if err != nil && !errors.Is(err, chromedp.ErrTargetDetached) {
		return fmt.Errorf("browser: clicking %s: %w", selector, err)
	}
	return nil
}

func (p *chromiumPage) Poke(ctx context.Context, selector string) error {
	var at struct{ X, Y float64 }
	if err := p.Evaluate(ctx, centre(selector), &at); err != nil {
		return fmt.Errorf("browser: poking %s: %w", selector, err)
	}
	return p.do(ctx, chromedp.MouseClickXY(at.X, at.Y))
}

func (p *chromiumPage) Type(ctx context.Context, selector, text string) error {
	if err := Wait(ctx, p, pressable(selector)); err != nil {
		return err
	}
	if err := p.do(ctx, chromedp.SendKeys(chromedp.CSS(selector), text)); err != nil {
		return fmt.Errorf("browser: typing into %s: %w", selector, err)
	}
	return nil
}

func (p *chromiumPage) Press(ctx context.Context, key Key) error {
	return p.do(ctx, key.chromium())
}

func (p *chromiumPage) SetFiles(ctx context.Context, selector string, paths ...string) error {
	if err := Wait(ctx, p, present(selector)); err != nil {
		return err
	}
	if err := p.do(ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), paths)); err != nil {
		return fmt.Errorf("browser: choosing files in %s: %w", selector, err)
	}
	return nil
}

func (p *chromiumPage) Screenshot(ctx context.Context) ([]byte, error) {
	bounded, done := both(p.target, ctx)
	defer done()
	shot, err := chromedp.Run(bounded, chromedp.CaptureScreenshot())
	if err != nil {
		return nil, fmt.Errorf("browser: taking a screenshot: %w", err)
	}
	return shot, nil
}

func (p *chromiumPage) Front(ctx context.Context) error {
	bounded, done := both(p.target, ctx)
	defer done()
	_, err := chromedp.CallBrowser(bounded, target.ActivateTarget, target.ActivateTargetParams{TargetID: p.id()})
	return err
}

// Close leaves the session's context be: that of the first tab is the browser's.
func (p *chromiumPage) Close(ctx context.Context) error {
	bounded, done := both(p.target, ctx)
	defer done()
	_, err := chromedp.CallBrowser(bounded, target.CloseTarget, target.CloseTargetParams{TargetID: p.id()})
	return err
}
