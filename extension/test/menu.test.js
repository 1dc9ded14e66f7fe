// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { chosen } from '../lib/chosen.js';
import { FakePage } from './fake-page.js';
import { FakeBrowser, FakePort, settle, translator } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };

const uk = translator('uk');
const OLD = 'https://old.example';
const WIDGET = 'https://widget.example';
const CHOICE = { origin: OLD, frames: [WIDGET], hashes: false };

let loads = 0;
let page, browser, wishes;
const $ = (id) => page.getElementById(id);
const boxes = () => $('frame-list').querySelectorAll('input');

/** The person presses the toolbar's button over a page. */
async function open(address = `${OLD}/login`, native = false) {
  page = new FakePage();
  Object.assign(globalThis.window, { location: { search: '' }, close: () => (page.closed = true) });
  globalThis.chrome = browser;
  browser.tabs.query = async ({ active, currentWindow }) => (active && currentWindow ? [{ id: 5, ...(address && { url: address }) }] : []);
  browser.runtime.connect = ({ name }) => {
    assert.equal(name, 'menu');
    const port = new FakePort(name);
    port.postMessage = (wish) => {
      wishes.push(wish);
      if (wish.wish === 'look') setImmediate(() => port.emit({ native }));
    };
    return port;
  };
  await import(`../ui/menu/menu.js?${loads++}`);
  await settle();
  await settle();
}

/** The person chose it once, and the browser lets us in. */
async function choosing(choice = CHOICE) {
  browser.granted = [`${OLD}/*`, `${WIDGET}/*`];
  await browser.storage.local.set({ chosen: [choice] });
}

/** The administrator's list. */
async function ordering(...dialects) {
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: ['dialects'], dialects } });
}

const tick = (box, checked = true) => {
  box.checked = checked;
  $('switch').fire('change');
};

beforeEach(() => {
  browser = new FakeBrowser();
  wishes = [];
});

test('a site is asked about, and nothing is ticked', async () => {
  browser.frames = [`${WIDGET}/sign?x`, `${WIDGET}/again`, `${OLD}/own`, 'http://plain.example/', 'about:blank', '', 'javascript:0'];
  await open();
  assert.equal($('site').textContent, 'old.example');
  assert.deepEqual([$('switch').hidden, $('question').textContent, $('on').textContent], [false, uk('menu_question'), 'Увімкнути']);
  assert.equal($('badge').textContent, 'вимкнено');
  assert.deepEqual([$('off').hidden, $('on').hidden, $('known').hidden, $('said').hidden, $('lacking').hidden], [true, false, true, true, true]);
  assert.deepEqual(boxes().map(({ value, checked }) => [value, checked]), [[WIDGET, false]], 'sites that could be chosen, each once');
  assert.match($('frame-list').textContent, /^widget\.example$/);
  assert.equal($('hashes').checked, false);
  assert.deepEqual(wishes, [{ wish: 'look', tab: 5 }]);
});

test('a press writes what is wanted and asks the browser at once, and the background does it', async () => {
  browser.frames = [`${WIDGET}/`];
  await open();
  tick(boxes()[0]);
  tick($('hashes'));
  let asked;
  browser.permissions.request = async ({ origins }) => {
    asked = { origins, kept: browser.storage.session.kept.intention };
    return true;
  };
  $('switch').fire('submit');
  assert.deepEqual(asked.origins, [`${OLD}/*`, `${WIDGET}/*`], 'in the very turn of the press');
  const { choice, tab, until } = asked.kept;
  assert.deepEqual([choice, tab], [{ origin: OLD, frames: [WIDGET], hashes: true }, 5]);
  assert.ok(until > Date.now() && until < Date.now() + 600_000);
  await settle();
  assert.deepEqual(wishes.at(-1), { wish: 'on' });
  assert.deepEqual(await chosen(browser), [], 'the menu itself chooses nothing');
});

test('who denies the browser’s question is told, and nothing is left of it', async () => {
  await open();
  browser.permissions.request = async () => false;
  $('switch').fire('submit');
  await settle();
  assert.equal($('refused').hidden, false);
  assert.equal('intention' in browser.storage.session.kept, false);
  assert.deepEqual(wishes.map(({ wish }) => wish), ['look']);
});

