// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { chosen, choose, isSwitchable } from '../lib/chosen.js';
import { parse } from '../lib/dialects.js';
import { FakeArea, FakeBrowser, json, settle } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

mock.timers.enable({ apis: ['setTimeout'] });

const OLD = 'https://old.example';
const WIDGET = 'https://widget.example';
const ROW = { origin: OLD, dialect: 'iit' };
const CHOICE = { origin: OLD, frames: [WIDGET], hashes: false };

let browser;
beforeEach(() => (browser = new FakeBrowser()));

async function begin() {
  listen(browser, { host: 'org.pidpys.host', sites: [{ origin: 'https://cabinet.example' }] });
  await settle();
}

/** The person chose these, and the browser lets us in. */
async function choosing(...choices) {
  browser.granted = choices.flatMap(({ origin, frames }) => [origin, ...frames]).map((origin) => `${origin}/*`);
  await browser.storage.local.set({ chosen: choices });
  await begin();
}

/** The administrator's list, in the host's settings. */
async function ordering(...dialects) {
  browser.granted = dialects.map(({ origin }) => `${origin}/*`);
  browser.storage.session.kept = { settings: { pin_entry: 'window', locked: ['dialects'], dialects } };
  await begin();
}

/** A page of an origin, maybe in the frame of another's, says its first word. */
async function speaks(name, origin, top) {
  const page = browser.speaker(name, { url: `${origin}/x`, origin, frameId: top ? 3 : 0, tab: { id: 1, windowId: 7, url: `${top ?? origin}/` } });
  await settle();
  return page;
}

/** The host answers its newest hello. */
async function answer(settings) {
  const { id } = browser.host.sent.find(({ method }) => method === 'hello');
  browser.host.emit({ id, result: { version: '1', protocol: 1, name: 'org.pidpys.host', settings: { pin_entry: 'window', locked: [], ...settings } }, role: 'extension' });
  await settle();
}

const refused = (page) => page.sent.at(-1)?.code;
const scripts = () => Object.fromEntries(browser.scripts.map(({ id, matches }) => [id, matches]));

test('off by default: nothing runs anywhere, and nobody is answered', async () => {
  await begin();
  assert.deepEqual(browser.scripts, []);
  for (const origin of [OLD, 'https://cabinet.example']) {
    assert.equal(refused(await speaks('iit', origin)), 'page-not-listed');
  }
  assert.equal(browser.hosts.length, 0);
});

test('where the person chose, both dialects run and the host is told which is spoken', async () => {
  await choosing({ ...CHOICE, hashes: true });
  assert.deepEqual(scripts(), { iit: [`${OLD}/*`, `${WIDGET}/*`], webeid: [`${OLD}/*`, `${WIDGET}/*`] });
  for (const { id, js, allFrames, runAt } of browser.scripts) assert.deepEqual([js, allFrames, runAt], [['compat/line.js', `compat/${id}.js`], true, 'document_start']);
  for (const name of ['iit', 'webeid']) {
    const page = await speaks(name, OLD);
    assert.deepEqual([browser.host.sent[0].params.origin, browser.host.sent[0].params.dialect], [OLD, { name, hashes: true }]);
    await answer({});
    assert.equal(page.sent.at(-1).pidpys, 'ready');
    page.emit({ id: '1', method: 'dialect', params: { text: '{}', last: true } });
    assert.deepEqual(browser.host.sent.at(-1), { id: '1', method: 'dialect', params: { text: '{}', last: true }, role: 'page' });
    browser.host.emit({ id: '1', result: { text: '{}', last: true }, role: 'page' });
    assert.deepEqual(page.sent.at(-1), { id: '1', result: { text: '{}', last: true } });
  }
});

test('a frame may speak in the very page it was chosen for, and nowhere else', async () => {
  await choosing(CHOICE, { origin: 'https://other.example', frames: [], hashes: true });
  await speaks('iit', WIDGET, OLD);
  const { origin, top_origin, dialect } = browser.host.sent[0].params;
  assert.deepEqual({ origin, top_origin, dialect }, { origin: WIDGET, top_origin: OLD, dialect: { name: 'iit', hashes: false } });
  await speaks('iit', OLD, OLD);
  assert.equal(browser.hosts.length, 2, 'the page’s own frames are the page');
  for (const [frame, top] of [[WIDGET], [WIDGET, 'https://other.example'], [WIDGET, 'https://evil.example'], [OLD, 'https://evil.example'], [OLD, WIDGET], ['https://evil.example', OLD], [`${OLD}:8443`]]) {
    assert.equal(refused(await speaks('iit', frame, top)), 'page-not-listed', `${frame} in ${top}`);
  }
  assert.equal(browser.hosts.length, 2);
});

