// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { settle } from './fakes.js';
import { OpenedWindow, PERSON, able, consent, token } from './opened-window.js';

/** What the window is asked by a page that was made for another program. */
const IIT = { dialect: 'iit' };
const OPEN = { ...IIT, action: 'open', documents: [] };
const FILE = { name: 'Key-6.dat', size: 1211 };
const HELD = { format: 'iit', keys: [able('k1')], selected: 'k1' };
const VALUE = btoa(String.fromCharCode(...Array.from({ length: 32 }, (_, at) => at)));

/** A document of which the page told the digest alone. */
const unseen = (name, more = {}) => ({ name, size: 0, type: '', unseen: true, ...more });

let opened;
const $ = (id) => opened.$(id);
const radios = () => $('tokens').querySelectorAll('input');
const previews = () => $('documents').holding('onclick');

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

/** The host asks whether the key may sign what the page asked for. */
const asks = (documents, id = 'q') => opened.says('ask', { kind: 'consent', key: 'k1', documents: documents.map((document) => ({ ...document, digest: { hash: 'sha256', value: VALUE } })) }, id);

/** The person scrolls by so much. */
function scroll(by) {
  const { top, bottom } = $('unseen').box;
  $('unseen').box = { top: top - by, bottom: bottom - by };
  window.fire('scroll');
}

test('whose program answers is said in every operation of such a page, beside both sites', async () => {
  for (const more of [{}, { action: 'login', documents: [] }, { action: 'certificate', documents: [], dialect: 'webeid' }, { action: 'decrypt' }, OPEN, { open: HELD }]) {
    opened = new OpenedWindow();
    $('dialect').hidden = true;
    await opened.load({ ...IIT, origin: 'https://widget.example', top_origin: 'https://cabinet.example', ...more });
    assert.equal($('dialect').hidden, false, more.action);
    assert.equal($('site').textContent, 'widget.example');
    assert.match($('top').textContent, /cabinet\.example/);
  }
});

test('pages of our own have no such words', async () => {
  await opened.load();
  assert.equal($('dialect').hidden, true);
  assert.equal($('open-note').hidden, true);
});

