// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { FakeBrowser, settle } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

mock.timers.enable({ apis: ['setTimeout'] });

const WELCOME = { version: '0.2.0', protocol: 1, name: 'org.pidpys.host', settings: { pin_entry: 'window', locked: [] } };

let browser;
beforeEach(async () => {
  browser = new FakeBrowser();
  listen(browser, { host: 'org.pidpys.host', sites: [] });
  await settle();
});

/** The page of help asks, and the host greets it. */
function greeted() {
  const page = browser.help();
  browser.host.emit({ id: browser.host.sent[0].id, result: WELCOME, role: 'extension' });
  return { page, call: browser.host.sent.at(-1) };
}

test('the host says who it is, then what it found, and is let go', () => {
  const { page, call } = greeted();
  assert.deepEqual({ ...call, id: '' }, { id: '', method: 'examine', params: {}, role: 'extension' });
  const examination = { findings: [], worst: 'ok' };
  browser.host.emit({ id: call.id, result: examination, role: 'extension' });
  assert.deepEqual(page.sent, [{ welcome: WELCOME }, { answer: examination }]);
  assert.equal(browser.host.connected, false);
});

test('the page of options asks whom there is to choose', () => {
  const page = browser.options();
  browser.host.emit({ id: browser.host.sent[0].id, result: WELCOME, role: 'extension' });
  const call = browser.host.sent.at(-1);
  assert.deepEqual({ ...call, id: '' }, { id: '', method: 'authorities', params: {}, role: 'extension' });
  const choice = { authorities: [{ name: 'КНЕДП ДПС', edrpou: '1', lookup: true }] };
  browser.host.emit({ id: call.id, result: choice, role: 'extension' });
  assert.deepEqual(page.sent, [{ welcome: WELCOME }, { answer: choice }]);
  assert.equal(browser.host.connected, false);
  for (const url of ['ui/help.html', 'ui/window.html']) assert.equal(browser.options({ url: browser.runtime.getURL(url) }).connected, false);
});

test('why it cannot be reached is told by its code', () => {
  for (const [code, fail] of Object.entries({
    'host-missing': () => browser.host.leave('No such native application org.pidpys.host'),
    'host-forbidden': () => browser.host.leave('Access to the specified native messaging host is forbidden.'),
    'host-too-old': () => browser.host.emit({ id: browser.host.sent[0].id, result: { ...WELCOME, protocol: 0 }, role: 'extension' }),
    'extension-too-old': () => browser.host.emit({ id: browser.host.sent[0].id, error: { code: 'extension-too-old' }, role: 'extension' }),
    failed: () => mock.timers.tick(30_000),
  })) {
    const page = browser.help();
    fail();
    assert.deepEqual(page.sent, [{ code }]);
    assert.equal(browser.host.connected, false);
  }
});

test('a host that cannot examine is too old; what else goes wrong has its own name', () => {
  for (const [said, told] of [['unsupported', 'host-too-old'], ['internal', 'internal']]) {
    const { page, call } = greeted();
    browser.host.emit({ id: call.id, error: { code: said }, role: 'extension' });
    assert.deepEqual(page.sent.at(-1), { code: told });
  }
});

test('a host that hangs while it examines keeps nobody waiting', () => {
  const { page } = greeted();
  mock.timers.tick(45_000);
  assert.deepEqual(page.sent.at(-1), { code: 'failed' });
  assert.equal(browser.host.connected, false);
});

test('no answer but to its own call counts', () => {
  const { page, call } = greeted();
  browser.host.emit({ id: `${call.id}x`, result: {}, role: 'extension' });
  assert.equal(page.sent.length, 1);
  assert.equal(browser.host.connected, true);
});

test('whoever closes the page asks no more', () => {
  const { page } = greeted();
  page.leave();
  assert.equal(browser.host.connected, false);
});

test('nobody else is told: not a cabinet, not a frame, not another page of ours', () => {
  for (const sender of [{ url: 'https://cabinet.example/' }, { frameId: 2 }, { url: 'chrome-extension://pidpys/ui/window.html' }, { url: undefined }, { url: 'chrome-extension://pidpys/ui/help.html.evil' }]) {
    assert.equal(browser.help(sender).connected, false);
  }
  assert.equal(browser.hosts.length, 0);
  assert.equal(browser.help({ url: 'chrome-extension://pidpys/ui/help.html#cabinets' }).connected, true);
});
