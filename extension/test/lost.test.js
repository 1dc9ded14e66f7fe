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

/** A page whose host is ready. */
function greeted(name = 'page', sender = {}) {
  const page = browser.page(sender, name);
  const { id } = browser.host.sent.find(({ method }) => method === 'hello');
  browser.host.emit({ id, result: { version: '1.0.0', protocol: 1, name: 'org.pidpys.host' }, role: 'extension' });
  return page;
}

const end = (page) => page.sent.at(-1);

test('a host that ends by itself is lost, and its window is gone', async () => {
  const page = greeted();
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  browser.host.leave('Native host has exited.');
  await settle();
  assert.deepEqual([end(page).pidpys, end(page).code, end(page).lost], ['closed', 'failed', true]);
  assert.equal(browser.window, undefined);
});

test('no other end is a loss', () => {
  for (const [reason, ends] of Object.entries({
    'it never was ready': () => browser.page() && browser.host.leave('Native host has exited.'),
    'it may not be used any more': () => greeted() && browser.host.leave('Access to the specified native messaging host is forbidden.'),
    'the page broke the protocol': () => {
      greeted();
      browser.host.emit({ method: 'fault', params: { code: 'malformed' }, role: 'extension' });
      browser.host.leave('Native host has exited.');
    },
  })) {
    let page;
    const connected = browser.page;
    browser.page = (...more) => (page = connected.apply(browser, more));
    ends();
    assert.equal(end(page).pidpys, 'closed', reason);
    assert.ok(!('lost' in end(page)), reason);
    browser.page = connected;
  }
});

test('the next host learns that it is not the page’s first', () => {
  const [first, again] = ['page', 'page-again'].map((name) => {
    greeted(name);
    return browser.host.sent.find(({ method }) => method === 'hello').params;
  });
  assert.ok(!('again' in first));
  assert.deepEqual([again.again, again.origin], [true, 'https://cabinet.example']);
});

test('a document has one connection, whichever it is', () => {
  greeted('page', { documentId: 'D1' });
  assert.equal(end(browser.page({ documentId: 'D1' }, 'page-again')).code, 'busy');
});