test('documents that are nobody’s, or not in sight, are refused', async () => {
  await choosing(CHOICE);
  for (const sender of [{ origin: 'null' }, { url: 'about:srcdoc' }, { tab: undefined }, { documentLifecycle: 'prerender' }]) {
    const page = browser.speaker('iit', { url: `${OLD}/x`, origin: OLD, ...sender });
    await settle();
    assert.equal(refused(page), 'forbidden', JSON.stringify(sender));
  }
});

test('the administrator names one dialect, and frames by pairs', async () => {
  await ordering({ ...ROW, tops: [WIDGET], hashes: true });
  assert.deepEqual(scripts(), { iit: [`${OLD}/*`] });
  await speaks('iit', OLD, WIDGET);
  assert.deepEqual(browser.host.sent[0].params.dialect, { name: 'iit', hashes: true });
  assert.equal(refused(await speaks('webeid', OLD)), 'page-not-listed');
  assert.equal(refused(await speaks('iit', OLD, OLD)), 'page-not-listed');
});

test('the administrator’s list can be in the browser’s policy', async () => {
  browser.granted = [`${OLD}/*`];
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { dialects: [{ ...ROW, dialect: 'webeid' }] });
  await begin();
  assert.deepEqual(scripts(), { webeid: [`${OLD}/*`] });
  await speaks('webeid', OLD);
  assert.deepEqual(browser.host.sent[0].params.dialect, { name: 'webeid', hashes: false });
});

test('where the browser does not let us into the administrator’s sites yet, the button tells; of the person’s it tells nothing', async () => {
  await choosing(CHOICE);
  browser.granted = [];
  browser.permissions.onRemoved.emit({});
  await settle();
  assert.deepEqual([browser.scripts, browser.action.badge], [[], '']);
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: [], dialects: [ROW] } });
  await settle();
  assert.equal(browser.action.badge, '!');
});

test('what the administrator took back counts by the host’s newest word', async () => {
  await ordering({ ...ROW, hashes: true });
  for (const [settings, code] of [[{}, 'page-not-listed'], [{ dialects: [ROW] }, 'page-not-listed'], [{ dialects: [{ ...ROW, hashes: true }] }, undefined]]) {
    browser.storage.session.kept = { settings: { dialects: [{ ...ROW, hashes: true }] } };
    const page = await speaks('iit', OLD);
    await answer(settings);
    assert.equal(refused(page), code, JSON.stringify(settings));
    page.leave();
  }
});

test('one connection a document, for each dialect', async () => {
  await choosing(CHOICE);
  const sender = { url: `${OLD}/x`, origin: OLD, documentId: 'D' };
  const first = browser.speaker('iit', sender);
  await settle();
  const second = browser.speaker('iit', sender);
  const third = browser.speaker('webeid', sender);
  await settle();
  assert.deepEqual([first.connected, refused(second), third.connected], [true, 'busy', true]);
});

test('a page that left while the lists were read is not served', async () => {
  await choosing(CHOICE);
  const page = browser.speaker('iit', { url: `${OLD}/x`, origin: OLD });
  page.leave();
  await settle();
  assert.equal(browser.hosts.length, 0);
});

test('a package without the scripts neither runs nor answers them', async () => {
  browser.packaged = [];
  await choosing(CHOICE);
  assert.deepEqual(browser.scripts, []);
  assert.equal(refused(await speaks('iit', OLD)), 'page-not-listed');
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: [], dialects: [ROW] } });
  await settle();
  assert.equal(browser.action.badge, '', 'nor is the person asked for sites');
});

test('switched off, every page of it is left at once', async () => {
  await choosing(CHOICE, { origin: 'https://other.example', frames: [], hashes: false });
  const page = await speaks('iit', OLD);
  const frame = await speaks('iit', WIDGET, OLD);
  const other = await speaks('iit', 'https://other.example');
  browser.wish({ wish: 'off', origin: OLD, tab: 5 });
  await settle();
  assert.deepEqual([refused(page), refused(frame), other.connected], ['page-not-listed', 'page-not-listed', true]);
  assert.deepEqual([await chosen(browser), browser.reloaded], [[{ origin: 'https://other.example', frames: [], hashes: false }], [5]]);
  assert.deepEqual(scripts().iit, ['https://other.example/*']);
});

