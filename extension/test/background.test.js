// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { FakeBrowser, settle } from './fakes.js';

// background.js starts listening when it is loaded, as a browser wants it.
globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

const LIST = { host: 'org.pidpys.host', sites: [{ origin: 'https://cabinet.example' }] };

mock.timers.enable({ apis: ['setTimeout'] });

let browser;
beforeEach(async () => {
  browser = new FakeBrowser();
  listen(browser, LIST);
  await settle();
});

/** A page whose host has answered. */
function greeted() {
  const page = browser.page();
  const [{ id }] = browser.host.sent;
  browser.host.emit({ id, result: { version: '0.2.0', protocol: 1, name: 'org.pidpys.host' }, role: 'extension' });
  return page;
}

/** The host asks for the window, and it loads. */
async function opened() {
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  const window = browser.connectWindow();
  await settle();
  return window;
}

test('the first frame to the host is hello, with the origin the browser gave', () => {
  browser.page();
  assert.equal(browser.host.name, 'org.pidpys.host');
  const [{ id, ...hello }] = browser.host.sent;
  assert.match(id, /^.{1,64}$/);
  assert.deepEqual(hello, {
    method: 'hello',
    params: { version: '0.1.0', protocol: 1, browser: hello.params.browser, origin: 'https://cabinet.example', language: 'uk' },
    role: 'extension',
  });
  assert.match(hello.params.browser, /^Chromium/);
});

test('the host is told the language and the least level that the person chose', async () => {
  await browser.storage.local.set({ preferences: { language: 'en', level: 'B-LT' } });
  browser.page();
  assert.deepEqual([browser.host.sent[0].params.language, browser.host.sent[0].params.level], ['en', 'B-LT']);
  for (const preferences of [{ language: 'de', level: 'B-C' }, 'none', null, { level: 7 }]) {
    await browser.storage.local.set({ preferences });
    browser.page();
    assert.deepEqual([browser.host.sent[0].params.language, 'level' in browser.host.sent[0].params], ['uk', false]);
  }
});

test('a page in a hurry says nothing before hello', async () => {
  browser = new FakeBrowser();
  listen(browser, LIST);
  const page = browser.page();
  page.emit({ id: '1', method: 'sign', params: {} });
  assert.deepEqual(browser.host.sent, [], 'what the person prefers is not known yet');
  await settle();
  assert.deepEqual(browser.host.sent.map(({ method }) => method), ['hello', 'sign']);
});

test('a page is told when the host is ready', () => {
  assert.deepEqual(greeted().sent, [{ pidpys: 'ready', host: '0.2.0' }]);
});

test('a host that never answers does not keep the page waiting', () => {
  const silent = browser.page();
  mock.timers.tick(29_999);
  assert.deepEqual(silent.sent, []);
  mock.timers.tick(1);
  assert.equal(silent.sent[0].code, 'failed');
  assert.equal(browser.host.connected, false);

  const answered = greeted();
  mock.timers.tick(3_600_000);
  assert.equal(answered.connected, true, 'once it has answered, people may take their time');
});

test('a host of another protocol is refused by name', () => {
  for (const [protocol, code] of [[0, 'host-too-old'], [2, 'extension-too-old']]) {
    const page = browser.page();
    const [{ id }] = browser.host.sent;
    browser.host.emit({ id, result: { version: '9', protocol, name: 'x' }, role: 'extension' });
    assert.equal(page.sent[0].code, code);
    assert.ok(page.sent[0].hint);
    assert.equal(page.connected, false);
  }
});

test('the host may name the older side itself', () => {
  const page = browser.page();
  browser.host.emit({ id: browser.host.sent[0].id, error: { code: 'extension-too-old' }, role: 'extension' });
  assert.equal(page.sent[0].code, 'extension-too-old');
});

test('a page that is not listed is told so, and no host is started', async () => {
  const page = browser.page({ url: 'https://evil.example/', origin: 'https://evil.example' });
  await settle();
  assert.equal(page.sent[0].pidpys, 'closed');
  assert.equal(page.sent[0].code, 'page-not-listed');
  assert.match(page.sent[0].hint, /адресу/);
  assert.equal(browser.hosts.length, 0);
});

test('a document has one connection at a time', () => {
  const first = browser.page({ documentId: 'D1' });
  assert.equal(browser.page({ documentId: 'D1' }).sent[0].code, 'busy');
  assert.equal(browser.page({ documentId: 'D2' }).connected, true);
  first.leave();
  assert.equal(browser.page({ documentId: 'D1' }).connected, true);
});

