// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Script, createContext } from 'node:vm';

import { FakePort, settle, translator } from './fakes.js';

const sources = ['line', 'iit'].map((name) => readFileSync(new URL(`../compat/${name}.js`, import.meta.url), 'utf8'));
const uk = translator('uk');

const ORIGIN = 'https://cabinet.example';
const CHROMIUM = 'chrome-extension://jffafkigfgmjafhpkoibhfefeaebmccg/';
const FIREFOX = 'eusw@iit.com.ua';

/** As much of a document as the scripts use: elements of a class, and what may change. */
class Document {
  elements = [];
  ports = [];
  /** What the page heard. */
  heard = [];
  listeners = {};
  observed = [];

  constructor({ firefox = false, foreign = false, greets = true, prerendering = false, bare = false, ...window } = {}) {
    this.greets = greets;
    this.window = {
      isSecureContext: true, origin: ORIGIN, location: { origin: ORIGIN },
      addEventListener: (type, listener) => (this.listeners[type] = listener),
      postMessage: (message, target) => this.heard.push({ message: JSON.parse(JSON.stringify(message)), target }),
    };
    this.window.top = this.window.parent = this.window;
    Object.assign(this.window, window);
    this.document = {
      prerendering,
      createElement: (tag) => this.#mark(tag),
      getElementsByClassName: (name) => ({ [Symbol.iterator]: () => this.elements.filter(({ className }) => className === name)[Symbol.iterator]() }),
      addEventListener: (type, listener) => (this.listeners[type] = listener),
      documentElement: bare ? null : this.#root,
    };
    if (foreign) this.elements.push({ className: firefox ? FIREFOX : CHROMIUM });
    const observe = (changed) => this.observed.push(changed);
    class MutationObserver {
      constructor(changed) { this.changed = changed; }
      observe() { observe(this); }
      disconnect() { this.gone = true; }
    }
    const scheme = firefox ? 'moz-extension' : 'chrome-extension';
    this.chrome = { runtime: { id: 'pidpys', getURL: () => `${scheme}://pidpys/`, connect: ({ name }) => this.#connect(name) }, i18n: { getMessage: uk } };
    const context = createContext({ window: this.window, document: this.document, chrome: this.chrome, MutationObserver, location: { origin: ORIGIN, protocol: 'https:' } });
    for (const source of sources) new Script(source).runInContext(context);
  }

  #root = { append: (element) => this.elements.push(element) };

  #connect(name) {
    const port = new FakePort(name);
    this.ports.push(port);
    if (this.greets) setImmediate(() => port.emit({ pidpys: 'ready', host: '0.1.0' }));
    return port;
  }

  #mark(tag) {
    const isIn = () => this.elements.includes(this.mark);
    return (this.mark = { tag, style: {}, remove: () => this.take(), get isConnected() { return isIn(); } });
  }

  /** Our element is gone. */
  take() {
    this.elements = this.elements.filter((each) => each !== this.mark);
  }

  /** Something changed in the document. */
  change() {
    for (const { changed, gone } of this.observed) if (!gone) changed();
  }

  /** The page says something to its own window. */
  say(data, event = {}) {
    this.listeners.message?.({ isTrusted: true, source: this.window, origin: ORIGIN, data, ...event });
  }

  async ask(request = REQUEST, callback_id = 1) {
    this.say({ sender: 'JSONRPCClient', request, callback_id });
    await settle();
    await settle();
  }

  get port() {
    return this.ports.at(-1);
  }

  /** Calls of ours that the host heard. */
  get called() {
    return this.port?.sent ?? [];
  }

  /** The host answers the newest call. */
  async answer(result) {
    this.port.emit({ id: this.called.at(-1).id, ...(result.error ? result : { result }) });
    await settle();
  }

  /** What the newest answer to the page says. */
  get said() {
    return JSON.parse(this.heard.at(-1).message.data);
  }
}

const REQUEST = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'Whatever', params: [], session_id: null });

test('it names no method', () => {
  assert.doesNotMatch(sources.join(), /GetVersion|Initialize|CtxSign|ReadPrivateKey|EndUser/);
});

test('pages find one element that nobody sees, of the class that their browser’s library looks for', () => {
  for (const [firefox, name] of [[false, CHROMIUM], [true, FIREFOX]]) {
    const page = new Document({ firefox });
    assert.equal(page.elements.length, 1);
    const [{ tag, className, style }] = page.elements;
    assert.deepEqual([tag, className, style.display, style.visibility], ['object', name, 'none', 'hidden']);
    page.change();
    assert.equal(page.elements.length, 1, 'exactly one, whatever changes');
  }
});

