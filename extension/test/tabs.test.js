// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, able, token } from './opened-window.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

const press = (id, key) => $(id).fire('keydown', { key });
const looks = () => opened.page.port.sent.filter(({ method }) => method === 'tokens').length;

test('files come first, and nobody looks for tokens', async () => {
  await opened.load();
  assert.equal(opened.page.body.dataset.tab, 'file');
  assert.equal($('token-panel').hidden, true);
  assert.equal(opened.page.focused, $('choose'));
  assert.equal(looks(), 0);
});

test('arrows, Home and End go around the tabs', async () => {
  await opened.load();
  for (const [from, key, to] of [['file', 'ArrowRight', 'token'], ['token', 'ArrowRight', 'file'], ['file', 'ArrowLeft', 'token'], ['token', 'Home', 'file'], ['file', 'End', 'token']]) {
    press(`${from}-tab`, key);
    assert.equal(opened.page.focused, $(`${to}-tab`), key);
    assert.equal($(`${to}-tab`).ariaSelected, 'true');
    assert.deepEqual([$(`${to}-tab`).tabIndex, $(`${from}-tab`).tabIndex], [0, -1]);
    assert.deepEqual([$(`${to}-panel`).hidden, $(`${from}-panel`).hidden], [false, true]);
  }
  press('token-tab', 'a');
  assert.equal(opened.page.body.dataset.tab, 'token');
});

test('the last tab is remembered, and the PIN can be typed at once', async () => {
  const kept = {};
  opened = new OpenedWindow(kept);
  await opened.load();
  await opened.turn('token');
  assert.deepEqual(kept, { tab: 'token' });
  opened = new OpenedWindow(kept);
  await opened.load();
  assert.equal(opened.page.focused, $('token-tab'));
  await opened.plug([token('a')]);
  assert.equal(opened.page.focused, $('pin'));
});

test('the tab that the page wished for is open, and the one that the person likes stays remembered', async () => {
  const kept = { tab: 'file' };
  opened = new OpenedWindow(kept);
  await opened.load({ key: 'token' });
  assert.equal(opened.page.body.dataset.tab, 'token');
  assert.deepEqual(kept, { tab: 'file' });
});

test('a wish for a tab that is not offered is none', async () => {
  opened = new OpenedWindow({ tab: 'token' });
  await opened.load({ key: 'cloud' });
  assert.equal(opened.page.body.dataset.tab, 'token');
});

test('who went elsewhere meanwhile is not called back', async () => {
  opened = new OpenedWindow({ tab: 'token' });
  await opened.load();
  opened.page.focused = $('cancel');
  await opened.plug([token('a')]);
  assert.equal(opened.page.focused, $('cancel'));
});

test('the file stays while the person looks at the tokens, and nothing that was typed does', async () => {
  await opened.load();
  opened.choosesFile();
  $('password').value = 'таємниця';
  await opened.turn('token');
  assert.equal($('password').value, '');
  assert.equal(opened.step, 'key');
  await opened.plug([token('a')]);
  $('pin').value = '1234';
  await opened.turn('file');
  assert.equal($('pin').value, '');
  assert.equal(opened.step, 'password');
  assert.match($('files').textContent, /Key-6\.dat/);
  assert.equal($('file-panel').hidden, false);
});

test('what is plugged in while nobody looks is not told', async () => {
  await opened.load();
  await opened.turn('token');
  await opened.plug([]);
  assert.equal(looks(), 2);
  await opened.turn('file');
  await opened.plug([token('a')]);
  assert.equal(looks(), 2);
  assert.equal(opened.step, 'key');
  await opened.turn('token');
  assert.deepEqual(opened.called.params, {}, 'as it is now');
});

test('nobody looks for tokens once a key is open', async () => {
  await opened.load();
  await opened.turn('token');
  await opened.plug([token('a')]);
  await opened.give('1234');
  await opened.answer({ format: '', keys: [able('k1')], selected: 'k1' });
  const before = looks();
  await opened.plug([]);
  assert.equal(looks(), before);
  assert.equal(opened.step, 'consent');
  await opened.press('another-key');
  assert.equal(looks(), before + 1);
});

test('whoever turns away while a token is read is asked nothing about it', async () => {
  await opened.load();
  await opened.turn('token');
  await opened.plug([token('a')]);
  await opened.give('1234');
  const call = opened.called;
  await opened.turn('file');
  assert.equal($('status').textContent, '');
  for (const kind of ['pin', 'last-try']) {
    await opened.says('ask', { kind, token: token('a') }, kind);
    assert.deepEqual(opened.replies(kind), [{ id: kind, error: { code: 'cancelled' } }]);
  }
  await opened.fail('cancelled', undefined, call);
  assert.equal($('token-failure').hidden, true, 'nothing went wrong');
  await opened.read();
  await opened.answer({ format: 'iit', keys: [able('k1')], selected: 'k1' });
  assert.equal(opened.step, 'consent');
});

test('a host that knows no tokens says so, once', async () => {
  await opened.load();
  await opened.turn('token');
  await opened.fail('unsupported');
  assert.equal($('token-failure').dataset.code, 'unsupported');
  assert.equal($('tokens-sought').hidden, true);
  assert.equal(looks(), 1);
});
