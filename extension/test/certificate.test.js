// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, able, consent, lacking } from './opened-window.js';
import { settle } from './fakes.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

/** The window is at the certificate of a key that has none. */
async function sought(more) {
  await opened.load();
  await opened.open([lacking('k1')], null, more);
  assert.equal(opened.step, 'certificate');
}

/** The person chooses an authority and presses «Знайти сертифікат». */
async function find(authority) {
  $('certificate-authority').value = authority;
  $('certificate-panel').fire('submit');
  await settle();
}

/** The host found what the window asked for. */
const found = () => opened.answer({ format: 'iit', keys: [able('k2')], selected: 'k2' });

test('the authority that is chosen is asked, and then the person agrees', async () => {
  await sought();
  assert.equal(opened.page.focused, $('certificate-heading'));
  await find('КНЕДП ДПС');
  assert.deepEqual([opened.called.method, opened.called.params], ['find', { authority: 'КНЕДП ДПС' }]);
  assert.equal($('certificate-fields').disabled, true);
  await found();
  assert.equal(opened.step, 'consent');
  await opened.says('ask', consent('k2'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k2', approved: true } }]);
});

test('without an authority nobody is asked', async () => {
  await sought();
  await find('');
  assert.equal(opened.called.method, 'keys');
  assert.match($('certificate-failure').textContent, /оберіть АЦСК/);
  assert.equal(opened.page.focused, $('certificate-authority'));
});

test('everyone is asked only after the person agreed', async () => {
  await sought();
  await opened.press('find-everyone');
  assert.ok($('everyone').open);
  assert.match($('everyone-text').textContent, /\(2\)/, 'those that have a look-up');
  await opened.press('everyone-yes');
  assert.equal(opened.called.method, 'keys', 'not by a press that came too early');

  await opened.press('everyone-no');
  assert.equal($('everyone').open, false);
  assert.equal(opened.armed('everyone-yes'), false);

  await opened.press('find-everyone');
  assert.ok(opened.armed('everyone-yes'));
  await opened.press('everyone-yes');
  assert.deepEqual([opened.called.method, opened.called.params], ['find', { everyone: true }]);
  assert.equal($('everyone').open, false);
});

test('a question that is asked again at once is not answered by the end of the one before', async () => {
  await sought();
  await opened.press('find-everyone');
  $('everyone-no').fire('click');
  await opened.press('find-everyone');
  assert.ok(opened.armed('everyone-yes'));
  await opened.press('everyone-yes');
  assert.equal(opened.called.method, 'find');
});

test('how many have answered is shown while they are asked', async () => {
  await sought();
  await opened.says('show', { kind: 'finding', asked: 5, answered: 1 });
  assert.notEqual($('search').hidden, false, 'nobody is asked yet');
  await find('КНЕДП ДПС');
  assert.match($('status').textContent, /Шукаємо/);
  await opened.says('show', { kind: 'finding', asked: 29, answered: 11 });
  assert.equal($('search').hidden, false);
  assert.equal($('search').getElementsByTagName('progress')[0].value, 11);
  assert.match($('search-text').textContent, /11 з 29/);
  await opened.says('show', { kind: 'finding', asked: 1, answered: 0 });
  assert.equal($('search-text').textContent, '');
  await opened.fail('authority-unreachable', { authority: 'КНЕДП ДПС' });
  assert.equal($('search').hidden, true);
  assert.equal($('status').textContent, '');
});

test('why none was found is said where it is mended', async () => {
  await sought();
  for (const [code, params, words, focus] of [
    ['certificate-not-found', { authority: 'КНЕДП ДПС' }, /не знайдено/, 'certificate-authority'],
    ['certificate-not-found', { silent: 3 }, /Не відповіли АЦСК: 3\./, 'add-certificates'],
    ['certificate-not-found', undefined, /не знайдено/, 'add-certificates'],
    ['authority-unreachable', { authority: 'КНЕДП ДПС' }, /Немає відповіді/, 'certificate-authority'],
    ['authority-unreachable', undefined, /Немає відповіді/, 'add-certificates'],
    ['authority-without-lookup', { authority: 'КНЕДП Скупий' }, /лише разом із ключем: КНЕДП Скупий/, 'add-certificates'],
    ['certificate-mismatch', undefined, /не сертифікат цього ключа/, 'add-certificates'],
  ]) {
    await find('КНЕДП ДПС');
    assert.equal($('certificate-failure').hidden, true, 'the earlier reason is gone');
    await opened.fail(code, params);
    assert.equal(opened.step, 'certificate');
    assert.equal($('certificate-failure').dataset.code, code);
    assert.match($('certificate-failure').textContent, words);
    assert.equal(opened.page.focused, $(focus), code);
    assert.equal($('certificate-fields').disabled, false);
  }
});

test('files that are given go to the host, sixteen at most', async () => {
  await sought();
  $('certificates').files = Array.from({ length: 20 }, (_, i) => new File(['c'], `${i}.cer`));
  $('certificates').fire('change');
  await settle();
  const { method, params } = opened.called;
  assert.equal(method, 'find');
  assert.deepEqual(Object.keys(params), ['certificates']);
  assert.deepEqual(params.certificates.map(({ name }) => name), Array.from({ length: 16 }, (_, i) => `${i + 4}.cer`));
  await opened.says('read', { blob: params.certificates[0].blob, offset: 0, length: 1 }, 'r');
  assert.deepEqual(opened.replies('r'), [{ id: 'r', result: { data: btoa('c') } }]);
});

test('an authority chosen before is asked by the host, and why in vain is said', async () => {
  await opened.load();
  $('authority').value = 'КНЕДП Банк';
  $('authority').fire('change');
  await opened.read();
  assert.equal(opened.called.params.authority, 'КНЕДП Банк');
  await opened.says('show', { kind: 'finding', asked: 1, answered: 0 });
  assert.match($('status').textContent, /Шукаємо/);
  const lookup = { code: 'certificate-not-found', params: { authority: 'КНЕДП Банк' } };
  await opened.answer({ format: 'iit', keys: [lacking('k1')], selected: null, lookup });
  assert.equal(opened.step, 'certificate');
  assert.equal($('certificate-failure').dataset.code, 'certificate-not-found');
  assert.equal($('certificate-authority').value, 'КНЕДП Банк');
  assert.equal(opened.called.method, 'keys', 'it is not asked twice');
});

test('the choice is remembered when it was right, and only then', async () => {
  const { kept } = window.localStorage;
  await sought();
  assert.equal($('authority').value, '', 'the first time it is found out');
  await find('КНЕДП ДПС');
  await opened.fail('certificate-not-found', { authority: 'КНЕДП ДПС' });
  assert.deepEqual(kept, {});
  await find('КНЕДП Банк');
  await found();
  assert.deepEqual(kept, { authority: 'КНЕДП Банк' });
  assert.equal($('authority').value, 'КНЕДП Банк');
});

test('the remembered authority is asked by itself, and forbids no other', async () => {
  opened = new OpenedWindow({ authority: 'КНЕДП Банк' });
  await opened.load();
  assert.equal($('authority').value, 'КНЕДП Банк');
  await opened.read();
  assert.equal(opened.called.params.authority, '', 'another authority’s key opens as well');
  await opened.answer({ format: 'iit', keys: [lacking('k1')], selected: null });
  assert.deepEqual([opened.called.method, opened.called.params], ['find', { authority: 'КНЕДП Банк' }]);
  await found();
  assert.equal(opened.step, 'consent');
});

test('what everyone was asked for makes the remembered one forgotten', async () => {
  opened = new OpenedWindow({ authority: 'КНЕДП Банк' });
  await sought();
  await opened.fail('certificate-not-found', { authority: 'КНЕДП Банк' });
  await opened.press('find-everyone');
  opened.armed('everyone-yes');
  await opened.press('everyone-yes');
  await found();
  assert.deepEqual(window.localStorage.kept, {});
});

test('another file leaves the search behind, whatever it finds', async () => {
  await sought();
  await find('КНЕДП ДПС');
  const search = opened.called;
  await opened.press('certificate-another');
  assert.equal(opened.step, 'password');
  await opened.answer({ format: 'iit', keys: [able('k2')], selected: 'k2' }, search);
  await opened.says('ask', consent('k2'), 'q');
  assert.equal(opened.step, 'password');
  assert.equal(opened.armed(), false);
  assert.deepEqual(opened.replies('q'), []);
});

test('a search makes the question of consent void; back at the keys the person agrees to a new one', async () => {
  await opened.load();
  await opened.open([able('k1'), lacking('k2')], 'k1');
  await opened.says('ask', consent('k1'), 'q1');
  assert.ok(opened.armed());
  await opened.press('search-certificate');
  assert.equal(opened.step, 'certificate');
  assert.equal(opened.armed(), false);
  await find('КНЕДП ДПС');
  await opened.fail('certificate-not-found', { authority: 'КНЕДП ДПС' });
  await opened.says('ask', consent('k1'), 'q2');
  assert.equal(opened.armed(), false, 'its documents are not on show with their owner');
  await opened.press('certificate-back');
  assert.equal(opened.step, 'consent');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q1'), []);
  assert.deepEqual(opened.replies('q2'), [{ id: 'q2', result: { key: 'k1', approved: true } }]);
});

test('the list of steps has a place for the certificate once one is missing', async () => {
  const [key, certificate, last] = ['password', 'certificate', 'consent'].map((step) => Object.assign(opened.page.createElement(), { dataset: { step } }));
  certificate.hidden = true;
  $('steps').append(key, certificate, last);
  const now = () => $('steps').children.map((place) => (place.ariaCurrent === 'step' ? 'here' : place.hidden ? 'hidden' : 'there'));
  await opened.load();
  await opened.read();
  assert.deepEqual(now(), ['here', 'hidden', 'there']);
  await opened.answer({ format: 'iit', keys: [lacking('k1')], selected: null });
  assert.deepEqual(now(), ['there', 'here', 'there']);
  await find('КНЕДП ДПС');
  await found();
  assert.deepEqual(now(), ['there', 'there', 'here']);
  await opened.press('another-key');
  assert.deepEqual(now(), ['here', 'hidden', 'there']);
});

test('a key with its certificate in sight has nothing to look for', async () => {
  await opened.load();
  await opened.open([able('k1')], 'k1');
  assert.equal($('search-certificate').hidden, true);
});

test('a certificate is looked for first at the authority that the person prefers', async () => {
  for (const [authority, shown] of [['КНЕДП Банк', 'КНЕДП Банк'], ['КНЕДП Колишній', '']]) {
    const preferring = new OpenedWindow();
    preferring.page.local.kept = { preferences: { authority } };
    await preferring.load();
    assert.equal(preferring.$('authority').value, shown);
  }
});