test('it stands there as soon as there is a document, and again after document.open()', () => {
  const page = new Document({ bare: true });
  assert.equal(page.elements.length, 0);
  page.document.documentElement = { append: (element) => page.elements.push(element) };
  page.change();
  assert.equal(page.elements.length, 1);
  page.elements = [];
  page.listeners = {};
  page.change();
  assert.equal(page.elements.length, 1);
  assert.ok(page.listeners.message && page.listeners.pagehide);
});

test('a page that replaces all that is in it finds it again', () => {
  const page = new Document();
  for (let i = 0; i < 3; i++) {
    page.take();
    page.change();
    assert.equal(page.elements.length, 1);
  }
  for (let i = 0; i < 1000; i++) {
    page.take();
    page.change();
  }
  assert.equal(page.elements.length, 0, 'one that takes it away each time is let have its way');
});

test('another program’s element silences us until the page is loaded again, whenever it comes', async () => {
  const early = new Document({ foreign: true });
  assert.ok(!early.elements.includes(early.mark));
  await early.ask();
  assert.equal(early.ports.length, 0);

  const late = new Document();
  await late.ask();
  await late.ask(REQUEST, 2);
  late.elements.push({ className: CHROMIUM });
  late.change();
  assert.ok(!late.elements.includes(late.mark));
  assert.equal(late.port.connected, false, 'nobody is asked any more');
  await settle();
  assert.deepEqual([late.heard, late.called.length], [[], 1], 'nor is what was under way answered, and what waited asked');
  late.elements = [];
  late.change();
  await late.ask();
  assert.deepEqual([late.elements, late.called.length], [[], 1], 'nor when it has gone');

  const unseen = new Document();
  unseen.elements.push({ className: CHROMIUM });
  await unseen.ask();
  assert.equal(unseen.ports.length, 0, 'nor where no change was told');
});

test('opaque, insecure and deeper documents are left alone', async () => {
  for (const window of [{ origin: 'null' }, { isSecureContext: false }, { top: {}, parent: {} }]) {
    const page = new Document(window);
    await page.ask();
    assert.deepEqual([page.elements, page.ports, page.heard, page.listeners], [[], [], [], {}]);
  }
  const top = {};
  assert.equal(new Document({ top, parent: top }).elements.length, 1, 'a frame directly in the top page may; the background judges the pair');
});

test('a request goes to the host as it is, and its answer to the page alone', async () => {
  const page = new Document();
  assert.equal(page.ports.length, 0, 'no connection before the first request');
  await page.ask();
  assert.equal(page.port.name, 'iit');
  assert.deepEqual(page.called, [{ id: '1', method: 'dialect', params: { text: REQUEST, last: true } }]);
  await page.answer({ text: '{"jsonrpc":"2.0"}', last: true });
  assert.deepEqual(page.heard, [{ message: { sender: CHROMIUM, callback_id: 1, data: '{"jsonrpc":"2.0"}' }, target: ORIGIN }]);
});

test('what is not the page’s own request is none of our business', async () => {
  const page = new Document();
  const good = { sender: 'JSONRPCClient', request: REQUEST, callback_id: 1 };
  for (const event of [{ isTrusted: false }, { source: {} }, { source: null }, { origin: 'null' }, { origin: 'https://evil.example' }]) page.say(good, event);
  for (const data of [null, 'x', 7, {}, { ...good, sender: CHROMIUM }, { ...good, request: {} }, { ...good, callback_id: '1' }, { ...good, callback_id: 1.5 }, { ...good, callback_id: undefined }]) page.say(data);
  await settle();
  assert.deepEqual([page.ports, page.heard], [[], []]);
});

test('long ones go in pieces, and no character is cut in two', async () => {
  const page = new Document();
  const request = `${'а'.repeat(131_071)}😀${'б'.repeat(131_072)}`;
  await page.ask(request);
  const sent = [];
  while (true) {
    const { params } = page.called.at(-1);
    sent.push(params);
    if (params.last) break;
    await page.answer({ text: '', last: false });
  }
  assert.deepEqual(sent.map(({ text, last }) => [text.length, last]), [[131_071, false], [131_072, false], [2, true]]);
  assert.equal(sent.map(({ text }) => text).join(''), request);
  await page.answer({ text: '{"a":', last: false });
  assert.deepEqual(page.called.at(-1).params, {});
  await page.answer({ text: '1}', last: true });
  assert.deepEqual(page.said, { a: 1 });
});