test('frames carry the role they came from, and lose it on the way back', async () => {
  const page = greeted();
  const window = await opened();
  browser.host.sent.length = page.sent.length = 0;
  page.emit({ id: '1', method: 'sign', params: {} });
  window.emit({ id: '1', method: 'operation' });
  await settle();
  assert.deepEqual(browser.host.sent, [
    { id: '1', method: 'sign', params: {}, role: 'page' },
    { id: '1', method: 'operation', role: 'window' },
  ]);
  browser.host.emit({ id: '1', result: {}, role: 'page' });
  browser.host.emit({ method: 'show', params: { kind: 'done' }, role: 'window' });
  assert.deepEqual(page.sent, [{ id: '1', result: {} }]);
  assert.deepEqual(window.sent, [{ method: 'show', params: { kind: 'done' } }]);
});

test('what brings a role, or is no frame, is dropped', async () => {
  const page = greeted();
  const window = await opened();
  browser.host.sent.length = 0;
  for (const frame of [{ id: '1', method: 'operation', role: 'window' }, { role: undefined }, null, 'sign', 7, [{}]]) {
    page.emit(frame);
    window.emit(frame);
  }
  await settle();
  assert.deepEqual(browser.host.sent, []);
});

test('a frame for nobody known goes nowhere', () => {
  const page = greeted();
  page.sent.length = 0;
  for (const role of ['host', undefined, 1]) browser.host.emit({ method: 'show', params: {}, role });
  assert.deepEqual(page.sent, []);
});

test('the window is a popup at our own address, over the page', async () => {
  greeted();
  await opened();
  const { url, type, width, left, top } = browser.window.options;
  assert.match(url, /^chrome-extension:\/\/pidpys\/ui\/window\.html\?[0-9a-f-]{36}$/);
  assert.deepEqual({ type, width, left, top }, { type: 'popup', width: 520, left: 440, top: 50 });
  assert.deepEqual(browser.host.sent.at(-1), { id: 'w', result: {}, role: 'extension' });
});

test('only the tab that was opened, at the address that was made, is the window', async () => {
  greeted();
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  const { url } = browser.window.options;
  const elsewhere = [{ url: 'chrome-extension://pidpys/ui/window.html' }, { frameId: 3 }];
  for (const sender of elsewhere) assert.equal(browser.connectWindow(sender).connected, false);
  const window = browser.connectWindow();
  assert.equal(browser.connectWindow({ url }).connected, false, 'an address is good for once');
  await settle();
  assert.equal(window.connected, true);
});

test('the right address in another tab is refused', async () => {
  greeted();
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  const window = browser.connectWindow({ tab: { id: 5 } });
  window.emit({ id: '1', method: 'operation' });
  await settle();
  assert.equal(window.connected, false);
  assert.ok(!browser.host.sent.some(({ role }) => role === 'window'));
});

test('only an operation’s own window can send the person to a provider’s page', async () => {
  greeted();
  const { sender } = await opened();
  const another = browser.signIn({ ...sender, url: 'chrome-extension://pidpys/ui/window.html?1' });
  const script = browser.signIn({ ...sender, url: 'https://cabinet.example/' });
  const frame = browser.signIn({ ...sender, frameId: 3 });
  for (const port of [another, script, frame]) assert.equal(port.connected, false);
  const port = browser.signIn(sender);
  port.emit({ url: 'https://sign.example/' });
  assert.equal(browser.visit.url, 'https://sign.example/');
  assert.equal(port.connected, true);
});

test('a window asked for again is loaded anew and comes to the front', async () => {
  greeted();
  const first = await opened();
  const { url } = browser.window.options;
  const second = await opened();
  assert.equal(browser.windowsOpen.size, 1);
  assert.notEqual(browser.window.options.url, url);
  assert.equal(browser.window.focused, true);
  browser.host.sent.length = 0;
  first.leave();
  first.emit({ id: '9', method: 'operation' });
  second.emit({ id: '1', method: 'operation' });
  await settle();
  assert.deepEqual(browser.host.sent, [{ id: '1', method: 'operation', role: 'window' }]);
});

test('a window over a private one is told to keep nothing, as often as it is loaded', async () => {
  greeted();
  await opened();
  assert.doesNotMatch(browser.window.options.url, /private/);
  browser = new FakeBrowser();
  browser.windows.get = async (id) => ({ id, incognito: true });
  listen(browser, LIST);
  await settle();
  greeted();
  for (const time of ['first', 'again']) {
    await opened();
    assert.match(browser.window.options.url, /ui\/window\.html\?[0-9a-f-]{36}&private$/, time);
  }
});

test('a window that cannot open is said', async () => {
  greeted();
  browser.windows.create = async () => { throw new Error('no'); };
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  assert.deepEqual(browser.host.sent.at(-1), { id: 'w', error: { code: 'internal' }, role: 'extension' });
});

