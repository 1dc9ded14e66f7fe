// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { use } from '../lib/lately.js';
import { settle } from './fakes.js';
import { OpenedWindow, able, consent, lacking, seen, token } from './opened-window.js';

// Keys used lately, as the window keeps them and leads to them.

const FILE = { name: 'Коваль Олена', kind: 'file', carrier: 'Key-6.dat', when: 1 };
const TOKEN = { ...FILE, kind: 'token', carrier: 'Алмаз-1К' };
const DIRECTOR = { name: 'Шевченко Тарас', kind: 'person' };
const CLOUD = { name: DIRECTOR.name, kind: 'cloud', carrier: 'Хмара Друга', when: 1 };
const PROVIDERS = [{ provider: 'p1', title: 'Хмара Перша' }, { provider: 'p2', title: 'Хмара Друга' }];

/** A window whose browser keeps these keys, and what the person prefers. */
function keeping(used, preferences = {}) {
  const opened = new OpenedWindow({ lately: JSON.stringify(used) });
  opened.page.local.kept = { preferences };
  return opened;
}

/** Its shortcuts, as buttons. */
const shortcuts = (opened) => opened.$('shortcut-list').querySelectorAll('button');

/** A window whose person pressed the one shortcut before anything else was known. */
async function wanting(used) {
  const opened = keeping([used]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  return opened;
}

/** What the window's browser keeps by now. */
const used = () => JSON.parse(window.localStorage.kept.lately ?? '[]');

test('a key that was agreed to is kept; one that was only opened is not', async () => {
  const opened = keeping([]);
  await opened.load();
  await opened.open([able('a')], 'a');
  assert.deepEqual(used(), []);
  await opened.says('ask', consent('a'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  await settle();
  const [{ when, ...kept }] = used();
  assert.deepEqual(kept, { name: 'Коваль Олена', kind: 'file', carrier: 'Key-6.dat' });
  assert.ok(when > 0);
});

test('of what is done in a private window nothing is kept', async () => {
  const opened = keeping([]);
  globalThis.window.location.search = '?1&private';
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p2');
  await opened.getLink();
  await opened.turn('file');
  await opened.open([able('a')], 'a');
  await opened.says('ask', consent('a'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  await settle();
  assert.equal(opened.replies('q').length, 1, 'though it was agreed to');
  assert.deepEqual(window.localStorage.kept, { lately: '[]' });
});

test('a window opens though nothing that is kept can be read', async () => {
  const opened = new OpenedWindow();
  opened.page.local.get = async () => { throw new Error('no'); };
  await opened.load();
  assert.equal(opened.step, 'key');
  await use(FILE);
  assert.deepEqual(window.localStorage.kept, {}, 'and keeps nothing that the person may not want kept');
});

test('without keys used lately there is nothing to see', async () => {
  const opened = keeping([]);
  await opened.load();
  assert.equal(opened.$('shortcuts').hidden, true);
});

test('at most three lead to where they are: which file it was, and the token and the provider chosen', async () => {
  const recent = [TOKEN, CLOUD, FILE, { ...FILE, carrier: 'old.dat' }];
  const opened = keeping(recent);
  await opened.load({ providers: PROVIDERS });
  const [first, second, third, ...more] = shortcuts(opened);
  assert.deepEqual([first.textContent, more.length], ['Коваль Оленаносій Алмаз-1К', 0]);

  third.onclick();
  assert.equal(opened.$('file-hint').textContent, 'Минулого разу ключ був у файлі Key-6.dat (власник ключа: Коваль Олена). Виберіть його.');
  assert.equal(opened.page.activeElement, opened.$('choose'));

  second.onclick();
  assert.equal(opened.page.body.dataset.tab, 'cloud');
  assert.equal(opened.$('provider').value, 'p2');
  assert.equal(opened.page.activeElement, opened.$('get-link'));

  first.onclick();
  assert.equal(opened.page.body.dataset.tab, 'token');
  await opened.plug([token('1', { device: 'Кристал-1' }), token('2')]);
  assert.equal(opened.page.body.dataset.step, 'password', 'the one that was wanted is chosen');
  await opened.give('1234');
  assert.equal(opened.called.params.token, '2');
});

test('whoever takes a shortcut while a key is read wants that one no more, though it is in the same tab', async () => {
  const opened = keeping([TOKEN]);
  await opened.load();
  await opened.turn('token');
  await opened.plug([token('1', { device: 'Кристал-1' })]);
  await opened.give('1234');
  const reading = opened.called;
  assert.equal(reading.params.token, '1');

  shortcuts(opened)[0].onclick();
  assert.ok(opened.page.port.sent.some(({ method }) => method === 'stop'), 'the host lets it go');
  await opened.answer({ format: '', keys: [able('a')], selected: 'a' }, reading);
  assert.equal(opened.step, 'key', 'a late answer opens nothing');
  assert.equal(opened.$('token-fields').disabled, false);
  await opened.plug([token('1', { device: 'Кристал-1' }), token('2')]);
  await opened.give('1234');
  assert.equal(opened.called.params.token, '2');
});

test('whoever takes a shortcut to another provider wants nothing more of the one that is asked', async () => {
  const opened = keeping([CLOUD]);
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  const asking = opened.called;
  shortcuts(opened)[0].onclick();
  await opened.answer({ format: '', keys: [able('a')], selected: 'a' }, asking);
  assert.equal(opened.step, 'key');
  assert.equal(opened.$('cloud-fields').disabled, false);
  assert.equal(opened.$('provider').value, 'p2');
});

test('a shortcut to the key that is being read ends nothing', async () => {
  const opened = keeping([{ ...FILE, carrier: '….dat' }]);
  await opened.load();
  await opened.read('3012345678.dat');
  const reading = opened.called;
  shortcuts(opened)[0].onclick();
  await settle();
  assert.equal(opened.called, reading);
  await opened.answer({ format: '', keys: [able('a')], selected: 'a' }, reading);
  assert.equal(opened.step, 'consent');
});

test('a shortcut to a file takes the place of one that is chosen, and of its password', async () => {
  const opened = keeping([{ ...FILE, carrier: 'old.dat' }]);
  await opened.load();
  opened.choosesFile();
  opened.$('password').value = 'secret';
  assert.equal(opened.step, 'password');
  shortcuts(opened)[0].onclick();
  assert.equal(opened.step, 'key');
  assert.equal(opened.$('password').value, '');
  assert.equal(opened.$('drop').hidden, false, 'where the hint is');
  assert.equal(opened.$('file-hint').textContent, 'Минулого разу ключ був у файлі old.dat (власник ключа: Коваль Олена). Виберіть його.');
  assert.equal(opened.page.activeElement, opened.$('choose'));
});

test('a token that is not alone of its name is chosen by the person', async () => {
  const opened = await wanting(TOKEN);
  await opened.plug([token('1'), token('2')]);
  assert.equal(opened.page.body.dataset.step, 'key');
  assert.equal(opened.$('token-hint').textContent, '', 'it is there');
});

test('a token that is not there is to be plugged in, and is chosen then', async () => {
  const opened = await wanting(TOKEN);
  const hint = opened.$('token-hint');
  assert.equal(hint.textContent, '', 'nobody knows yet');
  await opened.plug([]);
  assert.equal(hint.textContent, 'Минулого разу ключ був на носії Алмаз-1К (власник ключа: Коваль Олена). Вставте його, якщо він ще не вставлений.');
  assert.equal(opened.page.activeElement, opened.$('token-tab'), 'nothing is chosen by a key');
  await opened.plug([token('1', { device: 'Кристал-1' })]);
  assert.equal(opened.step, 'key', 'no other is chosen for it');
  assert.match(hint.textContent, /Алмаз-1К/);
  await opened.plug([token('1', { device: 'Кристал-1' }), token('2')]);
  assert.equal(opened.step, 'password');
  assert.equal(hint.textContent, '');
  assert.equal(opened.page.activeElement, opened.$('pin'));
  await opened.plug([token('1', { device: 'Кристал-1' })]);
  assert.match(hint.textContent, /Алмаз-1К/, 'pulled out while the PIN is typed');
  await opened.plug([token('1', { device: 'Кристал-1' }), token('2')]);
  assert.equal(opened.page.activeElement, opened.$('pin'));
});

test('of tokens of one make the one with the owner’s key is chosen, and no other in its place', async () => {
  const opened = keeping([TOKEN]);
  const other = token('1', { keys: [seen('BB', { owner: DIRECTOR })] });
  await opened.load();
  await opened.turn('token');
  await opened.plug([other]);
  assert.equal(opened.step, 'password', 'what alone there is');
  shortcuts(opened)[0].onclick();
  assert.equal(opened.step, 'key', 'its PIN is another');
  assert.match(opened.$('token-hint').textContent, /на іншому носії Алмаз-1К.*Коваль Олена/);
  await opened.plug([other, token('2')]);
  assert.equal(opened.step, 'password');
  await opened.give('1234');
  assert.equal(opened.called.params.token, '2');
});

test('of several people’s keys on one token the owner’s is chosen', async () => {
  const opened = await wanting({ ...TOKEN, name: DIRECTOR.name });
  await opened.plug([token('1', { keys: [seen('AA'), seen('BB', { owner: DIRECTOR })] })]);
  assert.equal(opened.step, 'password');
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: '1', ski: 'BB' });
});

test('what shows the owner goes before what shows nobody, though that was chosen', async () => {
  const opened = keeping([{ ...TOKEN, name: 'КОВАЛЬ Олена' }]);
  await opened.load();
  await opened.turn('token');
  await opened.plug([token('1', { keys: [] }), token('2')]);
  opened.$('tokens').querySelectorAll('input')[0].onchange();
  shortcuts(opened)[0].onclick();
  await opened.give('1234');
  assert.equal(opened.called.params.token, '2');
});

test('nor is what shows nobody chosen while the owner’s own is locked', async () => {
  const opened = await wanting(TOKEN);
  await opened.plug([token('1', { keys: [] }), token('2', { tries: 'locked' })]);
  assert.equal(opened.step, 'key');
  assert.equal(opened.$('token-hint').textContent, '', 'it is there');
});

test('a key whose certificate nobody knows may be the owner’s', async () => {
  const opened = await wanting(TOKEN);
  await opened.plug([token('1', { keys: [seen('BB', { owner: DIRECTOR }), seen('CC', { ...lacking(''), ski: 'CC' })] })]);
  assert.equal(opened.$('token-hint').textContent, '');
});

test('of files that are called alike the one that was chosen may be another’s', async () => {
  const opened = keeping([FILE, { ...FILE, name: DIRECTOR.name }]);
  await opened.load();
  const [hers, his] = shortcuts(opened);
  hers.onclick();
  opened.choosesFile();
  assert.equal(opened.$('file-hint').textContent, '');
  hers.onclick();
  assert.equal(opened.step, 'password', 'it is chosen');
  his.onclick();
  assert.equal(opened.step, 'key');
  assert.match(opened.$('file-hint').textContent, /Key-6\.dat.*Шевченко Тарас/);
});

test('a file that was chosen by hand instead is known by its own shortcut', async () => {
  const opened = keeping([FILE, { ...FILE, name: DIRECTOR.name, carrier: 'taras.jks' }]);
  await opened.load();
  const [hers, his] = shortcuts(opened);
  hers.onclick();
  opened.choosesFile('taras.jks');
  his.onclick();
  assert.equal(opened.step, 'password');
});

test('a token that shows no owners before it has the PIN may be the one', async () => {
  const opened = await wanting(TOKEN);
  await opened.plug([token('1', { keys: [] })]);
  assert.equal(opened.step, 'password');
});

test('whoever takes another token in its place is not told of it any more', async () => {
  const opened = keeping([TOKEN]);
  await opened.load();
  await opened.turn('token');
  await opened.plug([token('1', { device: 'Кристал-1' })]);
  assert.equal(opened.step, 'password', 'what alone there is');
  shortcuts(opened)[0].onclick();
  assert.equal(opened.step, 'key');
  assert.match(opened.$('token-hint').textContent, /Алмаз-1К/);
  opened.$('tokens').querySelectorAll('input')[0].onchange();
  assert.equal(opened.step, 'password');
  assert.equal(opened.$('token-hint').textContent, '');
  await opened.plug([]);
  assert.equal(opened.$('token-hint').textContent, '', 'nor when that is pulled out');
});

test('whoever turns to another tab wants any token when they come back', async () => {
  const opened = await wanting(TOKEN);
  await opened.plug([]);
  await opened.turn('file');
  await opened.turn('token');
  assert.equal(opened.$('token-hint').textContent, '');
  await opened.plug([token('1', { device: 'Кристал-1' })]);
  assert.equal(opened.step, 'password');
  assert.equal(opened.$('token-hint').textContent, '');
});

test('a key of the TPM that is gone is not looked for among what is plugged in', async () => {
  const opened = await wanting({ ...TOKEN, kind: 'tpm', carrier: 'Key in the TPM, as it was called in English' });
  await opened.plug([token('1')]);
  assert.match(opened.$('token-hint').textContent, /TPM цього комп’ютера.*Коваль Олена.*не видно/);
  await opened.plug([token('1'), token('2', { form: 'tpm' })]);
  assert.equal(opened.$('token-hint').textContent, '', 'whatever it is called now');
});

test('no shortcut leads to a provider that is not offered any more', async () => {
  const opened = keeping([{ ...CLOUD, carrier: 'Хмара Колишня' }, CLOUD]);
  await opened.load({ providers: PROVIDERS });
  assert.deepEqual(shortcuts(opened).map(({ textContent }) => textContent), ['Шевченко ТарасХмара Друга']);
});

test('no shortcut leads to what the administrator forbade, or where no key may be taken', async () => {
  const recent = [FILE, { ...FILE, kind: 'tpm', carrier: 'TPM' }, TOKEN];
  const barred = keeping(recent);
  barred.page.settings = { pin_entry: 'window', locked: ['key_kinds'], key_kinds: ['token'] };
  await barred.load();
  assert.deepEqual(shortcuts(barred).map(({ textContent }) => textContent), ['Коваль Оленаносій Алмаз-1К']);
  for (const more of [{ action: 'reissue', usage: undefined, unfinished: [] }, { action: 'open', wanted: { token: 't' } }]) {
    const opened = keeping(recent);
    await opened.load(more);
    assert.equal(opened.$('shortcuts').hidden, true);
  }
});
