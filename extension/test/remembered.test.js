// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recall, remember } from '../lib/remembered.js';
import { FakeStorage } from './fake-page.js';

const names = ['КНЕДП ДПС', 'КНЕДП Банк'];

test('a name is remembered until it is forgotten', () => {
  const place = { localStorage: new FakeStorage({}) };
  assert.equal(recall('authority', names, place), undefined);
  remember('authority', 'КНЕДП Банк', place);
  remember('tab', 'cloud', place);
  assert.equal(recall('authority', names, place), 'КНЕДП Банк');
  remember('authority', '', place);
  assert.equal(recall('authority', names, place), undefined);
  assert.deepEqual(place.localStorage.kept, { tab: 'cloud' });
});

test('one that is on the list no more is nobody', () => {
  assert.equal(recall('authority', names, { localStorage: new FakeStorage({ authority: 'АЦСК, якого немає' }) }), undefined);
});

test('a browser that keeps nothing is no obstacle', () => {
  const place = { get localStorage() { throw new DOMException('denied', 'SecurityError'); } };
  remember('authority', 'КНЕДП Банк', place);
  assert.equal(recall('authority', names, place), undefined);
});
