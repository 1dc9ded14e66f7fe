// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

type firefoxPage struct {
	browser *firefox
	handle  string
}

// enter makes the page the session's current one. The caller holds the lock.
func (p *firefoxPage) enter(ctx context.Context) error {
	return p.browser.wire.call(ctx, "WebDriver:SwitchToWindow", map[string]any{"handle": p.handle, "focus": false}, nil)
}

// call runs one command in the page.
func (p *firefoxPage) call(ctx context.Context, command string, parameters map[string]any, result any) error {
	p.browser.mu.Lock()
	defer p.browser.mu.Unlock()
	if err := p.enter(ctx); err != nil {
		return err
	}
	return p.browser.wire.call(ctx, command, parameters, result)
}

func (p *firefoxPage) Evaluate(ctx context.Context, expression string, result any) error {
	var answer value[json.RawMessage]
	err := p.call(ctx, "WebDriver:ExecuteScript", map[string]any{
		"script": "return (" + expression + ")", "args": []any{}, "sandbox": nil,
	}, &answer)
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal(answer.Value, result)
}

// elementKey is the web element identifier of WebDriver, section 12.
const elementKey = "element-6066-11e4-a52e-4f735466cecf"

// element runs a command on the first element that matches.
func (p *firefoxPage) element(ctx context.Context, selector, command string, parameters map[string]any) error {
	p.browser.mu.Lock()
	defer p.browser.mu.Unlock()
	if err := p.enter(ctx); err != nil {
		return err
	}
	var found value[map[string]string]
	err := p.browser.wire.call(ctx, "WebDriver:FindElement", map[string]any{"using": "css selector", "value": selector}, &found)
	if err != nil {
		return err
	}
	parameters["id"] = found.Value[elementKey]
	return p.browser.wire.call(ctx, command, parameters, nil)
}

func (p *firefoxPage) Click(ctx context.Context, selector string) error {
	if err := Wait(ctx, p, pressable(selector)); err != nil {
		return err
	}
	if err := p.element(ctx, selector, "WebDriver:ElementClick", map[string]any{}); err != nil {
		return fmt.Errorf("browser: clicking %s: %w", selector, err)
	}
	return nil
}

func (p *firefoxPage) Poke(ctx context.Context, selector string) error {
	var at struct{ X, Y float64 }
	if err := p.Evaluate(ctx, centre(selector), &at); err != nil {
		return fmt.Errorf("browser: poking %s: %w", selector, err)
	}
	return p.call(ctx, "WebDriver:PerformActions", map[string]any{"actions": []any{map[string]any{
		"type": "pointer", "id": "mouse", "actions": []any{
			map[string]any{"type": "pointerMove", "x": int(at.X), "y": int(at.Y)},
			map[string]any{"type": "pointerDown", "button": 0},
			map[string]any{"type": "pointerUp", "button": 0},
		},
	}}}, nil)
}

func (p *firefoxPage) Press(ctx context.Context, key Key) error {
	return p.call(ctx, "WebDriver:PerformActions", map[string]any{"actions": []any{
		map[string]any{"type": "key", "id": "keyboard", "actions": key.firefox()},
	}}, nil)
}

func (p *firefoxPage) Type(ctx context.Context, selector, text string) error {
	if err := Wait(ctx, p, pressable(selector)); err != nil {
		return err
	}
	text = strings.ReplaceAll(text, "\n", Enter.named(firefoxKeys))
	if err := p.element(ctx, selector, "WebDriver:ElementSendKeys", map[string]any{"text": text}); err != nil {
		return fmt.Errorf("browser: typing into %s: %w", selector, err)
	}
	return nil
}

func (p *firefoxPage) SetFiles(ctx context.Context, selector string, paths ...string) error {
	if err := Wait(ctx, p, present(selector)); err != nil {
		return err
	}
	text := strings.Join(paths, "\n") // several files at once: WebDriver, section 12.5.3
	if err := p.element(ctx, selector, "WebDriver:ElementSendKeys", map[string]any{"text": text}); err != nil {
		return fmt.Errorf("browser: choosing files in %s: %w", selector, err)
	}
	return nil
}

func (p *firefoxPage) Screenshot(ctx context.Context) ([]byte, error) {
	var shot value[string]
	err := p.call(ctx, "WebDriver:TakeScreenshot", map[string]any{"full": false}, &shot)
	if err != nil {
		return nil, fmt.Errorf("browser: taking a screenshot: %w", err)
	}
	return base64.StdEncoding.DecodeString(shot.Value)
}

func (p *firefoxPage) Front(ctx context.Context) error {
	p.browser.mu.Lock()
	defer p.browser.mu.Unlock()
	return p.browser.wire.call(ctx, "WebDriver:SwitchToWindow", map[string]any{"handle": p.handle, "focus": true}, nil)
}

func (p *firefoxPage) Close(ctx context.Context) error {
	return p.call(ctx, "WebDriver:CloseWindow", nil, nil)
}
