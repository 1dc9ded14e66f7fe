// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse, pattern, union } from '../lib/cabinets.js';
import { json } from './fakes.js';

test('exact https origins are taken, with their tops', () => {
  const list = [{ origin: 'https://a.example' }, { origin: 'https://b.example:8443', tops: ['https://a.example'] }, { origin: 'https://xn--80aaa.xn--j1amh' }];
  assert.deepEqual(parse(list), list.map(({ origin, tops = [] }) => ({ origin, tops })));
});

test('whatever is not exact has no effect, and undoes nothing else', () => {
  const good = { origin: 'https://a.example' };
  for (const origin of [
    'http://a.example', 'https://a.example/', 'https://a.example/login', 'https://a.example:443', 'https://A.example', 'https://*.gov.ua', 'https://*', '*://a.example',
    'https://user@a.example', 'https://a_b.example', 'https://кабінет.укр', 'https://[::1]', 'a.example', 'javascript:0', 'null', '', 7, null, undefined, ['https://a.example'],
  ]) {
    assert.deepEqual(parse([{ origin }, good]), [{ ...good, tops: [] }], String(origin));
    assert.deepEqual(parse([{ origin: 'https://b.example', tops: [origin] }]), [], String(origin));
  }
  for (const entry of [null, 'https://a.example', 7, [], {}, { ...good, frames: [] }, { ...good, tops: 'https://b.example' }, { ...good, tops: Array(17).fill('https://b.example') }]) {
    assert.deepEqual(parse([entry, good]), [{ ...good, tops: [] }], JSON.stringify(entry));
  }
  for (const list of [undefined, null, {}, 'https://a.example', 7]) assert.deepEqual(parse(list), []);
  assert.equal(parse(Array.from({ length: 300 }, (_, at) => ({ origin: `https://c${at}.example` }))).length, 256);
});

test('what several set is one list', () => {
  const one = [{ origin: 'https://a.example' }, { origin: 'https://b.example', tops: ['https://a.example'] }];
  const other = [{ origin: 'https://b.example', tops: ['https://c.example', 'https://a.example'] }];
  assert.deepEqual(union(one, other), [{ origin: 'https://a.example', tops: [] }, { origin: 'https://b.example', tops: ['https://a.example', 'https://c.example'] }]);
});

test('a pattern is of one host, whatever its port', () => {
  assert.equal(pattern('https://a.example:8443'), 'https://a.example/*');
});

test('the browser’s policy has the form of the host’s list', () => {
  const { properties } = json('managed.json');
  assert.deepEqual(Object.keys(properties), ['cabinets', 'dialects']);
  assert.deepEqual(Object.keys(properties.cabinets.items.properties), ['origin', 'tops']);
  assert.deepEqual(Object.keys(properties.dialects.items.properties), ['origin', 'dialect', 'tops', 'hashes']);
});
