// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mock, test } from 'node:test';
import { Script, createContext } from 'node:vm';

import { FakePort, settle, translator } from './fakes.js';

const sources = ['line', 'webeid'].map((name) => readFileSync(new URL(`../compat/${name}.js`, import.meta.url), 'utf8'));
const words = translator('uk');

const CABINET = 'https://cabinet.example';
const NONCE = 'MTIzNDU2NzgxMjM0NTY3ODEyMzQ1Njc4MTIzNDU2Nzg=';
const TOKEN = { unverifiedCertificate: 'MIIB', algorithm: 'ES256', signature: 'c2ln', format: 'web-eid:1.0', appVersion: 'https://github.com/pidpys/pidpys/releases/0.1.0' };

const flat = (value) => JSON.parse(JSON.stringify(value));

/** A document with our scripts in it, and the host at the other end of its ports. */
class Document {
  ports = [];
  /** What the page's window heard, its own messages too. */
  heard = [];
  #listeners = new Map();
  #answered = new Set();

  constructor({ origin = CABINET, secure = true, framed = false, greets = true, version = '2.1.0' } = {}) {
    Object.assign(this, { origin, greets, version });
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
    const add = (type, listener) => this.#listeners.set(type, new Set(this.#listeners.get(type)).add(listener));
    this.window = { origin, isSecureContext: secure, addEventListener: add, postMessage: (message, target) => this.post(message, target) };
    this.window.top = framed ? {} : this.window;
    this.window.parent = framed ? {} : this.window;
    this.document = { prerendering: false, addEventListener: add };
    const document = this.document;
    class MutationObserver {
      constructor(changed) { (document.changed ??= []).push(changed); }
      observe() {}
    }
    this.chrome = { runtime: { id: 'pidpys', connect: ({ name }) => this.#connect(name) }, i18n: { getMessage: words } };
    const context = createContext({ window: this.window, document, chrome: this.chrome, MutationObserver, location: { origin: CABINET, protocol: 'https:' }, setTimeout: (...call) => setTimeout(...call), clearTimeout });
    for (const source of sources) new Script(source).runInContext(context);
  }

  #connect(name) {
    const port = new FakePort(name);
    this.ports.push(port);
    if (this.greets) setImmediate(() => port.emit({ pidpys: 'ready', host: '0.1.0' }));
    return port;
  }

  get port() {
    return this.ports.at(-1);
  }

  /** Calls that the host has not answered yet. */
  get asked() {
    return this.port.sent.filter((call) => call.method === 'dialect' && !this.#answered.has(call));
  }

  /** The host answers the oldest request, all but its first, which it always knows. */
  answer(result) {
    const [call] = this.asked;
    this.#answered.add(call);
    this.port.emit({ id: call.id, ...result });
  }

  says(answer) {
    this.answer({ result: { text: JSON.stringify(answer), last: true } });
  }

  /** A message to the page's own window; the scripts hear it later, as in a browser. */
  post(message, target) {
    assert.ok(target === '*' || target === CABINET, `posted to ${target}`);
    if (target !== '*' && target !== this.origin) return;
    setImmediate(() => this.hear(flat(message)));
  }

  hear(data, event = {}) {
    this.heard.push(data);
    for (const listener of this.#listeners.get('message') ?? []) listener({ isTrusted: true, source: this.window, origin: this.origin, data, ...event });
  }

  fire(type) {
    for (const listener of this.#listeners.get(type) ?? []) listener({});
  }

  /** document.open() */
  reopen() {
    this.#listeners.clear();
    for (const changed of this.document.changed) changed();
  }

  /** Lets messages and promises through, and as much time pass as another extension has. */
  async wait(time = 50) {
    for (let i = 0; i < 4; i++) await settle();
    mock.timers.tick(time);
    for (let i = 0; i < 4; i++) await settle();
  }

  /** The library sends a request: all but its timers, which are ours to meet. */
  async send(action, fields = {}) {
    this.window.postMessage({ action: `web-eid:${action}`, libraryVersion: '2.1.0', ...fields }, '*');
    await this.wait();
    if (this.ports.length > 0 && this.asked[0]?.params.text === JSON.stringify({ command: 'status', arguments: {} })) {
      this.says({ version: this.version });
      await this.wait(0);
    }
  }

  /** What the library makes of what it heard: the answers to an action, in order. */
  replies(action) {
    return this.heard.filter((message) => message?.action?.startsWith?.(`web-eid:${action}-`)).map(({ action: full, ...rest }) => [full.slice(`web-eid:${action}-`.length), rest]);
  }

  failure(action) {
    return this.replies(action).find(([kind]) => kind === 'failure')?.[1].error;
  }
}

/** What the host was asked to do. */
const commandOf = ({ params }) => JSON.parse(params.text);

test('status tells three versions, and starts a host', async () => {
  const page = new Document();
  await page.send('status');
  assert.equal(page.port.name, 'webeid');
  assert.deepEqual(page.replies('status'), [['ack', {}], ['success', { library: '2.1.0', extension: '2.1.0', nativeApp: '2.1.0' }]]);
});

test('the ack comes at once, whatever follows', async () => {
  const page = new Document({ greets: false });
  page.window.postMessage({ action: 'web-eid:status', libraryVersion: '2.1.0' }, '*');
  await settle();
  await settle();
  assert.deepEqual(page.replies('status'), [['ack', {}]]);
});

test('authenticate: what the page says goes to the host, and the token comes back', async () => {
  const page = new Document();
  await page.send('authenticate', { challengeNonce: NONCE, options: { lang: 'uk', userInteractionTimeout: 60_000 } });
  assert.deepEqual(commandOf(page.asked[0]), { command: 'authenticate', arguments: { challengeNonce: NONCE, lang: 'uk' } });
  page.says(TOKEN);
  await page.wait();
  assert.deepEqual(page.replies('authenticate'), [['ack', {}], ['success', TOKEN]]);
});

test('get-signing-certificate and sign, on one port', async () => {
  const page = new Document();
  const algorithm = { cryptoAlgorithm: 'ECC', hashFunction: 'SHA-384', paddingScheme: 'NONE' };
  await page.send('get-signing-certificate');
  assert.deepEqual(commandOf(page.asked[0]), { command: 'get-signing-certificate', arguments: {} });
  page.says({ certificate: 'MIIB', supportedSignatureAlgorithms: [algorithm] });
  await page.wait();
  assert.deepEqual(page.replies('get-signing-certificate')[1], ['success', { certificate: 'MIIB', supportedSignatureAlgorithms: [algorithm] }]);

  const order = { certificate: 'MIIB', hash: 'AAAA', hashFunction: 'SHA-384' };
  await page.send('sign', order);
  assert.deepEqual(commandOf(page.asked[0]), { command: 'sign', arguments: order });
  page.answer({ result: { text: '{"signature":"c2ln",', last: false } });
  await page.wait();
  assert.deepEqual(page.asked[0].params, {}, 'the rest is asked for');
  page.answer({ result: { text: `"signatureAlgorithm":${JSON.stringify(algorithm)}}`, last: true } });
  await page.wait();
  assert.deepEqual(page.replies('sign')[1], ['success', { signature: 'c2ln', signatureAlgorithm: algorithm }]);
  assert.equal(page.ports.length, 1);
});

test('what fails is told in the library’s codes', async () => {
  for (const [error, code, name] of [
    [{ code: 'ERR_WEBEID_USER_CANCELLED', message: 'Дію скасовано.' }, 'ERR_WEBEID_USER_CANCELLED', 'UserCancelledError'],
    [{ code: 'ERR_WEBEID_NATIVE_INVALID_ARGUMENT', message: 'hash' }, 'ERR_WEBEID_NATIVE_INVALID_ARGUMENT', 'NativeInvalidArgumentError'],
  ]) {
    const page = new Document();
    await page.send('authenticate', { challengeNonce: NONCE });
    page.says({ error });
    await page.wait();
    assert.deepEqual(page.failure('authenticate'), { name, code, message: error.message });
  }
  for (const [fault, code] of [['cancelled', 'USER_CANCELLED'], ['timed-out', 'USER_TIMEOUT'], ['busy', 'NATIVE_FATAL'], ['failed', 'NATIVE_UNAVAILABLE']]) {
    const page = new Document();
    await page.send('authenticate', { challengeNonce: NONCE });
    page.answer({ error: { code: fault } });
    await page.wait();
    assert.equal(page.failure('authenticate').code, `ERR_WEBEID_${code}`);
  }
});

test('no host, an old host, a site that was switched off', async () => {
  for (const [closed, code, more] of [
    ['host-missing', 'NATIVE_UNAVAILABLE'],
    ['host-too-old', 'VERSION_MISMATCH', { requiresUpdate: { extension: false, nativeApp: true } }],
    ['extension-too-old', 'VERSION_MISMATCH', { requiresUpdate: { extension: true, nativeApp: false } }],
    ['page-not-listed', 'EXTENSION_UNAVAILABLE'],
    ['forbidden', 'CONTEXT_INSECURE'],
  ]) {
    const page = new Document({ greets: false });
    await page.send('status');
    page.port.emit({ pidpys: 'closed', code: closed, hint: '' });
    await page.wait();
    const { name, message, ...told } = page.failure('status');
    assert.deepEqual(told, { code: `ERR_WEBEID_${code}`, ...more });
    assert.match(name, /^[A-Z][A-Za-z]+Error$/);
    assert.match(message, /[а-яі]/);
    page.greets = true;
    await page.send('status');
    assert.equal(page.ports.length, 2, 'what was mended is found');
    assert.equal(page.replies('status').at(-1)[0], 'success');
  }
});

test('a host that does not come in five seconds, and comes later', async () => {
  const page = new Document({ greets: false });
  await page.send('status');
  await page.wait(4_900);
  assert.equal(page.replies('status').length, 1);
  await page.wait(100);
  assert.equal(page.failure('status').code, 'ERR_WEBEID_NATIVE_UNAVAILABLE');
  page.port.emit({ pidpys: 'ready' });
  await page.wait();
  page.says({ version: '2.1.0' });
  await page.send('status');
  assert.equal(page.ports.length, 1);
  assert.equal(page.replies('status').at(-1)[0], 'success');
});

test('a person who takes too long is told so to the page, and the window goes', async () => {
  for (const [action, options, time] of [
    ['authenticate', undefined, 120_000], ['sign', undefined, 240_000], ['get-signing-certificate', { userInteractionTimeout: 1_000 }, 2_000],
    ['authenticate', { userInteractionTimeout: 1e12 }, 600_000], ['authenticate', { userInteractionTimeout: -1 }, 120_000], ['authenticate', { userInteractionTimeout: 'soon' }, 120_000],
  ]) {
    const page = new Document();
    await page.send(action, { options });
    const [{ id }] = page.asked;
    await page.wait(time - 100);
    assert.equal(page.replies(action).length, 1);
    await page.wait(100);
    assert.equal(page.failure(action).code, 'ERR_WEBEID_USER_TIMEOUT');
    assert.deepEqual(page.port.sent.at(-1).method, 'cancel');
    assert.deepEqual(page.port.sent.at(-1).params, { id });
    page.answer({ error: { code: 'cancelled' } });
    await page.wait();
    assert.equal(page.replies(action).length, 2, 'one answer');
    await page.send('authenticate', { challengeNonce: NONCE });
    assert.equal(commandOf(page.asked[0]).command, 'authenticate');
  }
});

test('one of each action is under way, one request is with the host, and status needs no turn', async () => {
  const page = new Document();
  await page.send('authenticate', { challengeNonce: NONCE });
  await page.send('authenticate', { challengeNonce: NONCE });
  assert.deepEqual(page.replies('authenticate'), [['ack', {}]], 'the library’s own mistake, which it tells itself');
  await page.send('get-signing-certificate');
  await page.send('status');
  assert.equal(page.replies('status').at(-1)[0], 'success');
  assert.equal(page.asked.length, 1);
  page.says(TOKEN);
  await page.wait();
  assert.equal(commandOf(page.asked[0]).command, 'get-signing-certificate');
});

test('what nobody waits for any more never gets to the host', async () => {
  const page = new Document();
  await page.send('authenticate', { challengeNonce: NONCE, options: { userInteractionTimeout: 600_000 } });
  await page.send('sign', { options: { userInteractionTimeout: 1_000 } });
  await page.wait(2_000);
  assert.equal(page.failure('sign').code, 'ERR_WEBEID_USER_TIMEOUT');
  assert.equal(page.port.sent.filter(({ method }) => method === 'cancel').length, 0, 'the other one goes on');
  page.says(TOKEN);
  await page.wait();
  assert.equal(page.asked.length, 0);
});

test('ten thousand calls are one', async () => {
  const page = new Document();
  for (let i = 0; i < 10_000; i++) page.hear({ action: 'web-eid:authenticate', libraryVersion: '2.1.0', challengeNonce: NONCE });
  await page.wait();
  page.says({ version: '2.1.0' });
  await page.wait();
  assert.equal(page.asked.length, 1);
  assert.equal(page.replies('authenticate').filter(([kind]) => kind === 'ack').length, 1);
});

test('versions: a later library wants an update of ours', async () => {
  for (const [library, host, requiresUpdate] of [
    ['3.0.0', '2.1.0', { extension: true, nativeApp: true }],
    ['3.0.0-beta.1', '3.4.5', { extension: true, nativeApp: false }],
    ['1.0.0', '1.9.9', { extension: false, nativeApp: true }],
  ]) {
    const page = new Document({ version: host });
    await page.send('authenticate', { libraryVersion: library, challengeNonce: NONCE });
    const { code, name, message, ...more } = page.failure('authenticate');
    assert.deepEqual([code, name], ['ERR_WEBEID_VERSION_MISMATCH', 'VersionMismatchError']);
    assert.ok(message);
    assert.deepEqual(more, { library, extension: '2.1.0', nativeApp: host, requiresUpdate });
    assert.equal(page.asked.length, 0, 'nobody was bothered');
  }
  for (const library of ['2.0.0', '2.1.0-beta.2', '1.0.2', '2.99.0+build.7']) {
    const page = new Document();
    await page.send('status', { libraryVersion: library });
    assert.equal(page.replies('status').at(-1)[0], 'success', library);
  }
});

test('a version that is none', async () => {
  for (const libraryVersion of [undefined, null, 2, '', '2', '2.1', 'two', '2.1.0 ', `2.1.${'0'.repeat(99)}`, ['2.1.0'], { major: 2 }]) {
    const page = new Document();
    await page.send('status', { libraryVersion });
    assert.equal(page.failure('status').code, 'ERR_WEBEID_VERSION_INVALID');
    assert.equal(page.failure('status').name, 'VersionInvalidError');
    assert.equal(page.ports.length, 0);
  }
});

test('insecure pages, opaque origins and frames in frames are refused aloud', async () => {
  for (const properties of [{ secure: false }, { origin: 'null' }, { framed: true }]) {
    const page = new Document(properties);
    await page.send('get-signing-certificate');
    assert.equal(page.replies('get-signing-certificate')[0][0], 'ack');
    const { code, name } = page.failure('get-signing-certificate');
    assert.deepEqual([code, name], ['ERR_WEBEID_CONTEXT_INSECURE', 'ContextInsecureError']);
    assert.equal(page.ports.length, 0);
  }
});

test('another extension that answers is let have the page', async () => {
  for (const kind of ['ack', 'success', 'failure']) {
    const page = new Document();
    page.window.postMessage({ action: 'web-eid:status', libraryVersion: '2.1.0' }, '*');
    page.window.postMessage({ action: `web-eid:status-${kind}` }, '*');
    await page.wait();
    assert.equal(page.ports.length, 0, 'no host was started');
    await page.send('authenticate', { challengeNonce: NONCE });
    assert.deepEqual(page.replies('authenticate'), [], 'silent from now on');
  }
});

test('another extension that comes late ends what is under way', async () => {
  const page = new Document();
  await page.send('authenticate', { challengeNonce: NONCE });
  page.hear({ action: 'web-eid:authenticate-ack' });
  await page.wait();
  assert.equal(page.port.connected, false, 'and the person’s window closes');
  assert.deepEqual(page.replies('authenticate'), [['ack', {}], ['ack', {}]]);
});

test('what is no request is no business of ours', async () => {
  const page = new Document();
  for (const data of [null, 'web-eid:status', {}, { action: 7 }, { action: ['web-eid:status'] }, { action: 'web-eid:warning', warnings: [] }, { action: 'web-eid:quit' }, { action: 'web-eid:status_FAILURE' }, { action: 'other-status-ack' }]) page.hear(data);
  page.hear({ action: 'web-eid:status', libraryVersion: '2.1.0' }, { isTrusted: false });
  page.hear({ action: 'web-eid:status', libraryVersion: '2.1.0' }, { source: {} });
  page.hear({ action: 'web-eid:status-ack' }, { source: {} });
  await page.wait();
  assert.equal(page.ports.length, 0);
  await page.send('status');
  assert.equal(page.replies('status').at(-1)[0], 'success');
});

test('a request that no JSON can be, and one that is too long', async () => {
  const circle = {};
  circle.circle = circle;
  for (const challengeNonce of [1n, circle, 'x'.repeat(65_536)]) {
    const page = new Document();
    page.hear({ action: 'web-eid:authenticate', libraryVersion: '2.1.0', challengeNonce });
    await page.wait();
    assert.equal(page.heard.at(-1).error.code, 'ERR_WEBEID_NATIVE_INVALID_ARGUMENT');
    assert.equal(page.ports.length, 0);
  }
});

test('what the page adds goes to the host, which refuses it', async () => {
  const page = new Document();
  await page.send('authenticate', { challengeNonce: NONCE, origin: 'https://bank.example' });
  assert.deepEqual(commandOf(page.asked[0]).arguments, { challengeNonce: NONCE, origin: 'https://bank.example' });
});

test('document.open() takes nothing from it, and a page that is left has no host', async () => {
  const page = new Document();
  page.reopen();
  await page.send('authenticate', { challengeNonce: NONCE });
  assert.equal(page.asked.length, 1);
  page.fire('pagehide');
  await page.wait();
  assert.equal(page.ports[0].connected, false);
  assert.equal(page.failure('authenticate').code, 'ERR_WEBEID_NATIVE_UNAVAILABLE');
  await page.send('status');
  assert.equal(page.ports.length, 2, 'it came back');
  assert.equal(page.replies('status').at(-1)[0], 'success');
});

test('a connection that was and is no more stays so until the page is loaded again', async () => {
  const page = new Document();
  await page.send('authenticate', { challengeNonce: NONCE });
  page.port.leave();
  await page.wait();
  assert.equal(page.failure('authenticate').code, 'ERR_WEBEID_NATIVE_UNAVAILABLE');
  await page.send('status');
  assert.equal(page.ports.length, 1, 'what the host knew of the page is not forgotten by asking anew');
  assert.equal(page.failure('status').code, 'ERR_WEBEID_NATIVE_UNAVAILABLE');
});

test('an extension that went away says so', async () => {
  const page = new Document();
  const invalidated = () => { throw new Error('Extension context invalidated.'); };
  Object.assign(page.chrome, { runtime: { connect: invalidated }, i18n: { getMessage: invalidated } });
  await page.send('status');
  assert.equal(page.failure('status').code, 'ERR_WEBEID_EXTENSION_UNAVAILABLE');
});
