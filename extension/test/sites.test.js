// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { admit } from '../lib/sites.js';
import { json } from './fakes.js';

const SITES = [
  { origin: 'https://cabinet.example' },
  { origin: 'https://id.example', tops: ['https://cabinet.example'] },
];

const top = (origin, more = {}) => ({ url: `${origin}/path?q#h`, origin, frameId: 0, tab: { id: 1, url: `${origin}/path` }, ...more });
const framed = (origin, above, more = {}) => top(origin, { frameId: 4, tab: { id: 1, url: `${above}/x` }, ...more });

test('listed pages and listed pairs are admitted', () => {
  assert.deepEqual(admit(top('https://cabinet.example'), SITES), { origin: 'https://cabinet.example' });
  assert.deepEqual(admit(top('https://id.example'), SITES), { origin: 'https://id.example' });
  assert.deepEqual(admit(framed('https://id.example', 'https://cabinet.example'), SITES), { origin: 'https://id.example', top_origin: 'https://cabinet.example' });
  assert.deepEqual(admit(top('https://cabinet.example', { origin: undefined, documentLifecycle: 'active', documentId: 'D' }), SITES), { origin: 'https://cabinet.example' });
});

test('what is not on the list is told that', () => {
  for (const sender of [
    top('https://evil.example'),
    top('http://cabinet.example'),
    top('https://cabinet.example:8443'),
    top('https://cabinet.example.evil.example'),
    top('https://sub.cabinet.example'),
    framed('https://cabinet.example', 'https://evil.example'),
    framed('https://cabinet.example', 'https://cabinet.example'),
    framed('https://id.example', 'https://evil.example'),
    framed('https://id.example', 'https://cabinet.example', { tab: { id: 1 } }),
  ]) {
    assert.deepEqual(admit(sender, SITES), { code: 'page-not-listed' }, sender.url);
  }
});

test('documents without an origin of their own, or not in sight, are refused', () => {
  for (const more of [
    { origin: 'null' },
    { url: 'about:srcdoc' },
    { url: 'about:blank' },
    { url: 'blob:https://cabinet.example/0f', origin: 'https://cabinet.example' },
    { url: 'data:text/html,x' },
    { url: '' },
    { url: undefined },
    { tab: undefined },
    { frameId: undefined },
    { documentLifecycle: 'prerender' },
    { documentLifecycle: 'cached' },
    { documentLifecycle: 'pending_deletion' },
    { origin: 'https://evil.example' },
  ]) {
    assert.deepEqual(admit(top('https://cabinet.example', more), SITES), { code: 'forbidden' }, JSON.stringify(more));
  }
});

test('the content script runs on the listed sites and nowhere else', () => {
  const manifest = json('../manifest.json');
  const { sites } = json('sites.json');
  assert.deepEqual(manifest.content_scripts.flatMap(({ matches }) => matches), sites.map(({ origin }) => `${origin}/*`));
  for (const { origin, tops = [] } of sites) {
    assert.equal(new URL(origin).origin, origin);
    assert.equal(new URL(origin).protocol, 'https:');
    for (const above of tops) assert.ok(sites.some((site) => site.origin === above), above);
  }
});