test('the person lets a site have a key open, and knows what that means', async () => {
  await opened.load(OPEN);
  assert.equal(opened.page.title, 'Сайт просить відкрити ваш ключ');
  assert.equal($('open-note').hidden, false);
  await opened.open([able('k1')], 'k1');
  assert.match($('consent-note').textContent, /щоразу Pidpys запитає вас окремо.*15 хвилин/);
  assert.equal($('approve').textContent, 'Відкрити ключ');
  assert.equal($('documents-section').hidden, true);
  await asks([]);
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('the words about the page’s password are there only where one is typed because of it', async () => {
  for (const action of ['sign', 'login', 'decrypt']) {
    opened = new OpenedWindow();
    await opened.load({ ...IIT, action });
    assert.equal($('open-note').hidden, true, action);
  }
});

test('a cloud key that a site asks to open is confirmed once now', async () => {
  await opened.load({ ...OPEN, providers: [{ provider: 'p1', title: 'SmartID' }] });
  await opened.choose('p1');
  assert.match($('cloud-twice').textContent, /один раз: чий це ключ\. Потім/);
  assert.equal($('cloud-steps').hidden, true);
  await opened.getLink();
  await opened.says('show', { kind: 'link', app: 'Приват24', expires: '2026-11-22T12:05:00Z', identify: true });
  assert.equal($('link-heading').textContent, 'Підтвердьте, чий це ключ');
});

test('the token that the page named is chosen, whatever else is plugged in, and waits for its PIN', async () => {
  opened = new OpenedWindow({ tab: 'file' });
  await opened.load({ ...OPEN, wanted: { token: 'b' } });
  assert.equal(opened.page.body.dataset.tab, 'token');
  await opened.plug([token('a'), token('b')]);
  assert.deepEqual(radios().map(({ checked }) => checked), [false, true]);
  assert.equal(opened.page.focused, $('pin'));
  await opened.give('1234');
  assert.deepEqual(opened.page.port.sent.findLast(({ method }) => method === 'keys').params, { token: 'b', ski: 'AA' });
  assert.equal(window.localStorage.getItem('tab'), 'file', 'it was not the person who turned there');
});

test('a token that is seen late has its PIN field focused too, unless the person went elsewhere', async () => {
  for (const [elsewhere, place] of [[undefined, 'pin'], ['cancel', 'cancel']]) {
    opened = new OpenedWindow();
    await opened.load({ ...OPEN, wanted: { token: 'a' } });
    await opened.plug([]);
    assert.equal(opened.page.focused, $('token-tab'));
    if (elsewhere) $(elsewhere).focus();
    await opened.plug([token('a')]);
    assert.equal(opened.page.focused, $(place));
  }
});

test('no token is chosen in place of the one that the page named, but the person may', async () => {
  await opened.load({ ...OPEN, wanted: { token: 'b' } });
  await opened.plug([token('a')]);
  assert.deepEqual(radios().map(({ checked }) => checked), [false]);
  assert.equal($('pin-entry').hidden, true);
  await opened.plug([token('a'), token('b')]);
  assert.deepEqual(radios().map(({ checked }) => checked), [false, true]);
  radios()[0].onchange();
  await opened.plug([token('a'), token('b', { tries: 'few' })]);
  assert.deepEqual(radios().map(({ checked }) => checked), [true, false]);
});

test('of several people’s keys on the token that the page named the person chooses', async () => {
  const other = { ...token('b').keys[0], ski: 'BB', owner: { ...PERSON, name: 'Бондар Ігор' } };
  await opened.load({ ...OPEN, wanted: { token: 'b' } });
  await opened.plug([token('b', { keys: [token('b').keys[0], other] })]);
  assert.deepEqual(radios().map(({ checked }) => checked), [false, false]);
  radios()[1].onchange();
  await opened.give('1234');
  assert.deepEqual(opened.called.params, { token: 'b', ski: 'BB' });
});

test('the PIN of the token that the page named may be typed elsewhere', async () => {
  for (const [operation, plugged, said] of [[{ native: true }, {}, /у вікні системи/], [{}, { pin_pad: true }, /на пристрої/]]) {
    opened = new OpenedWindow();
    await opened.load({ ...OPEN, wanted: { token: 'a' }, ...operation });
    await opened.plug([token('a', plugged)]);
    assert.match($('pin-elsewhere').textContent, said);
    assert.equal(opened.page.focused, $('read-token'));
    $('token-panel').fire('submit');
    await settle();
    assert.deepEqual(opened.called.params, { token: 'a', ski: 'AA' });
  }
});

test('a token cannot be named where the administrator forbade such', async () => {
  opened.page.settings = { pin_entry: 'window', locked: ['key_kinds'], key_kinds: ['file'] };
  await opened.load({ ...OPEN, wanted: { token: 'a' } });
  assert.equal(opened.page.body.dataset.tab, 'file');
});

test('the file that the page handed over waits for its password', async () => {
  opened = new OpenedWindow({ tab: 'token' });
  await opened.load({ ...OPEN, wanted: { file: FILE } });
  assert.equal(opened.page.body.dataset.tab, 'file');
  assert.equal(opened.step, 'password');
  assert.match($('files').textContent, /Файл, який передав сайт.*Key-6\.dat.*1,2 кБ/u);
  assert.equal($('drop').hidden, true);
  assert.equal(opened.page.focused, $('password'));
  $('password').value = 'таємниця';
  $('file-panel').fire('submit');
  await settle();
  assert.deepEqual([opened.called.method, opened.called.params], ['keys', { wanted: true, certificates: [], authority: '' }]);
  const call = opened.called;
  await opened.says('ask', { kind: 'password', file: 'Key-6.dat' }, 'p');
  assert.deepEqual(opened.replies('p'), [{ id: 'p', result: { secret: 'таємниця' } }]);
  await opened.answer({ format: 'iit', keys: [able('k1')], selected: 'k1' }, call);
  assert.equal(opened.step, 'consent');
});

test('a file that the page gave no name is called what it is', async () => {
  await opened.load({ ...OPEN, wanted: { file: { name: '', size: 9 } } });
  assert.match($('files').textContent, /Файл, який передав сайтФайл ключа9 байтів/u);
  $('file-panel').fire('submit');
  await settle();
  await opened.says('ask', { kind: 'key-password', file: '' }, 'p');
  assert.match($('key-password-why').textContent, /^Файл, який передав сайт, відкрито/);
});

test('a wrong password for it is mended where it was typed', async () => {
  await opened.load({ ...OPEN, wanted: { file: FILE } });
  $('file-panel').fire('submit');
  await settle();
  await opened.fail('wrong-password');
  assert.equal($('password-failure').dataset.code, 'wrong-password');
  assert.equal(opened.page.focused, $('password'));
});

test('where a window of the system asks, only «Зчитати» is left to press', async () => {
  await opened.load({ ...OPEN, native: true, wanted: { file: FILE } });
  assert.equal($('password-typed').hidden, true);
  assert.equal(opened.page.focused, $('read'));
});

test('a certificate may be added to it, and another file taken in its place', async () => {
  await opened.load({ ...OPEN, wanted: { file: FILE } });
  $('key-certificates').files = [new File(['c'], 'a.cer')];
  $('key-certificates').fire('change');
  $('file-panel').fire('submit');
  await settle();
  assert.equal(opened.called.params.wanted, true);
  assert.deepEqual(opened.called.params.certificates.map(({ name }) => name), ['a.cer']);
  await opened.fail('not-a-container');
  assert.equal(opened.page.focused, $('change'));

  await opened.read();
  assert.equal(opened.called.params.wanted, undefined);
  assert.equal(opened.called.params.file.name, 'Key-6.dat');
  assert.deepEqual(opened.called.params.certificates, [], 'they belonged to the other');
  assert.match($('files').textContent, /^Файл ключа/);
});

test('with a key that is open already only the consent is left', async () => {
  await opened.load({ ...IIT, open: HELD });
  assert.equal(opened.step, 'consent');
  assert.equal($('steps').hidden, true);
  assert.equal($('another-key').hidden, true);
  assert.match($('owners').textContent, /Коваль Олена/);
  assert.equal(opened.armed(), false, 'the host has not asked yet');
  await opened.says('ask', consent('k1'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
  assert.ok(opened.page.port.sent.every(({ method }) => !['keys', 'tokens', 'find'].includes(method)));
});

test('a question that comes before the window knows of the open key is asked all the same', async () => {
  const { loading } = await opened.begin();
  const { called } = opened;
  await opened.says('ask', consent('k1'), 'q');
  await opened.answer({ ...IIT, action: 'sign', origin: 'https://cabinet.example', documents: [], authorities: [], open: HELD }, called);
  await loading;
  assert.equal(opened.step, 'consent');
  assert.equal(previews().length, 2);
  assert.ok(opened.armed());
});

test('nothing is looked up for a key that is open already', async () => {
  const expired = { ...able('k1'), status: 'expired', selectable: false };
  await opened.load({ ...IIT, open: { ...HELD, keys: [expired], selected: null } });
  assert.equal($('owner-failure').dataset.code, 'certificate-expired');
  assert.equal($('search-certificate').hidden, true);
});

test('an open key that a provider keeps has one confirmation left', async () => {
  for (const [action, heading] of [['sign', 'Підтвердьте підпис'], ['login', 'Підтвердьте вхід']]) {
    opened = new OpenedWindow();
    const key = { ...able('k1'), asks_to_sign: true, confirmed_at: 'SmartID' };
    await opened.load({ ...IIT, action, open: { format: '', keys: [key], selected: 'k1' } });
    assert.match($('asks-note').textContent, /підтвердьте запит у провайдера «SmartID»/);
    await opened.says('ask', consent('k1'), 'q');
    assert.ok(opened.armed());
    await opened.press('approve');
    await opened.says('show', { kind: 'link', app: 'SmartID', expires: '2026-11-22T12:05:00Z', identify: false });
    assert.equal($('link-heading').textContent, heading);
  }
});

test('an open key that asks for its PIN says so before, and is given it', async () => {
  await opened.load({ ...IIT, open: { ...HELD, keys: [{ ...able('k1'), asks_to_sign: true }] } });
  assert.match($('asks-note').textContent, /знадобиться PIN-код/);
  await opened.says('ask', consent('k1'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  await opened.says('ask', { kind: 'key-pin', token: { device: 'Алмаз-1К', label: '', serial: '1', form: 'token', tries: '', min_pin: 4, max_pin: 8 }, number: 1, of: 1 }, 'p');
  assert.equal(opened.step, 'key-pin');
});

test('of a document that cannot be shown its digest is, to be read and to be copied', async () => {
  await opened.load({ ...IIT, open: HELD, documents: [unseen('звіт.xml')] });
  assert.match($('unseen').textContent, /Документ показати неможливо: сайт передав лише його геш\. .*лише якщо довіряєте/);
  assert.equal($('consent-note').textContent, 'Ви підписуєте те, чого не бачили.');
  await asks([unseen('звіт.xml')]);
  const [row] = $('documents').children;
  assert.deepEqual(previews(), []);
  assert.deepEqual(row.querySelectorAll('details'), [], 'it is not folded');
  assert.match(row.textContent, /звіт\.xml.*лише геш.*Геш SHA-256/);
  const [code] = row.querySelectorAll('code');
  assert.equal(code.textContent, '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  assert.deepEqual(code.querySelectorAll('span').slice(0, 2).map(({ textContent }) => textContent), ['0001', '0203']);
});

test('nobody agrees to it before they saw that it cannot be shown', async () => {
  await opened.load({ ...IIT, open: HELD, documents: [unseen('звіт.xml')] });
  $('unseen').box = { top: 620, bottom: 700 };
  await asks([unseen('звіт.xml')]);
  assert.equal(opened.armed(), false);
  assert.match($('asks-note').textContent, /Прогорніть нижче/);
  window.scrollBy = (_, by) => scroll(by);
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [], 'whoever presses too early is only shown the caution');
  assert.ok($('unseen').box.bottom < 600);
  assert.equal($('asks-note').textContent, '');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('what was seen in another step, or for another question, does not count', async () => {
  await opened.load({ ...IIT, documents: [unseen('звіт.xml')] });
  await opened.read();
  $('unseen').box = { top: 620, bottom: 700 };
  await opened.answer(HELD);
  await asks([unseen('звіт.xml')], 'q1');
  assert.equal(opened.armed(), false, 'the card of the owner has pushed it out of sight');
  scroll(100);
  assert.ok(opened.armed());
  scroll(-100);
  await asks([unseen('звіт.xml')], 'q2');
  assert.equal(opened.armed(), false);
});

test('of many documents one caution counts those that cannot be shown, and the others can be', async () => {
  const documents = [unseen('1.xml', { size: 2048 }), { name: '2.xml', size: 9, type: '' }, unseen('')];
  await opened.load({ ...IIT, open: HELD, documents });
  assert.match($('unseen').textContent, /Документи \(2\) показати неможливо/);
  await asks(documents);
  const rows = $('documents').children.map(({ textContent }) => textContent);
  assert.match(rows[0], /лише геш · 2 кБ/u);
  assert.match(rows[2], /документ без назви.*лише геш/);
  assert.deepEqual(previews().map(({ ariaLabel }) => ariaLabel), ['Переглянути 2.xml']);
  previews()[0].onclick();
  assert.equal(opened.called.params.document, 1);
});

test('where all can be shown there is no such caution', async () => {
  await opened.load({ ...IIT, open: HELD });
  assert.equal($('unseen').hidden, true);
  assert.equal($('consent-note').textContent, 'Підписуйте лише те, що прочитали.');
});

test('a document that is signed before it is encrypted is not passed off as encrypted alone', async () => {
  await opened.load({ ...IIT, action: 'seal', open: HELD });
  assert.equal(opened.page.title, 'Підпис і шифрування документа');
  assert.match($('request').textContent, /підписати й зашифрувати документи \(2\)/);
  assert.equal($('approve').textContent, 'Підписати й зашифрувати');
  await opened.says('ask', { ...consent('k1'), recipients: [{ owner: PERSON, issuer: 'КНЕДП ДПС', not_before: '2026-01-01T00:00:00Z', not_after: '2028-01-01T00:00:00Z', status: 'ok' }] }, 'q');
  assert.equal($('recipients-section').hidden, false);
  assert.equal(previews().length, 2);
  assert.ok(opened.armed());
});

test('a document without a name is not called by one', async () => {
  for (const [action, said] of [['sign', 'підписати документ без назви'], ['decrypt', 'розшифрувати документ без назви'], ['seal', 'підписати й зашифрувати документ без назви'], ['login', 'підтвердити, що це ви']]) {
    opened = new OpenedWindow();
    await opened.load({ ...IIT, action, open: HELD, documents: [{ name: '\u200b', size: 9, type: '' }] });
    assert.equal($('request').textContent, `Сайт просить ${said}`);
  }
});
