// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// slice bounds one question to the page, so that an ended context is noticed
// and a page that navigated away is asked anew.
const slice = time.Second

// tick is how often a browser is asked for what it does not announce.
const tick = 25 * time.Millisecond

// Wait returns once the JavaScript condition is truthy in the page. A
// condition that throws is not true yet. When ctx ends first, the error says
// what was waited for.
func Wait(ctx context.Context, p Page, condition string) error {
	for {
		met := false
		err := p.Evaluate(ctx, watch(condition), &met)
		switch {
		case met:
			return nil
		case ctx.Err() != nil:
			return errors.Join(fmt.Errorf("browser: waiting for %s: %w", condition, context.Cause(ctx)), err)
		case err != nil && !pause(ctx):
			return fmt.Errorf("browser: waiting for %s: %w", condition, err)
		}
	}
}

// Picture is a screenshot of a page whose transitions have come to rest.
func Picture(ctx context.Context, p Page) ([]byte, error) {
	if err := Wait(ctx, p, "document.getAnimations().every((a) => !(a instanceof CSSTransition))"); err != nil {
		return nil, err
	}
	return p.Screenshot(ctx)
}

// watch is a promise of whether the condition became true within a slice of
// time. It looks at every change of the document, and now and then for what
// changes no document: variables, styles, layout.
func watch(condition string) string {
	return `new Promise((resolve) => {
		const holds = () => { try { return Boolean(` + condition + `) } catch { return false } }
		if (holds()) { resolve(true); return }
		const end = (met) => { observer.disconnect(); clearInterval(timer); clearTimeout(limit); resolve(met) }
		const look = () => { if (holds()) end(true) }
		const observer = new MutationObserver(look)
		observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
		const timer = setInterval(look, 25)
		const limit = setTimeout(() => end(holds()), ` + strconv.FormatInt(slice.Milliseconds(), 10) + `)
	})`
}

// pressable is true while the element is shown, enabled and reachable: the
// topmost thing at its own centre is it, or lies inside it.
func pressable(selector string) string {
	return `(() => {
		const e = document.querySelector(` + strconv.Quote(selector) + `)
		if (!e || e.disabled || e.ariaDisabled === "true" || !e.checkVisibility({ visibilityProperty: true })) return false
		e.scrollIntoView({ block: "center", behavior: "instant" })
		const r = e.getBoundingClientRect()
		const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)
		return e === top || e.contains(top)
	})()`
}

// centre is where the element's centre is, in CSS pixels of the viewport.
func centre(selector string) string {
	return `(() => {
		const r = document.querySelector(` + strconv.Quote(selector) + `).getBoundingClientRect()
		return { X: r.x + r.width / 2, Y: r.y + r.height / 2 }
	})()`
}

// present is true when the element exists, shown or not.
func present(selector string) string {
	return `document.querySelector(` + strconv.Quote(selector) + `) !== null`
}

// pause waits a tick; false when ctx ended meanwhile.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(tick):
		return true
	}
}
