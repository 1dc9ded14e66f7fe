// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { FakePage } from './fake-page.js';
import { FakeArea, FakeBrowser, FakePort, settle, translator } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };

const uk = translator('uk');
const ADDED = { origin: 'https://added.example', tops: ['https://portal.example'] };
const AUTHORITIES = [{ name: 'КНЕДП ДПС', edrpou: '1', lookup: true }, { name: 'КНЕДП Скупий', edrpou: '2', lookup: false }];
const USED = [
  { name: 'Коваль Олена', kind: 'token', carrier: 'Алмаз-1К', when: Date.UTC(2026, 10, 22) },
  { name: 'ТОВ «Приклад»', kind: 'file', carrier: 'Key-6.dat', when: Date.UTC(2026, 10, 21) },
];

let loads = 0;
let page, browser, ports, reloads;
const $ = (id) => page.getElementById(id);
const says = async (answer) => {
  ports.at(-1).emit(answer);
  await settle();
};
const welcome = (settings) => ({ welcome: { version: '0.2.0', protocol: 1, name: 'org.pidpys.host', settings: { pin_entry: 'window', locked: [], ...settings } } });
const options = (id) => $(id).querySelectorAll('option').map(({ value }) => value);

/** @param {object} [kept]  What our pages keep for themselves. */
async function open(kept) {
  page = new FakePage(kept);
  globalThis.window.location = { reload: () => reloads++ };
  globalThis.chrome = browser;
  await import(`../ui/options/options.js?${loads++}`);
  await settle();
}

/** The person chooses in a list. */
async function choose(id, value) {
  $(id).value = value;
  $(id).fire('change');
  await settle();
}

beforeEach(() => {
  browser = new FakeBrowser();
  ports = [];
  reloads = 0;
  browser.runtime.connect = ({ name }) => ports[ports.push(new FakePort(name)) - 1];
});

test('what the person chooses is kept at once', async () => {
  await open();
  assert.equal(ports[0].name, 'options');
  assert.deepEqual([$('language').value, $('level').value, $('authority').value], ['', 'B-B', '']);
  assert.deepEqual(options('language'), ['', 'uk', 'en']);
  assert.deepEqual(options('level'), ['B-B', 'B-T', 'B-LT', 'B-LTA']);
  await choose('level', 'B-LT');
  assert.deepEqual(browser.storage.local.kept.preferences, { language: '', authority: '', level: 'B-LT', lately: true });
  assert.equal($('saved').textContent, uk('options_saved_level'), 'pages that are open told the host the one before');
  assert.equal(reloads, 0);
  await choose('language', 'en');
  assert.equal(browser.storage.local.kept.preferences.language, 'en');
  assert.equal(browser.storage.local.kept.preferences.level, 'B-LT', 'and takes nothing else back');
  assert.equal(reloads, 1, 'the page speaks it at once');
});

test('authorities come from the host; one that it does not know stays chosen', async () => {
  await browser.storage.local.set({ preferences: { authority: 'КНЕДП Колишній' } });
  await open();
  assert.deepEqual(options('authority'), ['', 'КНЕДП Колишній']);
  await says(welcome());
  await says({ answer: { authorities: AUTHORITIES } });
  assert.deepEqual(options('authority'), ['', 'КНЕДП Колишній', 'КНЕДП ДПС', 'КНЕДП Скупий']);
  assert.equal($('authority').value, 'КНЕДП Колишній');
  assert.equal($('authority-unknown').hidden, true);
  assert.equal(ports.at(-1).connected, false);
  await choose('authority', 'КНЕДП ДПС');
  assert.equal(browser.storage.local.kept.preferences.authority, 'КНЕДП ДПС');
  assert.equal($('saved').textContent, uk('options_saved'));
});

test('where the host is silent it says that the list is not whole', async () => {
  for (const silent of [() => says({ code: 'host-missing' }), () => ports.at(-1).leave()]) {
    await open();
    await silent();
    await settle();
    assert.equal($('authority-unknown').hidden, false);
  }
});

/** The keys that are kept by now. */
const used = () => JSON.parse(window.localStorage.kept.lately ?? '[]');

