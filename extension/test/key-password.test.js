// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, able } from './opened-window.js';
import { settle } from './fakes.js';

let opened;
let call;
const $ = (id) => opened.$(id);

/** The file opened, and the host asks for the password of the key in it. */
beforeEach(async () => {
  opened = new OpenedWindow();
  await opened.load();
  await opened.read();
  call = opened.called;
  await opened.says('ask', { kind: 'key-password', file: 'pb_1.jks' }, 'q');
});
afterEach(() => mock.timers.reset());

async function type(password) {
  $('key-password').value = password;
  $('key-password-panel').fire('submit');
  await settle();
}

test('a second field is there once the key has its own password, and keeps nothing', async () => {
  assert.equal(opened.step, 'key-password');
  assert.match($('key-password-why').textContent, /pb_1\.jks/);
  assert.equal(opened.page.focused, $('key-password'));
  await type('таємниця');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { secret: 'таємниця' } }]);
  assert.equal($('key-password').value, '');
  for (const id of ['key-password-fields', 'read-key', 'key-password-another']) assert.equal($(id).disabled, true, id);
  await opened.answer({ format: 'jks', keys: [able('k1')], selected: 'k1' }, call);
  assert.equal(opened.step, 'consent');
});

test('nothing typed is not sent: it is asked but once', async () => {
  await type('');
  assert.deepEqual(opened.replies('q'), []);
  assert.equal($('key-password-failure').dataset.code, 'empty-password');
});

test('a wrong one leads back to the file’s password', async () => {
  await type('не той');
  await opened.fail('wrong-key-password', undefined, call);
  assert.equal(opened.step, 'password');
  assert.equal($('password-failure').dataset.code, 'wrong-key-password');
  assert.equal(opened.page.focused, $('password'));
});

test('another file ends the reading, not the operation', async () => {
  await opened.press('key-password-another');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', error: { code: 'cancelled' } }]);
  await opened.fail('cancelled', undefined, call);
  assert.equal(opened.step, 'password');
  assert.equal($('file-failure').hidden, true, 'nothing went wrong');
  assert.equal(opened.page.focused, $('change'));
  assert.equal($('file-fields').disabled, false);
});

test('the end keeps it no longer', async () => {
  $('key-password').value = 'таємниця';
  await opened.says('show', { kind: 'error', code: 'timed-out' });
  assert.equal($('key-password').value, '');
});
