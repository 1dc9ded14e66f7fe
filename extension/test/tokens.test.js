// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, PERSON, seen, token } from './opened-window.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(async () => {
  opened = new OpenedWindow();
  await opened.load();
  await opened.turn('token');
});
afterEach(() => mock.timers.reset());

/** The texts of the cards. */
const cards = () => $('tokens').children.map((card) => card.textContent);
const radios = () => $('tokens').querySelectorAll('input');

/** The person chooses. */
function choose(index) {
  const radio = radios()[index];
  opened.page.focused = radio;
  radio.onchange();
}

test('the tab shows what is plugged in, and looks again until there is a change', async () => {
  assert.deepEqual([opened.called.method, opened.called.params], ['tokens', {}]);
  await opened.plug([token('a', { label: 'Коваль' })]);
  assert.match(cards()[0], /Алмаз-1К.*Коваль.*№.…\u2060.*Коваль Олена.*КЕП/);
  assert.equal($('tokens-heading').textContent, 'Ваш носій');
  assert.deepEqual([opened.called.method, opened.called.params], ['tokens', { seen: 1 }]);
});

test('one alone is chosen by itself, and only its PIN is lacking', async () => {
  assert.equal(opened.step, 'key');
  await opened.plug([token('a')]);
  assert.equal(opened.step, 'password');
  assert.deepEqual(radios(), []);
  assert.equal($('pin-entry').hidden, false);
  assert.equal($('pin-typed').hidden, false);
  await opened.give('1234');
  assert.deepEqual([opened.called.method, opened.called.params], ['keys', { token: 'a', ski: 'AA' }]);
});

test('of several tokens the person chooses one', async () => {
  await opened.plug([token('a'), token('b', { keys: [seen('BA')] })]);
  assert.equal($('pin-entry').hidden, true);
  $('token-panel').fire('submit');
  assert.match($('token-failure').textContent, /Спершу оберіть/);
  assert.equal(opened.page.focused, radios()[0]);
  choose(1);
  assert.equal(opened.step, 'password');
  assert.equal($('token-failure').hidden, true);
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: 'b', ski: 'BA' });
});

test('of several owners’ keys on one token the person chooses one, before the PIN', async () => {
  const stamp = { name: 'ТОВ «Зоря»', kind: 'stamp' };
  await opened.plug([token('a', { keys: [seen('AA'), seen('BB', { owner: stamp }), seen('CC', { usage: ['agree'], status: 'not-for-signing' })] })]);
  assert.equal(radios().length, 2);
  assert.equal($('pin-entry').hidden, true);
  choose(1);
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: 'a', ski: 'BB' });
});

test('a token that shows no keys is opened as a whole', async () => {
  await opened.plug([token('a', { keys: [] })]);
  assert.match(cards()[0], /стане видно, коли введете PIN-код/);
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: 'a' });
});

test('what comes does not disturb the PIN that is being typed', async () => {
  await opened.plug([token('a')]);
  $('pin').value = '12';
  opened.page.focused = $('pin');
  await opened.plug([token('a'), token('b', { device: 'SecureToken-337' })]);
  assert.equal($('token-news').textContent, 'Носій вставлено: SecureToken-337.');
  assert.equal($('pin').value, '12');
  assert.equal(opened.page.focused, $('pin'));
  assert.deepEqual(radios().map(({ checked }) => checked), [true, false]);
});

test('no PIN goes to another token than it is typed for', async () => {
  await opened.plug([token('a'), token('b')]);
  choose(0);
  $('pin').value = '12';
  opened.page.focused = $('pin');
  await opened.plug([token('b')]);
  assert.equal($('token-news').textContent, 'Носій вийнято: Алмаз-1К.');
  assert.equal($('pin').value, '');
  assert.equal($('pin-entry').hidden, true);
  assert.equal(radios()[0].checked, false, 'the other is not chosen by itself');
  assert.equal(opened.page.focused, radios()[0]);
  assert.equal(opened.step, 'key');
});

test('the keyboard stays on its choice while others come and go', async () => {
  await opened.plug([token('a'), token('b')]);
  choose(1);
  const before = radios()[1];
  await opened.plug([token('a'), token('c'), token('b')]);
  assert.notEqual(radios()[2], before);
  assert.equal(opened.page.focused, radios()[2]);
  assert.equal(radios()[2].checked, true);
});

test('a sole token that comes back is chosen again', async () => {
  await opened.plug([token('a')]);
  await opened.plug([]);
  assert.equal($('no-tokens').hidden, false);
  assert.match($('token-news').textContent, /вийнято.*Вставте/);
  await opened.plug([token('a')]);
  assert.equal($('no-tokens').hidden, true);
  assert.equal($('pin-entry').hidden, false);
});

test('without a token there is nothing to read', async () => {
  await opened.plug([]);
  $('token-panel').fire('submit');
  assert.equal($('token-failure').dataset.code, 'no-token');
  assert.equal(opened.called.method, 'tokens');
});

