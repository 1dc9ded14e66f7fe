// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recallAuthority, recallTab, rememberAuthority, rememberTab } from '../lib/remembered.js';
import { FakeStorage } from './fake-page.js';

const authorities = [{ name: 'КНЕДП ДПС' }, { name: 'КНЕДП Банк' }];

test('an authority is remembered until it is forgotten', () => {
  const place = { localStorage: new FakeStorage({}) };
  assert.equal(recallAuthority(authorities, place), '');
  rememberAuthority('КНЕДП Банк', place);
  assert.equal(recallAuthority(authorities, place), 'КНЕДП Банк');
  rememberAuthority('', place);
  assert.equal(recallAuthority(authorities, place), '');
  assert.deepEqual(place.localStorage.kept, {});
});

test('one that is on the list no more is nobody', () => {
  assert.equal(recallAuthority(authorities, { localStorage: new FakeStorage({ authority: 'АЦСК, якого немає' }) }), '');
});

test('a tab is remembered as long as there is one', () => {
  const place = { localStorage: new FakeStorage({}) };
  assert.equal(recallTab(['file', 'token'], place), 'file');
  rememberTab('token', place);
  assert.equal(recallTab(['file', 'token'], place), 'token');
  assert.equal(recallTab(['file', 'cloud'], place), 'file');
});

test('a browser that keeps nothing is no obstacle', () => {
  const place = { get localStorage() { throw new DOMException('denied', 'SecurityError'); } };
  rememberAuthority('КНЕДП Банк', place);
  assert.equal(recallAuthority(authorities, place), '');
  rememberTab('token', place);
  assert.equal(recallTab(['file', 'token'], place), 'file');
});