test('switched on it says so, and can be switched off or changed', async () => {
  browser.frames = ['https://new.example/'];
  await choosing();
  await open();
  assert.deepEqual([$('badge').textContent, $('question').textContent], ['увімкнено', uk('menu_is_on')]);
  assert.deepEqual(boxes().map(({ value, checked }) => [value, checked]), [[WIDGET, true], ['https://new.example', false]]);
  assert.deepEqual([$('off').hidden, $('on').hidden], [false, true]);
  tick(boxes()[1]);
  assert.deepEqual([$('on').hidden, $('on').textContent], [false, 'Зберегти зміни']);
  tick(boxes()[1], false);
  assert.equal($('on').hidden, true);
  tick($('hashes'));
  assert.equal($('on').hidden, false);
  $('off').click();
  assert.deepEqual(wishes.at(-1), { wish: 'off', origin: OLD, tab: 5 });
});

test('what is done elsewhere is seen, and what the person is ticking stays meanwhile', async () => {
  browser.frames = [`${WIDGET}/`];
  await open();
  tick(boxes()[0]);
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: [] } });
  await settle();
  assert.equal(boxes()[0].checked, true);
  await choosing();
  await settle();
  assert.equal($('question').textContent, uk('menu_is_on'));
});

test('what the person took back in the browser’s own settings is off', async () => {
  await choosing();
  browser.granted = [`${OLD}/*`];
  await open();
  assert.equal($('question').textContent, uk('menu_question'));
});

test('the administrator’s site cannot be switched', async () => {
  await ordering({ origin: OLD, dialect: 'iit' });
  browser.granted = [`${OLD}/*`];
  await choosing();
  await open();
  assert.deepEqual([$('switch').hidden, $('said').textContent, $('badge').textContent], [true, uk('menu_ordered'), 'увімкнено']);
});

test('where the browser does not let us into the administrator’s site, the menu leads to the page that asks', async () => {
  await ordering({ origin: OLD, dialect: 'iit' });
  await open();
  assert.deepEqual([$('lacking').hidden, $('badge').textContent], [false, 'вимкнено']);
  $('allow').click();
  assert.deepEqual([browser.optioned, page.closed], [true, true]);
});

test('a page that speaks our own protocol needs no switch', async () => {
  await open('https://cabinet.example/', true);
  assert.deepEqual([$('switch').hidden, $('said').textContent, $('site').textContent], [true, uk('menu_native'), 'cabinet.example']);
});

test('one that was switched on nevertheless can be switched off', async () => {
  await choosing();
  await open(undefined, true);
  assert.deepEqual([$('switch').hidden, $('off').hidden, $('said').textContent], [false, false, uk('menu_native')]);
});

test('a site on our list may have been made for another program all the same', async () => {
  await open('https://my.gov.ua/');
  assert.deepEqual([$('switch').hidden, $('known').hidden], [false, false]);
});

test('pages of the browser’s own, files and http have nothing to switch', async () => {
  for (const address of ['', 'chrome://newtab/', 'about:blank', 'file:///x.html', 'http://old.example/']) {
    await open(address);
    assert.deepEqual([$('switch').hidden, $('said').textContent, $('site').textContent], [true, uk('menu_nothing'), 'Pidpys'], address);
  }
});

test('a page that we may not look into has no frames to offer', async () => {
  browser.scripting.executeScript = async () => { throw new Error('Cannot access contents of the page.'); };
  await open();
  assert.deepEqual([$('switch').hidden, $('frames').hidden], [false, true]);
});

test('a page that has its own ideas of what a document can do has no frames to offer, and can be switched off', async () => {
  browser.frames = null; // as where the script in it throws
  await choosing();
  await open();
  assert.deepEqual([$('off').hidden, boxes().map(({ value }) => value)], [false, [WIDGET]]);
});

test('a package without dialects offers none', async () => {
  browser.packaged = [];
  await choosing();
  for (const address of [undefined, 'chrome://newtab/']) {
    await open(address);
    assert.deepEqual([$('switch').hidden, $('said').hidden, $('badge').textContent], [true, true, '']);
  }
  await open('https://cabinet.example/', true);
  assert.equal($('said').textContent, uk('menu_native'));
});

test('the move begins over the tab, and help and options open', async () => {
  await open();
  $('move').click();
  assert.deepEqual(wishes.at(-1), { wish: 'move', tab: 5 });
  assert.equal(page.closed, true);
  $('help').click();
  assert.deepEqual(browser.leaves, ['chrome-extension://pidpys/ui/help.html']);
  $('options').click();
  assert.equal(browser.optioned, true);
});

test('as a tab of its own it is about the tab that is named', async () => {
  await open();
  globalThis.window.location.search = '?tab=9';
  browser.address = 'https://named.example/';
  await import(`../ui/menu/menu.js?${loads++}`);
  await settle();
  await settle();
  assert.deepEqual([wishes.at(-1), $('site').textContent], [{ wish: 'look', tab: 9 }, 'named.example']);
});