test('a token warns of the tries that are left', async () => {
  await opened.plug([token('a', { tries: 'few' }), token('b', { tries: 'last' })]);
  assert.match(cards()[0], /PIN-код уже вводили неправильно/);
  assert.match(cards()[1], /Залишилася остання спроба/);
});

test('what no PIN opens cannot be chosen, and says what helps', async () => {
  await opened.plug([token('a', { tries: 'locked' }), token('b', { pin_unset: true, keys: [] })]);
  assert.match(cards()[0], /Заблоковано\. Розблокуйте/);
  assert.match(cards()[1], /PIN-код не встановлено\. Встановіть/);
  assert.deepEqual(radios(), []);
  $('token-panel').fire('submit');
  assert.equal($('token-failure').dataset.code, 'pin-locked');
});

test('a program that acts as a token is not taken for one', async () => {
  await opened.plug([token('a', { form: 'simulated' })]);
  assert.match(cards()[0], /Навчальний — не справжній носій/);
});

test('a document may be decrypted with a key out of date, and not signed', async () => {
  const keys = [seen('AA', { usage: ['agree'], status: 'expired' })];
  await opened.plug([token('a', { keys })]);
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: 'a' });
  opened = new OpenedWindow();
  await opened.load({ action: 'decrypt', usage: 'agree' });
  await opened.turn('token');
  await opened.plug([token('a', { keys })]);
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: 'a', ski: 'AA' });
});

test('names on a token cannot turn the text around', async () => {
  await opened.plug([token('a', { device: '', label: 'К\u202Eлючі\n', keys: [seen('AA', { owner: { ...PERSON, organization: 'ТОВ\u202E' } })] })]);
  assert.doesNotMatch(cards()[0], /[\u202E\n]/);
  assert.match(cards()[0], /Ключі/);
});

test('keys in the computer stand beside tokens, after them, and promise no more than they hold', async () => {
  await opened.plug([token('t', { device: 'TPM', label: 'Коваль', serial: '', form: 'tpm' }), token('s', { device: 'TPM', serial: '', form: 'sealed' }), token('a')]);
  assert.match(cards()[0], /Алмаз-1К/);
  assert.match(cards()[1], /Ключ у TPM цього комп’ютера.*Коваль.*не кваліфікований засіб.*Коваль Олена/);
  assert.match(cards()[2], /прив’язаний до цього комп’ютера.*той самий файловий ключ/);
  assert.equal($('token-news').textContent.match(/З’явився ключ/g).length, 2);
  choose(1);
  await opened.give('123456');
  assert.deepEqual(opened.called.params, { token: 't', ski: 'AA' });
});

test('a TPM that is locked says how long, and the time goes by', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  await opened.plug([token('t', { form: 'tpm', serial: '', tries: 'locked', wait: 720 })]);
  assert.match(cards()[0], /Заблоковано\. Спробуйте через 12 хв/);
  assert.deepEqual(radios(), []);
  now = 300_000;
  mock.timers.tick(20_000);
  assert.match(cards()[0], /через 7 хв/);
  $('token-panel').fire('submit');
  assert.equal($('token-failure').dataset.code, 'tpm-lockout');
  assert.match($('token-failure').textContent, /через 7 хв/);
  await opened.plug([token('t', { form: 'tpm', serial: '' })]);
  assert.doesNotMatch(cards()[0], /Заблоковано/);
});

test('while that time goes by nothing is chosen in place of a token that was pulled out', async () => {
  const locked = token('t', { form: 'tpm', serial: '', tries: 'locked', wait: 720 });
  await opened.plug([locked, token('a')]);
  assert.equal(opened.step, 'password');
  await opened.plug([locked, token('b')]);
  assert.equal(opened.step, 'key');
  mock.timers.tick(20_000);
  await opened.give('1234');
  assert.notEqual(opened.called.method, 'keys');
});

test('a TPM that has locked since says so at once', async () => {
  await opened.plug([token('t', { form: 'tpm', serial: '' })]);
  await opened.give('123456');
  await opened.fail('tpm-lockout', { wait: 60 }, opened.page.port.sent.findLast(({ method }) => method === 'keys'));
  assert.equal($('token-failure').dataset.code, 'tpm-lockout');
  assert.match(cards()[0], /через 60 с/);
  assert.equal($('pin-entry').hidden, true);
});

test('a key from which its owner moved says where to', async () => {
  const replaced = { carrier: { names: ['Кристал-1', '', 'AV00000099'], form: 'token' }, since: '2026-11-01T10:00:00Z' };
  await opened.plug([token('a', { keys: [seen('AA', { replaced })] })]);
  assert.match(cards()[0], /Замінено новим ключем \(1.лист\..2026.р\.\)\. Новий тут: Кристал-1, ….000099/u);
});
