// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { forgetUsed, lately, use } from '../lib/lately.js';
import { prefer } from '../lib/preferences.js';
import { FakeStorage } from './fake-page.js';
import { FakeBrowser } from './fakes.js';

const KEY = { name: 'Коваль Олена', kind: 'file', carrier: 'Key-6.dat' };

let browser, place;
beforeEach(() => {
  browser = new FakeBrowser();
  place = { localStorage: new FakeStorage({}) };
});

/** Anything at all is kept. */
const keep = (kept) => place.localStorage.setItem('lately', JSON.stringify(kept));

test('the latest comes first, each once, and no more than eight', async () => {
  mock.timers.enable({ apis: ['Date'], now: 1 });
  for (let n = 0; n < 12; n++) {
    mock.timers.tick(1);
    await use({ ...KEY, carrier: `key-${n % 10}.dat` }, browser, place);
  }
  const kept = await lately(browser, place);
  assert.deepEqual(kept.map(({ carrier }) => carrier), ['key-1.dat', 'key-0.dat', 'key-9.dat', 'key-8.dat', 'key-7.dat', 'key-6.dat', 'key-5.dat', 'key-4.dat']);
  assert.deepEqual(kept[0], { ...KEY, carrier: 'key-1.dat', when: 13 });
  forgetUsed(kept[0], place);
  assert.equal((await lately(browser, place)).length, 7);
  forgetUsed(undefined, place);
  assert.deepEqual(await lately(browser, place), []);
  mock.timers.reset();
});

test('they are where our pages alone are, and content scripts nowhere', async () => {
  await use(KEY, browser, place);
  assert.deepEqual(Object.keys(place.localStorage.kept), ['lately']);
  assert.deepEqual(browser.storage.local.kept, {});
});

test('nothing is kept where the person wants none kept', async () => {
  await prefer({ lately: false }, browser);
  await use(KEY, browser, place);
  assert.deepEqual(place.localStorage.kept, {});
  keep([{ ...KEY, when: 1 }]);
  assert.deepEqual(await lately(browser, place), [], 'nor shown');
});

test('files that are named after people’s numbers are kept without them', async () => {
  for (const [carrier, called] of [
    ['pb_0000000017.jks', 'pb_….jks'], ['0000000017_00000055_DU261122.ZS2', '…_…_DU261122.ZS2'],
    ['19000101-00017.pfx', '….pfx'], ['Key-6.dat', 'Key-6.dat'], ['ключ 2026-11.jks', 'ключ 2026-11.jks'],
  ]) {
    await use({ ...KEY, carrier }, browser, place);
    assert.equal((await lately(browser, place))[0].carrier, called);
  }
  await use({ ...KEY, kind: 'token', carrier: 'Носій 00000000' }, browser, place);
  assert.equal((await lately(browser, place))[0].carrier, 'Носій 00000000', 'what a token is called is of the token');
});

test('what is no such thing is not shown, and names cannot pretend', async () => {
  keep([{ ...KEY, when: 1 }, { ...KEY, kind: 'paper', when: 1 }, { ...KEY, name: 7, when: 1 }, { ...KEY, name: '', when: 1 }, null, 'key', { ...KEY, when: 'now' }]);
  assert.deepEqual(await lately(browser, place), [{ ...KEY, when: 1 }]);
  for (const list of ['no', { 0: KEY }, 7, null]) {
    keep(list);
    assert.deepEqual(await lately(browser, place), []);
  }
  place.localStorage.setItem('lately', '[{');
  assert.deepEqual(await lately(browser, place), []);
  await use({ ...KEY, name: `\u202eолена\n${'я'.repeat(200)}` }, browser, place);
  const [{ name }] = await lately(browser, place);
  assert.doesNotMatch(name, /[\u202e\n]/);
  assert.equal([...name].length, 80);
});

test('a browser that keeps nothing is no obstacle', async () => {
  const closed = { get localStorage() { throw new DOMException('denied', 'SecurityError'); } };
  await use(KEY, browser, closed);
  forgetUsed(undefined, closed);
  assert.deepEqual(await lately(browser, closed), []);
});
