// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, able, consent } from './opened-window.js';

let opened;
const $ = (id) => opened.$(id);

/** A person who agreed to sign, when a service does not answer. */
beforeEach(async () => {
  opened = new OpenedWindow();
  await opened.load();
  await opened.open([able('k1')], 'k1');
  await opened.says('ask', consent('k1'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  await opened.says('show', { kind: 'stamping' });
  assert.equal($('status').textContent, 'Запитуємо позначку часу…');
  await opened.says('ask', { kind: 'level', level: 'B-LT', offered: 'B-B', code: 'time-stamp-unavailable' }, 'l');
});
afterEach(() => mock.timers.reset());

test('the person settles for less, but not by accident', async () => {
  assert.equal(opened.step, 'level');
  assert.equal($('level-failure').dataset.code, 'time-stamp-unavailable');
  assert.equal($('level-heading').textContent, 'Підписати без позначки часу?');
  assert.match($('level-failure').textContent, /Спробуйте ще раз/);
  assert.match($('level-note').textContent, /ніхто не засвідчить/);
  assert.equal($('level-settle').textContent, 'Підписати без позначки (B-B)');
  await opened.press('level-settle');
  assert.deepEqual(opened.replies('l'), [], 'too early');
  assert.ok(opened.armed('level-settle'));
  await opened.press('level-settle');
  assert.deepEqual(opened.replies('l'), [{ id: 'l', result: { level: 'B-B' } }]);
  assert.equal(opened.step, 'consent');
  assert.equal(opened.armed(), false, 'nothing is left to agree to');
});

test('what a dialog hid is not pressed with the click that closes it', async () => {
  $('documents').holding('onclick')[0].onclick();
  assert.ok(opened.armed('level-settle'));
  $('preview-close').fire('click');
  await opened.press('level-settle');
  assert.deepEqual(opened.replies('l'), []);
  assert.ok(opened.armed('level-settle'));
});

test('the person has it tried again, and may be asked again', async () => {
  await opened.press('level-again');
  assert.deepEqual(opened.replies('l'), [{ id: 'l', result: { level: 'B-LT' } }]);
  await opened.says('ask', { kind: 'level', level: 'B-LT', offered: 'B-T', code: 'status-unavailable', params: { owner: 'Коваль Олена' } }, 'm');
  assert.match($('level-failure').textContent, /Коваль Олена/);
  assert.equal($('level-heading').textContent, 'Підписати без відомостей про відкликання?');
  assert.equal($('level-settle').textContent, 'Підписати лише з позначкою (B-T)');
  assert.deepEqual(opened.replies('m'), []);
});

test('the end does not answer for the person', async () => {
  await opened.says('show', { kind: 'error', code: 'timed-out' });
  assert.equal(opened.step, 'over');
  await opened.press('level-again');
  assert.deepEqual(opened.replies('l'), []);
});
