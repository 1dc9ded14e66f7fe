// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Script, createContext } from 'node:vm';

import { FakePort, translator } from './fakes.js';

const source = readFileSync(new URL('../content.js', import.meta.url), 'utf8');

/** A document with the content script in it. */
function load(properties = {}) {
  const listeners = {};
  const window = { isSecureContext: true, addEventListener: (type, listener) => (listeners[type] = listener) };
  window.top = window.parent = window;
  Object.assign(window, properties);
  const background = [];
  const connect = ({ name }) => {
    background.push(new FakePort(name));
    return background.at(-1);
  };
  const chrome = { runtime: { id: 'pidpys', connect }, i18n: { getMessage: translator('uk') } };
  const document = { prerendering: false };
  class MutationObserver {
    constructor(changed) { document.changed = changed; }
    observe(observed, { childList }) { assert.ok(observed === document && childList); }
  }
  new Script(source).runInContext(createContext({ window, document, chrome, MutationObserver, location: { origin: 'https://cabinet.example' } }));
  return { window, document, chrome, background, listeners };
}

/** The page's end of what it hands over, as the content script sees it. */
function channel() {
  return { sent: [], closed: false, postMessage(message) { this.sent.push({ ...message }); }, close() { this.closed = true; } };
}

/** What the page hears when its port is closed, in the extension's language. */
const closed = (code) => ({ pidpys: 'closed', code, hint: translator('uk')(`hint_${code.replaceAll('-', '_')}`) });

function handOver(document, event = {}) {
  const port = channel();
  document.listeners.message({ isTrusted: true, source: document.window, origin: 'https://cabinet.example', data: { pidpys: 'connect', version: 1 }, ports: [port], ...event });
  return port;
}

test('under a hundred lines, and it names no method', () => {
  assert.ok(source.split('\n').length < 100);
  assert.doesNotMatch(source, /'(sign|login|verify|read|hello|cancel|window)'/);
});

test('messages are copied both ways', () => {
  const document = load();
  const page = handOver(document);
  const [background] = document.background;
  assert.equal(background.name, 'page');
  page.onmessage({ data: { id: '1', method: 'anything' } });
  background.emit({ id: '1', result: {} });
  assert.deepEqual(background.sent, [{ id: '1', method: 'anything' }]);
  assert.deepEqual(page.sent, [{ pidpys: 'taken' }, { id: '1', result: {} }]);
});

test('other messages, and those of other windows, are none of its business', () => {
  const document = load();
  for (const event of [{ isTrusted: false }, { source: {} }, { source: null }, { data: 'connect' }, { data: null }, { data: { pidpys: 'x' } }, { ports: [] }, { ports: [channel(), channel()] }]) {
    assert.deepEqual(handOver(document, event).sent, []);
  }
  assert.equal(document.background.length, 0);
});

test('one hand-over a document', () => {
  const document = load();
  handOver(document);
  assert.deepEqual(handOver(document).sent, [closed('busy')]);
  assert.equal(document.background.length, 1);
});

test('refused aloud: opaque origins, insecure pages, frames in frames, other versions', () => {
  for (const [properties, event, code] of [
    [{}, { origin: 'null' }, 'forbidden'],
    [{}, { origin: 'https://evil.example' }, 'forbidden'],
    [{ isSecureContext: false }, {}, 'forbidden'],
    [{ top: {}, parent: {} }, {}, 'forbidden'],
    [{}, { data: { pidpys: 'connect', version: 2 } }, 'extension-too-old'],
  ]) {
    const document = load(properties);
    const page = handOver(document, event);
    assert.deepEqual(page.sent, [closed(code)]);
    assert.ok(page.sent[0].hint, 'what to do is said');
    assert.equal(page.closed, true);
    assert.equal(document.background.length, 0);
  }
});

test('a frame directly in the top page may speak; the background judges the pair', () => {
  const top = {};
  const document = load({ top, parent: top });
  assert.deepEqual(handOver(document).sent, [{ pidpys: 'taken' }]);
});

test('leaving the page, also for the back button’s sake, ends the connection', () => {
  const document = load();
  const page = handOver(document);
  document.listeners.pagehide({ persisted: true });
  assert.equal(document.background[0].connected, false);
  assert.deepEqual(page.sent.at(-1), closed('failed'));
});

test('a page that is only prepared keeps its turn', () => {
  const page = load();
  page.document.prerendering = true;
  assert.deepEqual(handOver(page).sent, [closed('forbidden')]);
  page.document.prerendering = false;
  assert.deepEqual(handOver(page).sent, [{ pidpys: 'taken' }]);
});

test('what cannot be carried ends the connection', () => {
  const document = load();
  const page = handOver(document);
  const [background] = document.background;
  background.postMessage = () => { throw new Error('Message exceeded maximum allowed size of 64MiB.'); };
  page.onmessage({ data: { id: '1', method: 'anything' } });
  assert.equal(background.connected, false);
  assert.deepEqual(page.sent.at(-1), closed('failed'));
});

test('a page whose host was lost may hand over once more, three times', () => {
  const document = load();
  const lost = { ...closed('failed'), lost: true };
  for (let losses = 1; losses <= 4; losses++) {
    const page = handOver(document);
    assert.equal(document.background.at(-1).name, losses === 1 ? 'page' : 'page-again', 'the host learns that it is not the first');
    document.background.at(-1).emit(lost);
    document.background.at(-1).leave();
    assert.deepEqual(page.sent.find(({ pidpys }) => pidpys === 'closed'), { ...lost, lost: losses <= 3 });
    assert.equal(page.closed, true);
  }
  assert.deepEqual(handOver(document).sent, [closed('busy')]);
  assert.equal(document.background.length, 4);
});

test('what a page still says where its host was lost does not end its next connection', () => {
  const document = load();
  const before = handOver(document);
  const [lost] = document.background;
  lost.emit({ ...closed('failed'), lost: true });
  lost.leave();
  const page = handOver(document);
  lost.postMessage = () => { throw new Error('Attempting to use a disconnected port object'); };
  before.onmessage({ data: { pidpys: 'show' } });
  assert.equal(document.background[1].connected, true);
  assert.deepEqual(page.sent, [{ pidpys: 'taken' }]);
});

test('any other end is for good', () => {
  for (const end of [{ ...closed('failed') }, closed('host-missing'), { result: {}, lost: true }]) {
    const document = load();
    handOver(document);
    document.background[0].emit(end);
    document.background[0].leave();
    assert.deepEqual(handOver(document).sent, [closed('busy')]);
  }
});

test('document.open() takes nothing from it', () => {
  const document = load();
  const page = handOver(document);
  for (const type of Object.keys(document.listeners)) delete document.listeners[type];
  document.document.changed();
  assert.deepEqual(handOver(document).sent, [closed('busy')]);
  document.listeners.pagehide({});
  assert.equal(document.background[0].connected, false);
  assert.equal(page.closed, true);
});

test('an extension that went away closes the page’s port', () => {
  const document = load();
  const page = handOver(document);
  document.background[0].leave();
  assert.equal(page.closed, true);
  const orphan = load();
  const invalidated = () => { throw new Error('Extension context invalidated.'); };
  Object.assign(orphan.chrome, { runtime: { connect: invalidated }, i18n: { getMessage: invalidated } });
  assert.deepEqual(handOver(orphan).sent, [{ pidpys: 'closed', code: 'extension-missing', hint: '' }]);
});