test('what the browser let us into for a choice alone is given back with it', async () => {
  const CABINET = 'https://cabinet.example';
  const SHARED = 'https://shared.example';
  await choosing({ ...CHOICE, frames: [WIDGET, SHARED, CABINET] }, { origin: 'https://other.example', frames: [SHARED], hashes: false });
  browser.granted.push('https://ordered.example/*');
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: [], cabinets: [{ origin: WIDGET }] } });
  browser.wish({ wish: 'off', origin: OLD });
  for (let i = 0; i < 3; i++) await settle();
  assert.ok(!browser.granted.includes(`${OLD}/*`));
  for (const kept of [WIDGET, SHARED, CABINET, 'https://other.example', 'https://ordered.example']) assert.ok(browser.granted.includes(`${kept}/*`), kept);

  browser = new FakeBrowser();
  await choosing(CHOICE);
  await browser.storage.session.set({ intention: { choice: { ...CHOICE, frames: [] }, tab: 5, until: Date.now() + 1000 } });
  browser.wish({ wish: 'on' });
  for (let i = 0; i < 3; i++) await settle();
  assert.deepEqual(browser.granted, [`${OLD}/*`], 'a frame that was unticked, too');
});

test('less let, the pages that were let more are left', async () => {
  await choosing({ ...CHOICE, hashes: true });
  const page = await speaks('iit', OLD);
  await choose({ ...CHOICE, frames: [] }, browser);
  await settle();
  assert.equal(refused(page), 'page-not-listed');
});

test('what is taken back ends at once: by the person in the browser’s own settings, by the administrator', async () => {
  await choosing(CHOICE);
  const page = await speaks('iit', OLD);
  const frame = await speaks('iit', WIDGET, OLD);
  browser.granted = [`${OLD}/*`];
  browser.permissions.onRemoved.emit({});
  await settle();
  assert.deepEqual([refused(page), refused(frame), refused(await speaks('iit', OLD))], Array(3).fill('page-not-listed'), 'all of a choice or nothing, as the menu says');
  assert.deepEqual(scripts(), {});

  browser = new FakeBrowser();
  await ordering(ROW);
  const ordered = await speaks('iit', OLD);
  await browser.storage.session.set({ settings: { pin_entry: 'window', locked: [] } });
  await settle();
  assert.equal(refused(ordered), 'page-not-listed');
});

test('switched off while the lists are read, it is off', async () => {
  await choosing(CHOICE);
  const page = browser.speaker('iit', { url: `${OLD}/x`, origin: OLD });
  const { get } = browser.storage.managed;
  browser.storage.managed.get = async (keys) => {
    browser.storage.managed.get = get;
    await settle();
    browser.storage.local.kept = { chosen: [] };
    return get.call(browser.storage.managed, keys);
  };
  for (let i = 0; i < 4; i++) await settle();
  assert.equal(refused(page), 'page-not-listed');
});

test('a page full of frames starts no host for each', async () => {
  await choosing(CHOICE);
  for (let i = 0; i < 40; i++) await speaks('iit', WIDGET, OLD);
  assert.equal(browser.hosts.length, 16);
  const other = browser.speaker('iit', { url: `${OLD}/x`, origin: OLD, tab: { id: 2, windowId: 7, url: `${OLD}/` } });
  await settle();
  assert.equal(other.connected, true, 'and no other tab minds');
});

test('what is intended is done when the browser lets us in, even if the menu was closed for its question', async () => {
  await begin();
  await browser.storage.session.set({ intention: { choice: CHOICE, tab: 5, until: Date.now() + 1000 } });
  browser.granted = [`${OLD}/*`];
  browser.permissions.onAdded.emit({});
  await settle();
  assert.deepEqual(await chosen(browser), [], 'not before all of it is let');
  await browser.permissions.request({ origins: [`${WIDGET}/*`] });
  await settle();
  assert.deepEqual(await chosen(browser), [CHOICE]);
  assert.deepEqual(scripts().iit, [`${OLD}/*`, `${WIDGET}/*`]);
  assert.deepEqual(browser.reloaded, [5], 'once, and after our scripts are there');
});

test('where the browser had nothing to ask the menu says that it is to be done', async () => {
  await begin();
  browser.granted = [`${OLD}/*`, `${WIDGET}/*`];
  await browser.storage.session.set({ intention: { choice: CHOICE, tab: 5, until: Date.now() + 1000 } });
  browser.wish({ wish: 'on' });
  browser.wish({ wish: 'on' });
  await settle();
  assert.deepEqual([await chosen(browser), browser.reloaded], [[CHOICE], [5]]);
});