test('a page whose tab cannot be placed gets its window all the same', async () => {
  const unplaced = [
    () => { browser.windows.get = async (id) => { throw new Error(`No window with id: ${id}.`); }; },
    () => {
      const { create } = browser.windows;
      browser.windows.create = async (options) => {
        if ('left' in options) throw new Error('Invalid value for bounds.');
        return create(options);
      };
    },
  ];
  for (const where of unplaced) {
    browser = new FakeBrowser();
    listen(browser, LIST);
    await settle();
    where();
    greeted();
    await opened();
    assert.deepEqual(browser.host.sent.at(-1), { id: 'w', result: {}, role: 'extension' });
    assert.equal(browser.window.options.left, undefined);
  }
});

test('a page that goes while its window opens leaves none', async () => {
  const page = greeted();
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  page.leave();
  await settle();
  assert.equal(browser.windowsOpen.size, 0);
});

test('what is said while the window loads is heard when it has loaded', async () => {
  greeted();
  browser.host.emit({ id: 'w', method: 'window', params: {}, role: 'extension' });
  await settle();
  const notice = { method: 'show', params: { kind: 'error', code: 'read-failed' } };
  browser.host.emit({ ...notice, role: 'window' });
  const window = browser.connectWindow();
  await settle();
  assert.deepEqual(window.sent, [notice]);
  const anew = await opened();
  assert.deepEqual(anew.sent, [], 'and only by the window it was said to');
});

test('closing or leaving the window is told once, and closes it', async () => {
  for (const go of [(window) => window.leave(), () => browser.windows.remove(browser.window.id)]) {
    greeted();
    const window = await opened();
    await go(window);
    await settle();
    const closed = browser.host.sent.filter(({ method }) => method === 'closed');
    assert.deepEqual(closed, [{ method: 'closed', params: {}, role: 'extension' }]);
    assert.equal(browser.windowsOpen.size, 0);
  }
});

test('a window the host closes is not reported', async () => {
  greeted();
  const window = await opened();
  browser.host.emit({ method: 'close-window', params: {}, role: 'extension' });
  await settle();
  window.leave();
  await settle();
  assert.equal(browser.windowsOpen.size, 0);
  assert.ok(!browser.host.sent.some(({ method }) => method === 'closed'));
});

test('when the page goes, its host and window go', async () => {
  const page = greeted();
  await opened();
  page.leave();
  await settle();
  assert.equal(browser.host.connected, false);
  assert.equal(browser.windowsOpen.size, 0);
});

test('why there is no host is told apart', () => {
  for (const [sentence, code] of [
    ['Specified native messaging host not found.', 'host-missing'],
    ['No such native application org.pidpys.host', 'host-missing'],
    ['Access to the specified native messaging host is forbidden.', 'host-forbidden'],
    ['Access to the native messaging host was disabled by the system administrator.', 'host-forbidden'],
    ['Native host has exited.', 'failed'],
    [undefined, 'failed'],
  ]) {
    for (const firefox of [true, false]) {
      const page = browser.page();
      browser.runtime.lastError = firefox ? undefined : { message: sentence };
      browser.host.leave(firefox ? sentence : undefined);
      assert.equal(page.sent.at(-1).pidpys, 'closed');
      assert.equal(page.sent.at(-1).code, code, sentence);
      assert.ok(page.sent.at(-1).hint);
    }
  }
});

test('a fault of the host reaches the page as failed', () => {
  const page = greeted();
  browser.host.emit({ method: 'fault', params: { code: 'malformed' }, role: 'extension' });
  assert.equal(page.sent.at(-1).code, 'failed');
  assert.equal(browser.host.connected, false);
});

test('a frame the browser will not carry ends the connection', () => {
  const page = greeted();
  browser.host.postMessage = () => { throw new Error('Message exceeded maximum allowed size of 64MiB.'); };
  page.emit({ id: '1', method: 'sign', params: {} });
  assert.equal(page.sent.at(-1).code, 'failed');
});

test('an unknown call to the extension is answered', () => {
  greeted();
  browser.host.emit({ id: 'x', method: 'grease-1', params: {}, role: 'extension' });
  assert.deepEqual(browser.host.sent.at(-1), { id: 'x', error: { code: 'unsupported' }, role: 'extension' });
});

test('two pages have two hosts that know nothing of each other', async () => {
  const one = greeted();
  const [first] = browser.hosts;
  const two = greeted();
  one.emit({ id: '1', method: 'verify', params: {} });
  two.leave();
  assert.equal(browser.hosts[1].connected, false);
  assert.equal(first.connected, true);
  assert.deepEqual(first.sent.at(-1), { id: '1', method: 'verify', params: {}, role: 'page' });
});

test('a page may bring its own window to the front, and nothing of that goes to the host', async () => {
  const page = greeted();
  await opened();
  const { length } = browser.host.sent;
  page.emit({ pidpys: 'show' });
  await settle();
  assert.equal(browser.window.focused, true);
  assert.equal(browser.host.sent.length, length);
});
