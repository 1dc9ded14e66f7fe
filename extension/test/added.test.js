// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { FakeArea, FakeBrowser, json, settle } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

mock.timers.enable({ apis: ['setTimeout'] });

const ADDED = { origin: 'https://added.example:8443', tops: ['https://cabinet.example'] };
const PATTERN = 'https://added.example/*';
const SENDER = { url: 'https://added.example:8443/x', origin: 'https://added.example:8443' };

let browser;
beforeEach(() => (browser = new FakeBrowser()));

async function begin() {
  listen(browser, { host: 'org.pidpys.host', sites: [{ origin: 'https://cabinet.example' }] });
  await settle();
}

/** The administrator set it in the browser's policy. */
async function inPolicy(cabinets = [ADDED]) {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { cabinets });
  await begin();
}

/** The host answers its newest hello. */
async function answer(settings) {
  const { id } = browser.host.sent.find(({ method }) => method === 'hello');
  browser.host.emit({ id, result: { version: '1', protocol: 1, name: 'org.pidpys.host', settings: { pin_entry: 'window', locked: [], ...settings } }, role: 'extension' });
  await settle();
}

test('nothing is added where nobody added anything', async () => {
  await begin();
  assert.deepEqual([browser.scripts, browser.action.badge], [[], '']);
  assert.equal(browser.hosts.length, 0, 'the host has been asked since the browser was started');
});

test('the host is asked once a start of the browser, and remembered', async () => {
  browser.storage.session.kept = {};
  await begin();
  assert.deepEqual(browser.host.sent.map(({ method }) => method), ['hello']);
  await answer({ cabinets: [ADDED], locked: ['cabinets'] });
  assert.equal(browser.host.connected, false);
  assert.equal(browser.action.badge, '!');
  await begin();
  assert.equal(browser.hosts.length, 1, 'a background that was stopped meanwhile');
});

test('without a host the browser’s policy stands alone', async () => {
  browser.storage.session.kept = {};
  await inPolicy();
  browser.host.leave('Specified native messaging host not found.');
  await settle();
  assert.equal(browser.action.badge, '!');
});

test('where the browser lets us in, the script runs and the page is served', async () => {
  browser.granted = [PATTERN];
  await inPolicy();
  const [{ js, all_frames: allFrames, run_at: runAt }] = json('../manifest.json').content_scripts;
  assert.deepEqual(browser.scripts, [{ id: 'cabinets', matches: [PATTERN], js, allFrames, runAt }]);
  assert.equal(browser.action.badge, '');
  browser.page(SENDER);
  await settle();
  assert.equal(browser.host.sent[0].params.origin, ADDED.origin);
});

test('another port of the host is another site, and a frame needs its pair', async () => {
  browser.granted = [PATTERN];
  await inPolicy();
  const framed = (top) => ({ ...SENDER, frameId: 3, tab: { id: 1, windowId: 7, url: `${top}/` } });
  for (const sender of [{ url: 'https://added.example/', origin: 'https://added.example' }, framed('https://evil.example')]) {
    const port = browser.page(sender);
    await settle();
    assert.equal(port.sent[0].code, 'page-not-listed');
  }
  browser.page(framed('https://cabinet.example'));
  await settle();
  assert.equal(browser.host.sent[0].params.top_origin, 'https://cabinet.example');
});

test('a cabinet that the administrator removed is refused by the host’s newest word, not served once more by an old one', async () => {
  browser.granted = [PATTERN];
  browser.storage.session.kept = { settings: { pin_entry: 'window', locked: ['cabinets'], cabinets: [ADDED] } };
  await begin();
  const page = browser.page(SENDER);
  await settle();
  await answer({});
  assert.equal(page.sent.at(-1).code, 'page-not-listed');
  assert.equal(browser.host.connected, false);
  assert.deepEqual(browser.scripts, [], 'nor does the script run there any more');
});

test('a cabinet that the host still names is served', async () => {
  browser.granted = [PATTERN];
  browser.storage.session.kept = { settings: { pin_entry: 'window', locked: ['cabinets'], cabinets: [ADDED] } };
  await begin();
  const page = browser.page(SENDER);
  await settle();
  await answer({ cabinets: [ADDED], locked: ['cabinets'] });
  assert.equal(page.sent.at(-1).pidpys, 'ready');
});

test('a page that left while the host was asked is not served', async () => {
  browser.storage.session.kept = {};
  browser.granted = [PATTERN];
  await inPolicy();
  const page = browser.page(SENDER);
  page.leave();
  await answer({});
  assert.deepEqual(page.sent, []);
  assert.equal(browser.hosts.length, 1);
});

test('a page of a cabinet that only the host names waits for it', async () => {
  browser.storage.session.kept = {};
  browser.granted = [PATTERN];
  await begin();
  const page = browser.page(SENDER);
  await answer({ cabinets: [ADDED] });
  assert.equal(page.connected, true);
  assert.equal(browser.host.sent[0].params.origin, ADDED.origin);
});

test('the button tells that the person’s leave is needed, and who does not want it goes their way', async () => {
  await inPolicy();
  assert.deepEqual([browser.action.badge, browser.granted], ['!', []]);
  assert.match(browser.action.title, /дозв/i);
  await browser.press();
  assert.equal(browser.hosts.length, 1);
});

test('as soon as the person let us in, the script runs', async () => {
  await inPolicy();
  assert.deepEqual(browser.scripts, []);
  await browser.permissions.request({ origins: [PATTERN] });
  await settle();
  assert.deepEqual(browser.scripts.map(({ matches }) => matches), [[PATTERN]]);
  assert.equal(browser.action.badge, '');
  assert.doesNotMatch(browser.action.title, /дозв/i);
});

test('what the administrator took away runs no more', async () => {
  browser.granted = [PATTERN];
  await inPolicy();
  await browser.storage.managed.set({ cabinets: [] });
  await settle();
  assert.deepEqual(browser.scripts, []);
});

test('what the host says at any time counts', async () => {
  browser.granted = [PATTERN];
  await begin();
  browser.page();
  await answer({ cabinets: [ADDED] });
  assert.equal(browser.scripts.length, 1);
  await browser.storage.session.set({ settings: { cabinets: [ADDED, { origin: 'https://other.example' }] } });
  await settle();
  assert.deepEqual([browser.scripts[0].matches, browser.action.badge], [[PATTERN], '!']);
});

test('who the manifest lets in anyway needs no leave', async () => {
  await inPolicy([{ origin: 'https://cabinet.example', tops: ['https://portal.example'] }]);
  assert.deepEqual([browser.scripts, browser.action.badge], [[], '']);
  const framed = browser.page({ frameId: 3, tab: { id: 1, windowId: 7, url: 'https://portal.example/' } });
  await settle();
  assert.equal(framed.connected, true, 'and has one more top');
});