test('an old intention, or one that is none, switches nothing on', async () => {
  await begin();
  browser.granted = [`${OLD}/*`, `${WIDGET}/*`];
  for (const intention of [{ choice: CHOICE, tab: 5, until: Date.now() - 1 }, { choice: { ...CHOICE, origin: 'http://old.example', frames: [] }, tab: 5, until: Date.now() + 1000 }]) {
    browser.granted.push('http://old.example/*');
    await browser.storage.session.set({ intention });
    browser.permissions.onAdded.emit({});
    await settle();
    assert.deepEqual(await chosen(browser), []);
  }
});

test('nobody but our own pages wishes anything', async () => {
  await choosing(CHOICE);
  for (const sender of [
    { url: `${OLD}/x`, origin: OLD, frameId: 0 }, { url: browser.runtime.getURL('ui/menu.html'), frameId: 3 }, { url: browser.runtime.getURL('ui/window.html') },
    { url: 'https://evil.example/?chrome-extension://pidpys/ui/menu.html' }, { url: undefined },
  ]) {
    const port = browser.wish({ wish: 'off', origin: OLD }, sender);
    assert.equal(port.connected, false, JSON.stringify(sender));
  }
  await settle();
  assert.deepEqual(await chosen(browser), [CHOICE]);
});

test('our menu learns whether the page in its tab speaks our own protocol', async () => {
  await choosing(CHOICE);
  browser.page();
  await speaks('iit', OLD);
  assert.deepEqual(browser.wish({ wish: 'look', tab: 1 }).sent, [{ native: true }]);
  assert.deepEqual(browser.wish({ wish: 'look', tab: 2 }).sent, [{ native: false }]);
  assert.deepEqual(browser.wish({ wish: 'look', tab: 2 }, { url: `${browser.runtime.getURL('ui/menu.html')}?tab=2`, frameId: 0 }).sent, [{ native: false }]);
});

test('what is kept is nobody’s who runs in a page', async () => {
  browser.storage.local.setAccessLevel = async ({ accessLevel }) => void (browser.level = accessLevel);
  await begin();
  assert.equal(browser.level, 'TRUSTED_CONTEXTS');
});

test('the administrator’s rows are taken where they are exact', () => {
  const good = { origin: OLD, dialect: 'iit', tops: [WIDGET], hashes: true };
  assert.deepEqual(parse([ROW, good]), [{ ...ROW, tops: [], hashes: false }, good]);
  for (const row of [
    null, 7, {}, { origin: OLD }, { ...ROW, dialect: 'fortify' }, { ...ROW, origin: 'http://old.example' }, { ...ROW, origin: 'https://*.example' },
    { ...ROW, tops: ['http://a.example'] }, { ...ROW, tops: WIDGET }, { ...ROW, hashes: 'yes' }, { ...ROW, raw: true },
  ]) assert.deepEqual(parse([row, good]), [good], JSON.stringify(row));
  for (const list of [undefined, null, {}, 'x']) assert.deepEqual(parse(list), []);
  assert.equal(parse(Array.from({ length: 300 }, (_, at) => ({ ...ROW, origin: `https://c${at}.example` }))).length, 256);
});

test('switched on can be pages by https, and an edition’s own', () => {
  for (const origin of [OLD, 'https://old.example:8443']) assert.equal(isSwitchable(origin), true);
  for (const origin of ['http://localhost:8080', 'http://old.example', 'https://old.example/', 'null', 'chrome://newtab', undefined]) assert.equal(isSwitchable(origin), false, origin);
});

test('in the demo, and there alone, people practise on every port of their own machine', () => {
  const demo = json('demo/sites.json');
  for (const origin of ['http://localhost:8080', 'http://localhost:3000', 'http://localhost']) assert.equal(isSwitchable(origin, demo), true, origin);
  for (const origin of ['http://localhost.example', 'http://localhost:3000/', 'http://192.0.2.1:8080', 'http://*']) assert.equal(isSwitchable(origin, demo), false, origin);
  const release = json('sites.json');
  assert.equal(release.practice, undefined);
  for (const { origin } of release.sites) assert.match(origin, /^https:/);
});

test('what somebody put into the browser’s storage is believed where it is exact', async () => {
  await browser.storage.local.set({ chosen: [CHOICE, { ...CHOICE, origin: 'http://a.example' }, { ...CHOICE, frames: ['x'] }, { ...CHOICE, frames: Array(17).fill(WIDGET) }, { ...CHOICE, hashes: 1 }, null] });
  assert.deepEqual(await chosen(browser), [CHOICE]);
  await browser.storage.local.set({ chosen: 'x' });
  assert.deepEqual(await chosen(browser), []);
});
