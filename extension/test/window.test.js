// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, able, consent } from './opened-window.js';
import { settle } from './fakes.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

test('the person agrees to the key that was asked about', async () => {
  await opened.load();
  assert.equal($('site').textContent, 'cabinet.example');
  await opened.open([able('k1')], 'k1');
  await opened.says('ask', consent('k1'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('of several keys the person must choose one, and can', async () => {
  await opened.load();
  await opened.open([able('k1'), able('k2')], null);
  await opened.says('ask', consent('k1'), 'q1');
  assert.equal($('owner-failure').hidden, true, 'nothing is wrong with any of them');
  assert.equal(opened.armed(), false, 'nobody agrees to a key that was not chosen');
  await opened.press('approve');
  assert.deepEqual(opened.replies('q1'), []);

  const [, second] = $('owners').holding('onchange');
  second.onchange();
  await settle();
  assert.deepEqual(opened.replies('q1'), [{ id: 'q1', result: { key: 'k2', approved: false } }]);
  await opened.says('ask', consent('k2'), 'q2');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q2'), [{ id: 'q2', result: { key: 'k2', approved: true } }]);
});

test('a file that is taken away leaves the keyboard a place', async () => {
  await opened.load();
  $('key-certificates').files = [new File(['c'], 'a.cer')];
  $('key-certificates').fire('change');
  const [remove] = $('files').holding('onclick');
  opened.page.focused = remove;
  remove.onclick();
  assert.equal(opened.step, 'key');
  assert.equal(opened.page.focused, $('choose'));
});

test('why no key can sign is said', async () => {
  await opened.load();
  await opened.open([{ ...able('k1'), status: 'expired', selectable: false }], null);
  assert.equal($('owner-failure').dataset.code, 'certificate-expired');
});

test('the end keeps no password, and Enter held down does not close it', async () => {
  await opened.load();
  $('password').value = 'таємниця';
  await opened.says('show', { kind: 'error', code: 'read-failed' });
  assert.equal(opened.step, 'over');
  assert.equal($('over-failure').dataset.code, 'read-failed');
  assert.equal($('password').value, '');
  assert.equal(opened.page.focused, $('over'));
});

test('a question that comes after the end does not hide why', async () => {
  await opened.load();
  await opened.read();
  await opened.says('show', { kind: 'error', code: 'timed-out' });
  await opened.says('ask', { kind: 'key-password', file: 'pb_1.jks' }, 'q');
  assert.equal(opened.step, 'over');
  assert.deepEqual(opened.replies('q'), []);
});

test('what ended before the window knew of it is told by its reason', async () => {
  const { loading } = await opened.begin();
  await opened.says('show', { kind: 'error', code: 'read-failed' });
  await loading;
  assert.equal($('over-failure').dataset.code, 'read-failed');
  assert.equal($('action').textContent, 'Pidpys', 'nothing is waited for any more');
});

test('octets that come late are not shown under another document’s name', async () => {
  await opened.load();
  await opened.open([able('k1')], 'k1');
  await opened.says('ask', consent('k1'), 'q');
  const [text, pdf] = $('documents').holding('onclick');

  text.onclick();
  const first = opened.page.port.sent.at(-1);
  assert.deepEqual(first.params, { document: 0, offset: 0, length: 524288 });
  $('preview').close();
  pdf.onclick();
  const second = opened.page.port.sent.at(-1);
  opened.page.port.emit({ id: second.id, result: { data: btoa('%PDF-\x00') } });
  await settle();
  opened.page.port.emit({ id: first.id, result: { data: btoa('harmless') } });
  await settle();
  assert.equal($('preview-name').textContent, 'додаток.pdf');
  assert.equal($('preview-content').textContent, '');
  assert.match($('preview-note').textContent, /Збережіть/);
});

test('a preview that fails says what to do', async () => {
  await opened.load();
  await opened.open([able('k1')], 'k1');
  await opened.says('ask', consent('k1'), 'q');
  $('documents').holding('onclick')[0].onclick();
  opened.page.port.emit({ id: opened.page.port.sent.at(-1).id, error: { code: 'document-changed' } });
  await settle();
  assert.match($('preview-note').textContent, /змінився.*Почніть/);
});
