// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { forgetUsed, lately, use } from '../lib/lately.js';
import { prefer } from '../lib/preferences.js';
import { FakeStorage } from './fake-page.js';
import { FakeBrowser, settle } from './fakes.js';
import { OpenedWindow, able, consent, lacking, seen, token } from './opened-window.js';

const KEY = { name: 'Коваль Олена', kind: 'file', carrier: 'Key-6.dat' };

let browser, place;
beforeEach(() => {
  browser = new FakeBrowser();
  place = { localStorage: new FakeStorage({}) };
});

/** Anything at all is kept. */
const keep = (kept) => place.localStorage.setItem('lately', JSON.stringify(kept));

test('the latest comes first, each once, and no more than eight', async () => {
  mock.timers.enable({ apis: ['Date'], now: 1 });
  for (let n = 0; n < 12; n++) {
    mock.timers.tick(1);
    await use({ ...KEY, carrier: `key-${n % 10}.dat` }, browser, place);
  }
  const kept = await lately(browser, place);
  assert.deepEqual(kept.map(({ carrier }) => carrier), ['key-1.dat', 'key-0.dat', 'key-9.dat', 'key-8.dat', 'key-7.dat', 'key-6.dat', 'key-5.dat', 'key-4.dat']);
  assert.deepEqual(kept[0], { ...KEY, carrier: 'key-1.dat', when: 13 });
  forgetUsed(kept[0], place);
  assert.equal((await lately(browser, place)).length, 7);
  forgetUsed(undefined, place);
  assert.deepEqual(await lately(browser, place), []);
  mock.timers.reset();
});

test('they are where our pages alone are, and content scripts nowhere', async () => {
  await use(KEY, browser, place);
  assert.deepEqual(Object.keys(place.localStorage.kept), ['lately']);
  assert.deepEqual(browser.storage.local.kept, {});
});

test('nothing is kept where the person wants none kept', async () => {
  await prefer({ lately: false }, browser);
  await use(KEY, browser, place);
  assert.deepEqual(place.localStorage.kept, {});
  keep([{ ...KEY, when: 1 }]);
  assert.deepEqual(await lately(browser, place), [], 'nor shown');
});

test('files that are named after people’s numbers are kept without them', async () => {
  for (const [carrier, called] of [
    ['pb_0000000017.jks', 'pb_….jks'], ['0000000017_00000055_DU261122.ZS2', '…_…_DU261122.ZS2'],
    ['19000101-00017.pfx', '….pfx'], ['Key-6.dat', 'Key-6.dat'], ['ключ 2026-11.jks', 'ключ 2026-11.jks'],
  ]) {
    await use({ ...KEY, carrier }, browser, place);
    assert.equal((await lately(browser, place))[0].carrier, called);
  }
  await use({ ...KEY, kind: 'token', carrier: 'Носій 00000000' }, browser, place);
  assert.equal((await lately(browser, place))[0].carrier, 'Носій 00000000', 'what a token is called is of the token');
});

test('what is no such thing is not shown, and names cannot pretend', async () => {
  keep([{ ...KEY, when: 1 }, { ...KEY, kind: 'paper', when: 1 }, { ...KEY, name: 7, when: 1 }, { ...KEY, name: '', when: 1 }, null, 'key', { ...KEY, when: 'now' }]);
  assert.deepEqual(await lately(browser, place), [{ ...KEY, when: 1 }]);
  for (const list of ['no', { 0: KEY }, 7, null]) {
    keep(list);
    assert.deepEqual(await lately(browser, place), []);
  }
  place.localStorage.setItem('lately', '[{');
  assert.deepEqual(await lately(browser, place), []);
  await use({ ...KEY, name: `\u202eолена\n${'я'.repeat(200)}` }, browser, place);
  const [{ name }] = await lately(browser, place);
  assert.doesNotMatch(name, /[\u202e\n]/);
  assert.equal([...name].length, 80);
});

test('a browser that keeps nothing is no obstacle', async () => {
  const closed = { get localStorage() { throw new DOMException('denied', 'SecurityError'); } };
  await use(KEY, browser, closed);
  forgetUsed(undefined, closed);
  assert.deepEqual(await lately(browser, closed), []);
});

/** A window whose browser keeps these keys, and what the person prefers. */
function keeping(used, preferences = {}) {
  const opened = new OpenedWindow({ lately: JSON.stringify(used) });
  opened.page.local.kept = { preferences };
  return opened;
}

/** Its shortcuts, as buttons. */
const shortcuts = (opened) => opened.$('shortcut-list').querySelectorAll('button');

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
  await opened.load({ providers: [{ provider: 'p1', title: 'Хмара Перша' }, { provider: 'p2', title: 'Хмара Друга' }] });
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
  await use(KEY, globalThis.chrome, place);
  assert.deepEqual(place.localStorage.kept, {}, 'and keeps nothing that the person may not want kept');
});

test('without keys used lately there is nothing to see', async () => {
  const opened = keeping([]);
  await opened.load();
  assert.equal(opened.$('shortcuts').hidden, true);
});

