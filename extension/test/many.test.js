// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { number, plural } from '../lib/format.js';
import { settle } from './fakes.js';
import { OpenedWindow, able } from './opened-window.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

const LIST = { count: 600, size: 600 * 1024 };
const digest = { hash: 'sha256', value: btoa('digest') };

/** As many documents as the host tells of at once, from an index on. */
const leafFrom = (from, more = {}) => Array.from({ length: Math.min(256, LIST.count - from) }, (_, i) => ({ name: `акт ${from + i}.txt`, size: 1024, type: '', ...more }));

/** The host answers what the window asks of the list, until it asks no more. */
async function leaf(documents = leafFrom) {
  for (;;) {
    const asked = opened.page.port.sent.filter(({ method, answered }) => method === 'documents' && !answered);
    if (asked.length === 0) return;
    for (const call of asked) {
      call.answered = true;
      await opened.answer({ documents: documents(call.params.from) }, call);
    }
  }
}

const shown = () => $('documents').querySelectorAll('bdi').map(({ textContent }) => textContent);
const rows = (id) => $(id).getElementsByTagName('ul')[0].children.map(({ textContent }) => textContent);
const heading = (id) => $(id).getElementsByTagName('strong')[0].textContent;

/** The window, with the question whether all may be signed. */
async function asked(list = LIST, documents) {
  await opened.load({ documents: [], list: LIST });
  await leaf(documents);
  await opened.open([able('k1')], 'k1');
  await opened.says('ask', { kind: 'consent', key: 'k1', documents: [], list: { ...list, digest } }, 'q');
  await leaf(documents ?? ((from) => leafFrom(from, { digest })));
}

/** The person agreed, and the host has begun. */
async function begun() {
  await asked();
  assert.ok(opened.armed());
  await opened.press('approve');
  await opened.says('show', { kind: 'signing' });
  await opened.says('show', { kind: 'signing', signed: 0, failed: 0, of: 600 });
}

test('people count documents as they do', () => {
  const words = [1, 2, 5, 11, 21, 22, 25, 101, 1000, 1002].map((n) => plural(n, 'uk'));
  assert.deepEqual(words, ['one', 'few', 'many', 'many', 'one', 'few', 'many', 'one', 'many', 'few']);
  assert.deepEqual([1, 2, 5].map((n) => plural(n, 'en')), ['one', 'many', 'many']);
  assert.equal(number(1000, 'en'), '1,000');
});

test('a long list is shown a leaf at a time', async () => {
  await opened.load({ documents: [], list: LIST });
  await leaf();
  assert.match($('request').textContent, /\(600\)/);
  assert.equal($('documents-heading').textContent, '600 документів');
  assert.match($('documents-sum').textContent, /Разом 600/);
  assert.deepEqual([shown().length, shown()[0]], [50, 'акт 0.txt']);
  assert.equal($('leaf-is').textContent, '1–50 з 600');
  assert.equal($('leaf-back').ariaDisabled, 'true');

  await opened.press('leaf-on');
  await leaf();
  assert.deepEqual([shown().length, shown()[0]], [50, 'акт 50.txt']);
  for (let i = 0; i < 20; i++) await opened.press('leaf-on');
  await leaf();
  assert.equal($('leaf-is').textContent, '551–600 з 600');
  assert.equal($('leaf-on').ariaDisabled, 'true');
  assert.equal(shown()[0], 'акт 550.txt');
});

test('a leaf that comes late is not taken for another', async () => {
  await opened.load({ documents: [], list: LIST });
  const first = opened.called;
  await opened.press('leaf-on');
  await opened.answer({ documents: leafFrom(50) });
  await opened.answer({ documents: leafFrom(0) }, first);
  assert.equal(shown()[0], 'акт 50.txt');
});

