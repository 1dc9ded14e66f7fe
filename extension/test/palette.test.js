// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../ui/base.css', import.meta.url), 'utf8');

/** Each colour of our pages, in the light and in the dark. */
const palette = Object.fromEntries([...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, ...colours]) => [name, colours]));

/** WCAG 2.2, relative luminance. */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test('text stands out at least 4.5 times, what shows where a control is 3 times, by day and by night', () => {
  for (const [least, pairs] of [
    [4.5, 'text/paper text/sheet text/ink-soft text/bad-soft quiet/paper quiet/sheet quiet/ink-soft quiet/line ink/sheet ink/paper on-ink/ink good/good-soft doubt/doubt-soft text/doubt-soft doubt/sheet bad/bad-soft'],
    [3, 'edge/sheet edge/paper edge/ink-soft focus/sheet focus/paper'],
  ]) {
    for (const pair of pairs.split(' ')) {
      const [front, back] = pair.split('/').map((name) => palette[name]);
      for (const at of [0, 1]) assert.ok(contrast(front[at], back[at]) >= least, `${pair} ${['light', 'dark'][at]}: ${contrast(front[at], back[at]).toFixed(2)}`);
    }
  }
});
