// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { welcome } from '../lib/welcome.js';
import { FakeArea, FakeBrowser, settle } from './fakes.js';

let browser;
beforeEach(() => {
  browser = new FakeBrowser();
  welcome(browser, async () => {});
});

const installed = async (reason = 'install') => {
  browser.runtime.onInstalled.emit({ reason });
  await settle();
  return browser.leaves;
};

test('who took the extension for themselves is shown once how it is used', async () => {
  assert.deepEqual(await installed(), ['chrome-extension://pidpys/ui/welcome.html']);
  for (const reason of ['update', 'chrome_update']) assert.equal((await installed(reason)).length, 1, reason);
});

test('not a word to who got it from an administrator, or loads it unpacked', async () => {
  for (const how of ['admin', 'development', 'other']) {
    browser.installed = how;
    assert.deepEqual(await installed(), [], how);
  }
});

test('not a word where the browser’s policy or the computer’s administrator set anything', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { anything: 1 });
  assert.deepEqual(await installed(), []);
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, {});
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: ['key_kinds'] } });
  assert.deepEqual(await installed(), []);
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: [] } });
  assert.equal((await installed()).length, 1);
});
