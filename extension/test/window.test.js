// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { FakePage } from './fake-page.js';
import { settle } from './fakes.js';

const DOCUMENTS = [{ name: 'договір.txt', size: 9, type: '' }, { name: 'додаток.pdf', size: 8, type: '' }];
const PERSON = { name: 'Коваль Олена', kind: 'person' };

let page;
let loads = 0;
const $ = (id) => page.getElementById(id);

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  page = new FakePage();
});
afterEach(() => mock.timers.reset());

/** The window loads, and is told what the page asked for. */
async function loaded() {
  const loading = import(`../ui/window.js?${loads++}`);
  // Its modules are read from the disk.
  while (page.port.sent.length === 0) await settle();
  assert.equal(page.port.sent[0].method, 'operation');
  await answer({ action: 'sign', origin: 'https://cabinet.example', documents: DOCUMENTS, authorities: [] });
  await loading;
}

/** The host answers the window's newest call. */
async function answer(result) {
  page.port.emit({ id: page.port.sent.at(-1).id, result });
  await settle();
}

/** The host says or asks something. */
async function says(method, params, id) {
  page.port.emit({ id, method, params });
  await settle();
}

/** A key file is chosen and read; the host found these keys in it. */
async function read(keys, selected) {
  const picker = $('key-file');
  picker.files = [new File(['k'], 'Key-6.dat')];
  picker.fire('change');
  $('file-panel').fire('submit');
  await answer({ format: 'iit', keys, selected });
}

const able = (key) => ({ key, usage: ['sign'], owner: PERSON, issuer: '', not_before: '', not_after: '', qualified: 'qes', status: 'ok', selectable: true });
const consent = (key) => ({ kind: 'consent', key, documents: DOCUMENTS.map((document) => ({ ...document, digest: { hash: 'sha256', value: '' } })) });
const armed = () => {
  mock.timers.tick(800);
  return $('approve').ariaDisabled === 'false';
};
const replies = (id) => page.port.sent.filter((message) => message.id === id);

test('the person agrees to the key that was asked about', async () => {
  await loaded();
  assert.equal($('site').textContent, 'cabinet.example');
  await read([able('k1')], 'k1');
  await says('ask', consent('k1'), 'q');
  assert.ok(armed());
  $('approve').fire('click');
  await settle();
  assert.deepEqual(replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('of several keys the person must choose one, and can', async () => {
  await loaded();
  await read([able('k1'), able('k2')], null);
  await says('ask', consent('k1'), 'q1');
  assert.equal($('owner-failure').hidden, true, 'nothing is wrong with any of them');
  assert.equal(armed(), false, 'nobody agrees to a key that was not chosen');
  $('approve').fire('click');
  await settle();
  assert.deepEqual(replies('q1'), []);

  const [, second] = $('owners').holding('onchange');
  second.onchange();
  await settle();
  assert.deepEqual(replies('q1'), [{ id: 'q1', result: { key: 'k2', approved: false } }]);
  await says('ask', consent('k2'), 'q2');
  assert.ok(armed());
  $('approve').fire('click');
  await settle();
  assert.deepEqual(replies('q2'), [{ id: 'q2', result: { key: 'k2', approved: true } }]);
});

test('why no key can sign is said', async () => {
  await loaded();
  await read([{ ...able('k1'), status: 'expired', selectable: false }], null);
  assert.equal($('owner-failure').dataset.code, 'certificate-expired');
});

test('the end keeps no password, and Enter held down does not close it', async () => {
  await loaded();
  $('password').value = 'таємниця';
  await says('show', { kind: 'error', code: 'read-failed' });
  assert.equal(page.body.dataset.step, 'over');
  assert.equal($('over-failure').dataset.code, 'read-failed');
  assert.equal($('password').value, '');
  assert.equal(page.focused, $('over'));
});

test('what ended before the window knew of it is told by its reason', async () => {
  const loading = import(`../ui/window.js?${loads++}`);
  while (page.port.sent.length === 0) await settle();
  await says('show', { kind: 'error', code: 'read-failed' });
  await loading;
  assert.equal($('over-failure').dataset.code, 'read-failed');
  assert.equal($('action').textContent, 'Pidpys', 'nothing is waited for any more');
});

test('octets that come late are not shown under another document’s name', async () => {
  await loaded();
  await read([able('k1')], 'k1');
  await says('ask', consent('k1'), 'q');
  const [text, pdf] = $('documents').holding('onclick');

  text.onclick();
  const first = page.port.sent.at(-1);
  assert.deepEqual(first.params, { document: 0, offset: 0, length: 524288 });
  $('preview').close();
  pdf.onclick();
  const second = page.port.sent.at(-1);
  page.port.emit({ id: second.id, result: { data: btoa('%PDF-\x00') } });
  await settle();
  page.port.emit({ id: first.id, result: { data: btoa('harmless') } });
  await settle();
  assert.equal($('preview-name').textContent, 'додаток.pdf');
  assert.equal($('preview-content').textContent, '');
  assert.match($('preview-note').textContent, /Збережіть/);
});

test('a preview that fails says what to do', async () => {
  await loaded();
  await read([able('k1')], 'k1');
  await says('ask', consent('k1'), 'q');
  $('documents').holding('onclick')[0].onclick();
  page.port.emit({ id: page.port.sent.at(-1).id, error: { code: 'document-changed' } });
  await settle();
  assert.match($('preview-note').textContent, /змінився.*Почніть/);
});
