// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { translator } from './fakes.js';
import { DOCUMENTS, OpenedWindow, PERSON, able, consent } from './opened-window.js';
import { date } from '../lib/format.js';
import { reason, wanting } from '../lib/keys.js';
import { people } from '../lib/people.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

const recipient = (status = 'ok') => ({ owner: { name: 'Бондар Марія', kind: 'person' }, issuer: 'КНЕДП', not_before: '2025-01-01T00:00:00Z', not_after: '2027-01-01T00:00:00Z', status });
const alone = { kind: 'consent', documents: consent('').documents };

test('where no key is needed the person is asked at once, and to whom it goes', async () => {
  await opened.load({ action: 'encrypt', usage: 'none' });
  assert.equal(opened.step, 'consent');
  assert.equal($('owner-section').hidden, true);
  assert.equal(opened.armed(), false, 'nothing is asked yet');
  await opened.says('ask', { ...alone, recipients: [recipient()] }, 'q');
  assert.match($('recipients').textContent, /Бондар Марія/);
  assert.equal($('recipients-doubt').hidden, true);
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { approved: true } }]);
  await opened.says('show', { kind: 'encrypting' });
  assert.equal($('status').textContent, 'Шифруємо…');
});

test('a question that comes before the window knows what it is about is shown whole', async () => {
  const { loading } = await opened.begin();
  const operation = opened.called;
  await opened.says('ask', { ...alone, recipients: [recipient()], text: 'Звіт' }, 'q');
  await opened.answer({ action: 'encrypt', usage: 'none', origin: 'https://cabinet.example', documents: DOCUMENTS, authorities: [] }, operation);
  await loading;
  assert.equal($('document-text').hidden, false);
  assert.equal($('text-heading').textContent, 'Текст, який буде зашифровано');
  assert.match($('documents').textContent, /Переглянути/);
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { approved: true } }]);
});

test('recipients in doubt are pointed out', async () => {
  await opened.load({ action: 'encrypt', usage: 'none' });
  await opened.says('ask', { ...alone, recipients: [recipient(), recipient('untrusted')] }, 'q');
  assert.equal($('recipients-heading').textContent, 'Одержувачі (2)');
  assert.match($('recipients').textContent, /не перевірено/);
  assert.equal($('recipients-doubt').hidden, false);
});

test('what a certificate says of its owner cannot pass for something else', async () => {
  await opened.load({ action: 'encrypt', usage: 'none' });
  const owner = { name: 'Бухгалтерія', kind: 'person', organization: 'ТОВ · Видавець: КНЕДП\nДПС' };
  await opened.says('ask', { ...alone, recipients: [{ ...recipient('untrusted'), owner, issuer: 'Самозванець' }] }, 'q');
  const [, , facts] = $('recipients').children[0].children;
  assert.deepEqual(facts.children.map((child) => child.textContent), ['Організація', 'ТОВ · Видавець: КНЕДП ДПС', 'Видавець', 'Самозванець']);
});

test('nor what one says of who signed a report before, nor the time for one that somebody vouches for', async () => {
  await opened.load({ action: 'sign' });
  await opened.open([able('k1')], 'k1');
  const owner = { name: 'Облікова Тетяна', kind: 'corporate', organization: 'ТОВ · 1 січ. 2020 р.\nпідпис дійсний' };
  const signatory = { owner, time: '2026-08-03T12:00:00Z', outcome: 'unknown' };
  await opened.says('ask', { ...consent('k1'), signed: [signatory, { ...signatory, owner: { ...owner, organization: owner.name }, time: '', outcome: 'good' }] }, 'q');
  assert.equal($('signed-section').hidden, false);
  const [[name, kind, facts], [, , none]] = $('signed').children.map(({ children }) => children);
  assert.equal(name.textContent, 'Облікова Тетяна не перевірено: немає зв’язку');
  assert.equal(kind.textContent, translator('uk')('kind_corporate'));
  assert.deepEqual(facts.children.map((child) => child.textContent),
    ['Організація', 'ТОВ · 1 січ. 2020 р. підпис дійсний', 'Зі слів підписувача', date(signatory.time, 'uk').replaceAll('\u00a0', ' ')]);
  assert.equal(none.children.length, 0);
});

test('a certificate to encrypt to is told apart from the one that signs', async () => {
  for (const [more, said] of [[{}, 'consent_certificate'], [{ usage: 'agree' }, 'consent_certificate_agree'], [{ usage: 'agree', own: true, origin: '' }, 'consent_own_certificate']]) {
    opened = new OpenedWindow();
    await opened.load({ action: 'certificate', documents: [], ...more });
    assert.equal($('consent-note').textContent, translator('uk')(said), said);
  }
});

test('to encrypt with a key the person chooses it first', async () => {
  await opened.load({ action: 'encrypt', usage: 'agree' });
  assert.equal(opened.step, 'key');
  await opened.open([{ ...able('k1'), usage: ['agree'] }], 'k1');
  await opened.says('ask', { ...consent('k1'), recipients: [recipient()] }, 'q');
  assert.equal($('recipients-section').hidden, false);
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('a file without a key to decrypt with says so', async () => {
  await opened.load({ action: 'decrypt', usage: 'agree', documents: DOCUMENTS.slice(0, 1) });
  assert.equal($('request').textContent, 'Сайт просить розшифрувати «договір.txt»');
  await opened.read();
  await opened.fail('no-encryption-key');
  assert.equal($('file-failure').dataset.code, 'no-encryption-key');
});

test('keys are told by what they are needed for', () => {
  const agree = { ...able('k1'), usage: ['agree'], status: 'expired' };
  const sign = { ...able('k2'), status: 'not-for-encryption', selectable: false };
  assert.equal(reason([sign, agree], 'agree'), undefined, 'what was encrypted before can be decrypted');
  assert.equal(reason([sign], 'agree'), 'no-encryption-key');
  assert.equal(reason([], 'agree'), 'no-encryption-key');
  assert.equal(wanting([sign, { ...agree, status: 'no-certificate', selectable: false }], 'agree'), true);
  const { shown, folded } = people([sign, agree], 'agree');
  assert.deepEqual([shown.length, folded.length, shown[0].key.owner], [1, 0, PERSON]);
  assert.deepEqual(shown[0].terms.map(({ uses, status }) => [uses, status]), [[['agree'], 'expired'], [['sign'], 'ok']]);
});