test('keys used lately are listed with whose and where they are, and forgotten one by one or all', async () => {
  await open({ lately: JSON.stringify(USED) });
  assert.deepEqual($('used').children.length, 2);
  assert.match($('used').children[0].textContent, /Коваль Олена.*носій Алмаз-1К · 22/);
  assert.equal($('forget-all').hidden, false);
  const [forget] = $('used').querySelectorAll('button');
  assert.match(forget.ariaLabel, /Коваль Олена/);
  forget.onclick();
  await settle();
  assert.deepEqual(used(), [USED[1]]);
  assert.equal($('forget-all').hidden, true, 'the other has a button of its own');
  assert.equal(page.focused, $('used').querySelectorAll('button')[0], 'where the keyboard goes on');
  $('forget-all').click();
  await settle();
  assert.deepEqual(window.localStorage.kept, {});
  assert.equal(page.focused, $('lately'));
});

test('one that a window kept meanwhile is listed', async () => {
  await open();
  window.localStorage.setItem('lately', JSON.stringify(USED));
  window.fire('storage');
  await settle();
  assert.equal($('used').children.length, 2);
});

test('who wants none remembered has those that are forgotten', async () => {
  await open({ lately: JSON.stringify(USED) });
  assert.equal($('lately').checked, true);
  $('lately').checked = false;
  $('lately').fire('change');
  assert.deepEqual(used(), USED, 'not before no window keeps any');
  await settle();
  assert.deepEqual(window.localStorage.kept, {});
  assert.equal(browser.storage.local.kept.preferences.lately, false);
  assert.equal($('used').children.length, 0);
});

test('what the administrator set is shown locked, and a setting of tomorrow by its name', async () => {
  await open();
  await says(welcome({ pin_entry: 'native', key_kinds: ['token', 'tpm'], locked: ['pin_entry', 'key_kinds', 'modules', 'tomorrow'] }));
  assert.deepEqual([$('set').hidden, $('set-by').hidden, $('set-none').hidden, $('set-unknown').hidden], [false, false, true, true]);
  const text = $('set').children.map(({ textContent }) => textContent);
  assert.deepEqual(text, ['PIN-код і пароль', 'вводять у вікні системи', 'Дозволено ключі', 'на захищених носіях, у самому комп’ютері (TPM)', 'Драйвери носіїв', 'задано', 'tomorrow', 'задано']);
});

test('where nothing is set, it says so', async () => {
  await open();
  await says(welcome());
  assert.deepEqual([$('set').hidden, $('set-by').hidden, $('set-none').hidden], [true, true, false]);
});

test('a press of the button, and nothing else, asks the browser for leave', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { cabinets: [ADDED] });
  await open();
  assert.deepEqual(browser.granted, []);
  assert.equal($('cabinets').hidden, false);
  assert.match($('cabinet-list').textContent, /added\.example.*потрібен дозвіл.*portal\.example/);
  assert.equal($('leave').hidden, false);
  $('allow').click();
  assert.deepEqual(browser.granted, ['https://added.example/*'], 'at once');
  await settle();
  assert.equal($('leave-news').textContent, uk('page_left_in'));
  assert.equal($('leave').hidden, true);
  assert.match($('cabinet-list').textContent, /працює/);
});

test('who refuses can allow it later', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { cabinets: [ADDED] });
  browser.permissions.request = async () => false;
  await open();
  $('allow').click();
  await settle();
  assert.equal($('leave-news').textContent, uk('page_left_out'));
  assert.equal($('leave').hidden, false);
});

test('without cabinets that were added nothing is asked', async () => {
  await open();
  assert.equal($('cabinets').hidden, true);
});

test('the sites that the person chose are listed, each to be switched off', async () => {
  await open();
  assert.equal($('choices').hidden, true);
  await browser.storage.local.set({ chosen: [{ origin: 'https://old.example', frames: ['https://widget.example'], hashes: true }, { origin: 'https://other.example', frames: [], hashes: false }] });
  await settle();
  assert.equal($('choices').hidden, false);
  assert.deepEqual($('choice-list').children.map(({ textContent }) => textContent), [
    `old.exampleВимкнути${uk('page_choice_frames', ['widget.example'])}${uk('page_choice_hashes')}`, 'other.exampleВимкнути',
  ]);
  const [off] = $('choice-list').querySelectorAll('button');
  assert.match(off.ariaLabel, /old\.example/);
  off.click();
  assert.equal(ports.at(-1).name, 'menu');
  assert.deepEqual(ports.at(-1).sent, [{ wish: 'off', origin: 'https://old.example' }]);
});

test('the administrator’s sites of other programs are listed too, and asked for', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { dialects: [{ origin: 'https://old.example', dialect: 'iit' }] });
  await open();
  assert.match($('cabinet-list').textContent, /old\.example.*потрібен дозвіл/);
  $('allow').click();
  assert.deepEqual(browser.granted, ['https://old.example/*']);
});