test('one at a time, in turn', async () => {
  const page = new Document();
  await page.ask('"one"', 1);
  await page.ask('"two"', 2);
  assert.equal(page.called.length, 1);
  await page.answer({ text: '1', last: true });
  await settle();
  assert.equal(page.called.at(-1).params.text, '"two"');
  await page.answer({ text: '2', last: true });
  assert.deepEqual(page.heard.map(({ message }) => [message.callback_id, message.data]), [[1, '1'], [2, '2']]);
  assert.equal(page.ports.length, 1);
});

test('a flood is refused at once, by number and by size', async () => {
  const page = new Document();
  for (let i = 1; i <= 10_000; i++) page.say({ sender: 'JSONRPCClient', request: REQUEST, callback_id: i });
  await settle();
  await settle();
  assert.equal(page.heard.length, 10_000 - 256);
  assert.deepEqual([page.said.id, page.said.error.code], [7, -32500]);
  assert.ok(page.said.error.message);
  assert.equal(page.called.length, 1);

  const large = new Document();
  await large.ask(' '.repeat(96 * 1024 * 1024 + 1));
  assert.deepEqual([large.said.id, large.said.error.code, large.ports.length], [null, -32500, 0]);
});

test('where no host answers, pages stop with a message to show', async () => {
  for (const [code, words] of [['host-missing', /не знайдено.*Встановіть/], ['host-too-old', /./], ['failed', /./], ['page-not-listed', /не ввімкнено/]]) {
    const page = new Document({ greets: false });
    await page.ask();
    page.port.emit({ pidpys: 'closed', code, hint: '' });
    page.port.leave();
    await settle();
    assert.deepEqual([page.said.id, page.said.result.result, page.said.result.error.code], [7, null, 3], code);
    assert.match(page.said.result.error.message, words, code);
    assert.equal('error' in page.said, false, 'for which libraries have words of their own');
    await page.ask(REQUEST, 2);
    assert.equal(page.ports.length, 2, 'it may have been mended meanwhile');
  }
});

test('what was said of one connection ends no other', async () => {
  const page = new Document({ greets: false });
  await page.ask();
  const [first] = page.ports;
  first.emit({ pidpys: 'closed', code: 'host-missing', hint: '' });
  page.greets = true;
  await page.ask('x'.repeat(131_073), 2);
  first.leave();
  await page.answer({ text: '', last: false });
  assert.equal(page.ports.length, 2);
  assert.deepEqual(page.called.at(-1).params, { text: 'x', last: true }, 'the rest goes where its beginning went');
});

test('what broke later stays broken until the page is loaded again', async () => {
  const page = new Document();
  await page.ask();
  page.port.leave();
  await settle();
  assert.equal(page.said.result.error.code, 3);
  await page.ask(REQUEST, 2);
  assert.equal(page.ports.length, 1, 'what the host knew of the page is not forgotten by asking anew');
  assert.equal(page.heard.length, 2);
});

test('what the host refuses is told', async () => {
  const page = new Document();
  await page.ask('no JSON');
  await page.answer({ error: { code: 'failed' } });
  assert.deepEqual([page.said.id, page.said.result.error.code], [null, 3]);
  await page.ask();
  assert.equal(page.called.length, 2, 'and the next one is heard');
});

test('an extension that is gone has no words', async () => {
  const page = new Document();
  Object.assign(page.chrome, { runtime: { connect: () => { throw new Error('Extension context invalidated.'); } } });
  await page.ask();
  assert.deepEqual(page.said.result, { result: null, error: { code: 3, message: '' } });
});

test('leaving the page ends the connection, and coming back begins another', async () => {
  const page = new Document();
  await page.ask();
  await page.ask(REQUEST, 2);
  page.listeners.pagehide();
  await settle();
  assert.equal(page.port.connected, false);
  assert.equal(page.ports.length, 1, 'what waited is not asked of anybody');
  await page.ask(REQUEST, 3);
  assert.equal(page.ports.length, 2);
});

test('a page that is only prepared waits until it is seen', async () => {
  const page = new Document({ prerendering: true });
  await page.ask();
  assert.deepEqual([page.ports, page.heard, page.elements.length], [[], [], 1]);
  page.document.prerendering = false;
  page.listeners.prerenderingchange();
  await settle();
  await settle();
  assert.equal(page.called.length, 1);
});
