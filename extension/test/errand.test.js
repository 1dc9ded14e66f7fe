// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { FakeBrowser, settle } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

mock.timers.enable({ apis: ['setTimeout'] });

let browser;
beforeEach(() => {
  browser = new FakeBrowser();
  listen(browser, { host: 'org.pidpys.host', sites: [{ origin: 'https://cabinet.example' }] });
});

/** The person pressed the button, and the host answered. */
async function greeted() {
  await browser.press();
  const [{ id }] = browser.host.sent;
  browser.host.emit({ id, result: { version: '0.2.0', protocol: 1, name: 'org.pidpys.host' }, role: 'extension' });
  return browser.host.sent.at(-1);
}

/** The host asks for the window, and it loads. */
async function opened() {
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  const window = browser.connectWindow();
  await settle();
  return window;
}

/** What the window was told is wrong. */
const told = (window) => window.sent.filter(({ method }) => method === 'show').map(({ params }) => params);

test('the button starts a host of its own, which is told of no page', async () => {
  await browser.press();
  const [{ method, params, role }] = browser.host.sent;
  assert.deepEqual([method, role], ['hello', 'extension']);
  assert.deepEqual(Object.keys(params).sort(), ['browser', 'language', 'protocol', 'version']);
});

test('once the host is ready it is called for the move', async () => {
  const { id, ...call } = await greeted();
  assert.match(id, /^.{1,64}$/);
  assert.deepEqual(call, { method: 'reissue', params: {}, role: 'extension' });
});

test('the window opens over the tab where the button was pressed', async () => {
  await greeted();
  await opened();
  const { type, left, top } = browser.window.options;
  assert.deepEqual({ type, left, top }, { type: 'popup', left: 440, top: 50 });
});

test('a second press brings the window to the front, and starts nothing', async () => {
  await browser.press();
  await browser.press();
  assert.equal(browser.hosts.length, 1, 'before there is a window');
  browser.host.emit({ id: browser.host.sent[0].id, result: { version: '1', protocol: 1 }, role: 'extension' });
  await opened();
  await browser.press();
  await settle();
  assert.equal(browser.hosts.length, 1);
  assert.equal(browser.window.focused, true);
});

test('pages go on beside it', async () => {
  await greeted();
  const [own] = browser.hosts;
  const page = browser.page();
  assert.equal(browser.hosts.length, 2);
  page.leave();
  await settle();
  assert.equal(own.connected, true);
});

test('when the person closes the window all is over, and the button starts anew', async () => {
  await greeted();
  await opened();
  const [host] = browser.hosts;
  await browser.windows.remove(browser.window.id);
  await settle();
  assert.equal(host.sent.at(-1).method, 'closed');
  assert.equal(host.connected, false);
  await browser.press();
  assert.equal(browser.hosts.length, 2);
});

test('what was done stays to be read', async () => {
  const { id } = await greeted();
  const window = await opened();
  browser.host.emit({ id, result: {}, role: 'extension' });
  browser.host.emit({ method: 'show', params: { kind: 'reissued', outcome: 'done' }, role: 'window' });
  await settle();
  assert.deepEqual(told(window), [{ kind: 'reissued', outcome: 'done' }], 'whichever of both is said first');
  assert.equal(browser.windowsOpen.size, 1);
  await browser.windows.remove(browser.window.id);
  await settle();
  assert.equal(browser.host.connected, false);
});

test('what is only read gives way to a new beginning', async () => {
  for (const end of [({ id }) => browser.host.emit({ id, result: {}, role: 'extension' }), () => browser.host.leave('Native host has exited.')]) {
    const call = await greeted();
    await opened();
    const { window } = browser;
    end(call);
    await settle();
    await browser.press();
    await settle();
    assert.equal(browser.host.connected, true);
    assert.ok(!browser.windowsOpen.has(window.id));
    await opened();
    assert.equal(browser.windowsOpen.size, 1);
    await browser.windows.remove(browser.window.id);
    await settle();
  }
});

test('why it failed is told by whoever knows best', async () => {
  const { id } = await greeted();
  const window = await opened();
  browser.host.emit({ id, error: { code: 'timed-out' }, role: 'extension' });
  browser.host.emit({ method: 'show', params: { kind: 'error', code: 'timed-out', params: {} }, role: 'window' });
  await settle();
  assert.deepEqual(told(window), [{ kind: 'error', code: 'timed-out', params: {} }]);
});

test('whoever refuses is told nothing', async () => {
  const { id } = await greeted();
  await opened();
  browser.host.emit({ method: 'close-window', params: {}, role: 'extension' });
  browser.host.emit({ id, error: { code: 'cancelled' }, role: 'extension' });
  await settle();
  assert.equal(browser.windowsOpen.size, 0);
  assert.equal(browser.host.connected, false);
  await browser.press();
  assert.equal(browser.hosts.length, 2);
});

test('why nothing begins is told in the window', async () => {
  for (const [why, fail] of Object.entries({
    'host-missing': () => browser.host.leave('Specified native messaging host not found.'),
    'host-too-old': () => browser.host.emit({ id: browser.host.sent[0].id, result: { version: '0', protocol: 0 }, role: 'extension' }),
    failed: () => mock.timers.tick(30_000),
    internal: () => browser.host.emit({ method: 'fault', params: { code: 'internal' }, role: 'extension' }),
  })) {
    await browser.press();
    fail();
    await settle();
    const window = browser.connectWindow();
    await settle();
    assert.deepEqual(told(window), [{ kind: 'error', code: why }]);
    assert.equal(browser.host.connected, false);
    await browser.windows.remove(browser.window.id);
    await settle();
  }
  assert.equal(browser.hosts.length, 4, 'after each the button starts anew');
});

test('an older host, which does not know the call, is told of', async () => {
  const { id } = await greeted();
  browser.host.emit({ id, error: { code: 'unsupported' }, role: 'extension' });
  await settle();
  const window = browser.connectWindow();
  await settle();
  assert.deepEqual(told(window), [{ kind: 'error', code: 'host-too-old' }]);
});

test('a host that dies leaves its window, which says so', async () => {
  await greeted();
  const window = await opened();
  browser.host.leave('Native host has exited.');
  await settle();
  assert.deepEqual(told(window), [{ kind: 'error', code: 'failed' }]);
  assert.equal(browser.windowsOpen.size, 1);
});

test('where no window opens at all, the button may be pressed again', async () => {
  browser.windows.create = async () => { throw new Error('no'); };
  await browser.press();
  browser.host.leave('Native host has exited.');
  await settle();
  await browser.press();
  assert.equal(browser.hosts.length, 2);
});

test('nothing is for a page, and no other answer counts', async () => {
  const { id } = await greeted();
  await opened();
  browser.host.emit({ id: '1', result: {}, role: 'page' });
  browser.host.emit({ id: `${id}x`, error: { code: 'failed' }, role: 'extension' });
  await settle();
  assert.equal(browser.host.connected, true);
});
