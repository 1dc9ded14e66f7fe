// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wanting } from '../lib/keys.js';
import { people } from '../lib/people.js';

const OLENA = { name: 'Коваль Олена', kind: 'person', drfo: '2812345678' };
const DIRECTOR = { name: 'Мельник Сергій', kind: 'corporate', drfo: '3012345679', edrpou: '12345678' };
const STAMP = { name: 'ТОВ «Зоря»', kind: 'stamp', edrpou: '12345678' };
const NOBODY = { name: '', kind: 'person' };

/** A key to sign with, good for these years. */
const sign = (owner, from = 2025, more = {}) => ({ key: `${owner.name} ${from}`, usage: ['sign'], owner, not_before: `${from}`, not_after: `${from + 2}`, status: 'ok', selectable: true, ...more });
const agree = (owner, from = 2025, more = {}) => sign(owner, from, { usage: ['agree'], status: 'not-for-signing', selectable: false, ...more });
const expired = { status: 'expired', selectable: false };
const none = { status: 'no-certificate', selectable: false, not_before: '', not_after: '' };

/** People as «name: what for, until when», one line a term. */
const told = (group) => group.map(({ key, terms }) => [key.owner.name, ...terms.map(({ uses, not_after, status }) => `${uses.join('+')} ${not_after} ${status}`.replace(' ok', ''))].join(': '));

test('a key to sign and one to encrypt are one person', () => {
  const { shown, folded } = people([agree(OLENA), sign(OLENA)]);
  assert.deepEqual(told(shown), ['Коваль Олена: sign+agree 2027']);
  assert.equal(shown[0].keys, 2);
  assert.deepEqual(folded, []);
});

test('a director and a stamp are two, each with a key to encrypt', () => {
  const { shown, folded } = people([sign(DIRECTOR), agree(DIRECTOR), sign(STAMP), agree({ ...STAMP, kind: 'corporate' })]);
  assert.deepEqual(told(shown), ['Мельник Сергій: sign+agree 2027', 'ТОВ «Зоря»: stamp+agree 2027']);
  assert.deepEqual(folded, []);
});

test('keys of other years are told apart from those of now', () => {
  const { shown } = people([sign(OLENA, 2023, expired), agree(OLENA, 2023, { status: 'expired' }), sign(OLENA), agree(OLENA, 2026)]);
  assert.deepEqual(told(shown), ['Коваль Олена: sign 2027: sign+agree 2025 expired: agree 2028']);
});

test('whoever has two keys to sign with has a card for each, and the rest apart', () => {
  const { shown, folded } = people([sign(OLENA, 2025), sign(OLENA, 2026), agree(OLENA)]);
  assert.deepEqual(told(shown), ['Коваль Олена: sign 2027', 'Коваль Олена: sign 2028']);
  assert.deepEqual(told(folded), ['Коваль Олена: agree 2027']);
});

test('when nobody can sign, everybody is there once', () => {
  const { shown, folded } = people([sign(OLENA, 2021, expired), sign(OLENA, 2023, expired), agree(OLENA, 2023), agree(NOBODY, 2025, none)]);
  assert.deepEqual(told(shown), ['Коваль Олена: sign 2023 expired: sign 2025 expired: agree 2025']);
  assert.deepEqual(told(folded), [': agree  no-certificate']);
});

test('two people of one name are two', () => {
  const { shown, folded } = people([sign(OLENA), agree({ ...OLENA, drfo: '1' })]);
  assert.equal(shown.length, 1);
  assert.equal(folded.length, 1);
});

test('no keys are no people', () => assert.deepEqual(people([]), { shown: [], folded: [] }));

test('a certificate is worth looking for where a key to sign lacks one, or all are out of date or not proven', () => {
  assert.equal(wanting([sign(OLENA), sign(NOBODY, 2025, none)]), true);
  assert.equal(wanting([sign(OLENA, 2021, expired)]), true);
  assert.equal(wanting([sign(OLENA), sign(OLENA, 2021, expired), agree(NOBODY, 2025, none)]), false);
  assert.equal(wanting([sign(OLENA, 2025, { status: 'untrusted', selectable: false })]), true);
});