test('the person agrees to the whole list, and looks at any of it', async () => {
  await asked();
  assert.match($('documents-sum').textContent, /Геш усіх документів SHA-256/);
  await opened.press('leaf-on');
  await leaf((from) => leafFrom(from, { digest }));
  const [look] = $('documents').holding('onclick');
  look.onclick();
  assert.deepEqual(opened.called.params, { document: 50, offset: 0, length: 524288 });
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('what cannot be read is named before, wherever in the list it is', async () => {
  const bad = { 3: 'read-failed', 590: 'document-changed' };
  const documents = (from) => leafFrom(from).map((document, i) => (bad[from + i] ? { ...document, fault: bad[from + i] } : { ...document, digest }));
  await asked({ ...LIST, unread: 2 }, documents);
  assert.equal($('unread').hidden, false);
  assert.equal(heading('unread'), 'Не буде підписано: 2 документи');
  assert.deepEqual(rows('unread').map((text) => text.split('.txt')[0]), ['акт 3', 'акт 590']);
  const [failed] = $('documents').querySelectorAll('p');
  assert.match(failed.textContent, /Не вдалося прочитати/);
  assert.equal($('documents').holding('onclick').length, 49, 'there is nothing to look at of that one');
});

test('of a short list too', async () => {
  const documents = [{ name: 'a.txt', size: 1, type: '', digest }, { name: 'b.txt', size: 1, type: '', fault: 'read-failed' }];
  await opened.load({ documents });
  assert.equal(heading('unread'), 'Не буде підписано: 1 документ');
  assert.deepEqual(rows('unread').length, 1);
  assert.equal($('leaves').hidden, true);
});

test('of hundreds that cannot be read a hundred are named', async () => {
  await asked({ ...LIST, unread: 600 }, (from) => leafFrom(from, { fault: 'read-failed' }));
  assert.equal(rows('unread').length, 101);
  assert.equal(rows('unread').at(-1), 'і ще 500 документів');
});

test('reading is told by how many are read', async () => {
  await opened.load({ documents: [], list: LIST });
  await leaf();
  await opened.says('show', { kind: 'progress', document: 299, read: 1024, size: 1024 });
  assert.match($('progress-text').textContent, /Зчитано 300 з 600/);
  await opened.says('show', { kind: 'progress', document: 300, read: 0, size: 0 });
  assert.match($('progress-text').textContent, /Зчитано 301 з 600/, 'an empty document is read at once');
});

test('how far it is, and what failed', async () => {
  await begun();
  assert.equal(opened.step, 'batch');
  assert.equal(opened.page.focused, $('batch-heading'));
  await opened.says('show', { kind: 'signing', signed: 299, failed: 1, of: 600 });
  assert.equal($('batch-count').textContent, 'Підписано 299 з 600');
  assert.equal($('batch-failed').textContent, 'Не вдалося підписати: 1 документ');
  assert.deepEqual([$('batch-bar').value, $('batch-bar').max], [300, 600]);
  assert.equal($('batch-news').textContent, 'Підписано 299 з 600', 'and a screen reader says so at the half');
  assert.equal($('cancel').textContent, 'Зупинити');
});

test('a pause, and on', async () => {
  await begun();
  await opened.press('pause');
  assert.equal(opened.called.method, 'pause');
  await opened.says('show', { kind: 'signing', signed: 299, failed: 0, of: 600 });
  assert.match($('batch-note').textContent, /Закінчуємо/, 'what is at hand is finished');
  await opened.press('pause');
  assert.equal(opened.page.port.sent.filter(({ method }) => method === 'pause').length, 1, 'it is asked for once');
  await opened.says('show', { kind: 'paused', signed: 300, failed: 0, of: 600 });
  assert.match($('batch-note').textContent, /Призупинено/);
  assert.equal($('pause').textContent, 'Продовжити');
  await opened.press('pause');
  assert.equal(opened.called.method, 'proceed');
  await opened.says('show', { kind: 'signing', signed: 300, failed: 0, of: 600 });
  assert.equal($('pause').textContent, 'Призупинити');
  assert.equal($('batch-left').textContent, '', 'the time that it stood still says nothing of how long it will take');
});

test('«Зупинити» ends it, and the window stays to say how', async () => {
  await begun();
  await opened.press('cancel');
  assert.equal(opened.called.method, 'cancel');
  assert.equal($('batch-note').textContent, 'Зупиняємо…');
  await opened.press('cancel');
  assert.equal(opened.page.port.sent.filter(({ method }) => method === 'cancel').length, 1);
  await opened.says('show', { kind: 'signing', signed: 301, failed: 0, of: 600 });
  assert.equal($('batch-note').textContent, 'Зупиняємо…', 'the document at hand is finished');
  await opened.says('show', { kind: 'done', signed: 301, failed: 0, of: 600, stopped: { code: 'cancelled' } });
  assert.equal(opened.step, 'outcome');
  assert.equal($('outcome-heading').textContent, 'Підписано 301 з 600');
  assert.equal($('outcome-rest').textContent, 'Решту не підписано: 299 документів');
  assert.equal($('outcome-failure').textContent, '', 'who stopped it knows why');
  assert.equal($('cancel').textContent, 'Закрити');
  assert.equal(opened.page.focused, $('outcome-heading'));
});

test('the end says which failed, and why it stopped', async () => {
  await begun();
  await opened.says('show', { kind: 'not-signed', document: 3, name: 'акт 3.txt', code: 'document-changed' });
  await opened.says('show', { kind: 'done', signed: 10, failed: 1, of: 600, stopped: { code: 'token-removed' } });
  assert.equal($('outcome-failure').dataset.code, 'token-removed');
  assert.equal(heading('unsigned'), 'Не вдалося підписати: 1 документ');
  assert.match(rows('unsigned')[0], /акт 3\.txtДокумент змінився/);
});

test('a question in between comes back to it', async () => {
  await begun();
  const token = { device: 'Алмаз-1К', label: '', serial: '1', form: 'token', tries: '', min_pin: 4, max_pin: 8 };
  await opened.says('ask', { kind: 'key-pin', token, number: 2, of: 600 }, 'pin');
  assert.equal(opened.step, 'key-pin');
  await opened.says('show', { kind: 'signing', signed: 1, failed: 0, of: 600 });
  assert.equal(opened.step, 'key-pin', 'what is asked stays in sight');
  $('key-pin').value = '1234';
  $('key-pin-panel').fire('submit');
  await settle();
  assert.equal(opened.step, 'batch');
  await opened.says('ask', { kind: 'level', level: 'B-T', offered: 'B-B', code: 'time-stamp-unavailable' }, 'level');
  await opened.press('cancel');
  assert.equal(opened.called.method, 'cancel', 'leaving it stops all, and says how it ended');
  await opened.says('show', { kind: 'done', signed: 2, failed: 0, of: 600, stopped: { code: 'cancelled' } });
  assert.equal(opened.step, 'outcome');
});

test('all were signed: the window has nothing to say', async () => {
  await begun();
  await opened.says('show', { kind: 'done' });
  assert.equal(opened.step, 'batch');
});
