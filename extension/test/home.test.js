// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { FakeBrowser, settle } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

let browser;
beforeEach(async () => {
  browser = new FakeBrowser();
  listen(browser, { host: 'org.pidpys.host', sites: [{ origin: 'https://cabinet.example' }] });
  await settle();
});

/** Our own page of files, whose host has answered. */
async function greeted() {
  const page = browser.files();
  await settle();
  const [{ id }] = browser.host.sent;
  browser.host.emit({ id, result: { version: '0.2.0', protocol: 1, name: 'org.pidpys.host' }, role: 'extension' });
  return page;
}

test('the host is told that the page is our own, and of no site', async () => {
  const page = await greeted();
  const [{ method, params }] = browser.host.sent;
  assert.equal(method, 'hello');
  assert.deepEqual([params.own, 'origin' in params, 'top_origin' in params], [true, false, false]);
  assert.deepEqual(page.sent, [{ pidpys: 'ready', host: '0.2.0' }]);
});

test('whatever the page says is a page’s, and the window is its own', async () => {
  const page = await greeted();
  page.emit({ id: '1', method: 'verify', params: {} });
  assert.equal(browser.host.sent.at(-1).role, 'page');
  page.emit({ id: '2', method: 'reissue', params: {}, role: 'extension' });
  assert.equal(browser.host.sent.at(-1).id, '1', 'who brings a role is not heard');
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  assert.match(browser.window.options.url, /ui\/window\.html\?/);
});

test('nobody else is served as it', () => {
  const ours = browser.runtime.getURL('ui/files.html');
  for (const [who, sender] of Object.entries({
    'a site': { url: 'https://cabinet.example/ui/files.html', origin: 'https://cabinet.example' },
    'a site that has our address in its own': { url: `https://cabinet.example/?${ours}` },
    'another page of ours': { url: browser.runtime.getURL('ui/help.html') },
    'a page whose address begins alike': { url: `${ours}.evil` },
    'another extension': { url: 'chrome-extension://other/ui/files.html', id: 'other' },
    'the page in a frame': { frameId: 3 },
    'one in no tab': { tab: undefined },
    'one without an address': { url: undefined },
  })) {
    assert.equal(browser.files(sender).connected, false, who);
  }
  assert.equal(browser.hosts.length, 0);
});

test('an address of ours with a query is still ours', async () => {
  const page = browser.files({ url: `${browser.runtime.getURL('ui/files.html')}?x#y` });
  await settle();
  assert.equal(page.connected, true);
  assert.equal(browser.hosts.length, 1);
});

test('each of its tabs has a host of its own, which ends with it', async () => {
  const one = browser.files();
  const other = browser.files({ tab: { id: 2, windowId: 7 } });
  await settle();
  assert.equal(browser.hosts.length, 2);
  one.leave();
  await settle();
  assert.deepEqual(browser.hosts.map(({ connected }) => connected), [false, true]);
  other.leave();
});

test('why nothing more is done it learns as it is', async () => {
  const page = await greeted();
  browser.host.emit({ method: 'fault', params: { code: 'frame-too-large' }, role: 'extension' });
  await settle();
  const { pidpys, code, hint } = page.sent.at(-1);
  assert.deepEqual([pidpys, code, page.connected], ['closed', 'frame-too-large', false]);
  assert.ok(hint);
});

test('a host that is missing is told of', async () => {
  const page = browser.files();
  await settle();
  browser.host.leave('Specified native messaging host not found.');
  await settle();
  assert.equal(page.sent.at(-1).code, 'host-missing');
});

test('an older host, which knows no such page, is told of', async () => {
  for (const code of ['invalid-params', 'malformed']) {
    const page = browser.files();
    await settle();
    const [{ id }] = browser.host.sent;
    browser.host.emit({ id, error: { code }, role: 'extension' });
    await settle();
    assert.equal(page.sent.at(-1).code, 'host-too-old', code);
  }
});