test('at most three lead to where they are: which file it was, and the token and the provider chosen', async () => {
  const recent = [{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К' }, { name: 'Шевченко Тарас', kind: 'cloud', carrier: 'Хмара Друга' }, KEY, { ...KEY, carrier: 'old.dat' }].map((key, when) => ({ ...key, when }));
  const opened = keeping(recent);
  await opened.load({ providers: [{ provider: 'p1', title: 'Хмара Перша' }, { provider: 'p2', title: 'Хмара Друга' }] });
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
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
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
  const opened = keeping([{ name: 'Шевченко Тарас', kind: 'cloud', carrier: 'Хмара Друга', when: 1 }]);
  await opened.load({ providers: [{ provider: 'p1', title: 'Хмара Перша' }, { provider: 'p2', title: 'Хмара Друга' }] });
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
  const opened = keeping([{ ...KEY, carrier: '….dat', when: 1 }]);
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
  const opened = keeping([{ ...KEY, carrier: 'old.dat', when: 1 }]);
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
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([token('1'), token('2')]);
  assert.equal(opened.page.body.dataset.step, 'key');
  assert.equal(opened.$('token-hint').textContent, '', 'it is there');
});

test('a token that is not there is to be plugged in, and is chosen then', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  const hint = opened.$('token-hint');
  await opened.load();
  shortcuts(opened)[0].onclick();
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

const DIRECTOR = { name: 'Шевченко Тарас', kind: 'person' };

test('of tokens of one make the one with the owner’s key is chosen, and no other in its place', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
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
  const opened = keeping([{ name: 'Шевченко Тарас', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([token('1', { keys: [seen('AA'), seen('BB', { owner: DIRECTOR })] })]);
  assert.equal(opened.step, 'password');
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: '1', ski: 'BB' });
});

test('what shows the owner goes before what shows nobody, though that was chosen', async () => {
  const opened = keeping([{ name: 'КОВАЛЬ Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  await opened.turn('token');
  await opened.plug([token('1', { keys: [] }), token('2')]);
  opened.$('tokens').querySelectorAll('input')[0].onchange();
  shortcuts(opened)[0].onclick();
  await opened.give('1234');
  assert.equal(opened.called.params.token, '2');
});

test('nor is what shows nobody chosen while the owner’s own is locked', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([token('1', { keys: [] }), token('2', { tries: 'locked' })]);
  assert.equal(opened.step, 'key');
  assert.equal(opened.$('token-hint').textContent, '', 'it is there');
});

test('a key whose certificate nobody knows may be the owner’s', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([token('1', { keys: [seen('BB', { owner: DIRECTOR }), seen('CC', { ...lacking(''), ski: 'CC' })] })]);
  assert.equal(opened.$('token-hint').textContent, '');
});

test('of files that are called alike the one that was chosen may be another’s', async () => {
  const opened = keeping([{ ...KEY, when: 2 }, { ...KEY, name: 'Шевченко Тарас', when: 1 }]);
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
  const opened = keeping([{ ...KEY, when: 2 }, { name: 'Шевченко Тарас', kind: 'file', carrier: 'taras.jks', when: 1 }]);
  await opened.load();
  const [hers, his] = shortcuts(opened);
  hers.onclick();
  opened.choosesFile('taras.jks');
  his.onclick();
  assert.equal(opened.step, 'password');
});

test('a token that shows no owners before it has the PIN may be the one', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([token('1', { keys: [] })]);
  assert.equal(opened.step, 'password');
});

test('whoever takes another token in its place is not told of it any more', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
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
  const opened = keeping([{ name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([]);
  await opened.turn('file');
  await opened.turn('token');
  assert.equal(opened.$('token-hint').textContent, '');
  await opened.plug([token('1', { device: 'Кристал-1' })]);
  assert.equal(opened.step, 'password');
  assert.equal(opened.$('token-hint').textContent, '');
});

test('a key of the TPM that is gone is not looked for among what is plugged in', async () => {
  const opened = keeping([{ name: 'Коваль Олена', kind: 'tpm', carrier: 'Key in the TPM, as it was called in English', when: 1 }]);
  await opened.load();
  shortcuts(opened)[0].onclick();
  await opened.plug([token('1')]);
  assert.match(opened.$('token-hint').textContent, /TPM цього комп’ютера.*Коваль Олена.*не видно/);
  await opened.plug([token('1'), token('2', { form: 'tpm' })]);
  assert.equal(opened.$('token-hint').textContent, '', 'whatever it is called now');
});

test('no shortcut leads to a provider that is not offered any more', async () => {
  const opened = keeping([{ name: 'Шевченко Тарас', kind: 'cloud', carrier: 'Хмара Колишня', when: 1 }, { name: 'Шевченко Тарас', kind: 'cloud', carrier: 'Хмара Перша', when: 1 }]);
  await opened.load({ providers: [{ provider: 'p1', title: 'Хмара Перша' }] });
  assert.deepEqual(shortcuts(opened).map(({ textContent }) => textContent), ['Шевченко ТарасХмара Перша']);
});

test('no shortcut leads to what the administrator forbade, or where no key may be taken', async () => {
  const recent = [{ ...KEY, when: 1 }, { ...KEY, kind: 'tpm', carrier: 'TPM', when: 1 }, { ...KEY, kind: 'token', carrier: 'Алмаз-1К', when: 1 }];
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

test('a certificate is looked for first at the authority that the person prefers', async () => {
  const opened = keeping([], { authority: 'КНЕДП Банк' });
  await opened.load();
  assert.equal(opened.$('authority').value, 'КНЕДП Банк');
  const unknown = keeping([], { authority: 'КНЕДП Колишній' });
  await unknown.load();
  assert.equal(unknown.$('authority').value, '');
});
