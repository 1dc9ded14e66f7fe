// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, token } from './opened-window.js';

const PROVIDERS = [{ provider: 'p1', title: 'Хмара' }];

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

/** Loads with what the administrator set. */
function load(settings, more = {}) {
  opened.page.settings = { pin_entry: 'window', locked: Object.keys(settings), ...settings };
  return opened.load({ providers: PROVIDERS, ...more });
}

/** The tabs that can be turned to, and those that say they are barred. */
const seen = () => Object.fromEntries(['file', 'token', 'cloud'].map((tab) => [tab, $(`${tab}-tab`).hidden ? 'absent' : $(`${tab}-barred`).hidden ? 'open' : 'barred']));

test('where nothing is forbidden every tab is open', async () => {
  await load({});
  assert.deepEqual(seen(), { file: 'open', token: 'open', cloud: 'open' });
  assert.equal($('kind-barred').textContent, '');
});

test('a tab whose keys are forbidden says so, and is of no use', async () => {
  await load({ key_kinds: ['token', 'tpm'] }, { providers: [] });
  assert.deepEqual(seen(), { file: 'barred', token: 'open', cloud: 'barred' });
  assert.equal(opened.page.body.dataset.tab, 'token');
  assert.equal($('file-tab').ariaDisabled, 'true');
  await opened.turn('file');
  assert.equal(opened.page.body.dataset.tab, 'token');
  $('token-tab').fire('keydown', { key: 'ArrowRight' });
  assert.equal(opened.page.body.dataset.tab, 'token', 'arrows go past it');
});

test('one kind of two in a tab leaves it open, with a word about the other', async () => {
  for (const [allowed, word] of [['token', /TPM/], ['tpm', /смарткартки/]]) {
    opened = new OpenedWindow();
    await load({ key_kinds: [allowed] });
    assert.deepEqual(seen(), { file: 'barred', token: 'open', cloud: 'barred' });
    assert.match($('kind-barred').textContent, word);
  }
});

test('where only providers may keep keys their tab stays, even without one', async () => {
  await load({ key_kinds: ['cloud'] }, { providers: [] });
  assert.deepEqual(seen(), { file: 'barred', token: 'barred', cloud: 'open' });
  assert.equal(opened.page.body.dataset.tab, 'cloud');
});

test('where no keys are allowed at all that is said at once', async () => {
  await load({ key_kinds: [] });
  assert.equal(opened.step, 'over');
  assert.equal($('over-failure').dataset.code, 'key-kind-forbidden');

  opened = new OpenedWindow();
  await load({ key_kinds: [] }, { action: 'encrypt', usage: 'none' });
  assert.equal(opened.step, 'consent', 'what needs no key goes on');
});

test('the tab that was last used does not open when it is barred', async () => {
  opened = new OpenedWindow({ tab: 'file' });
  await load({ key_kinds: ['cloud'] });
  assert.equal(opened.page.body.dataset.tab, 'cloud');
});

test('whose will it is that the system asks is said, where it is not the person’s', async () => {
  await load({ pin_entry: 'native' }, { native: true });
  assert.match($('password-elsewhere').textContent, /у вікні системи.*задав адміністратор/);
  await opened.turn('token');
  await opened.plug([token('a')]);
  assert.match($('pin-elsewhere').textContent, /у вікні системи.*задав адміністратор/);

  opened = new OpenedWindow();
  opened.page.settings = { pin_entry: 'native', locked: [] };
  await opened.load({ native: true });
  assert.doesNotMatch($('password-elsewhere').textContent, /адміністратор/);
});

test('an error of the set-up leads to the page of help', async () => {
  await load({});
  await opened.says('show', { kind: 'error', code: 'worker-missing', params: {} });
  const [link] = $('over-failure').querySelectorAll('button');
  link.onclick();
  assert.deepEqual(opened.page.leaves, ['chrome-extension://pidpys/ui/help.html']);

  opened = new OpenedWindow();
  await load({});
  await opened.says('show', { kind: 'error', code: 'timed-out', params: {} });
  assert.deepEqual($('over-failure').querySelectorAll('button'), []);
});
