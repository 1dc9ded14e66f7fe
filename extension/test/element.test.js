// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { PidpysError } from '../page/client.js';
import { CODES, WORDS } from '../page/words.js';
import { FakeElement } from './fake-page.js';
import { json, settle } from './fakes.js';

const text = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** As much of a document and its elements as a custom element is made of. */
class FakeRoot extends FakeElement {
  activeElement = null;
}

globalThis.HTMLElement = class extends FakeElement {
  attributes = {};
  events = [];
  attachShadow = (options) => Object.assign((this.shadowRoot = new FakeRoot(fakePage)), { options });
  getAttribute = (name) => this.attributes[name] ?? null;
  hasAttribute = (name) => name in this.attributes;
  closest = () => (this.attributes.lang ? this : null);
  dispatchEvent = (event) => this.events.push(event) && !this.prevents;
};
globalThis.CustomEvent ??= class extends Event {};
globalThis.CSSStyleSheet = class {
  replaceSync = (rules) => (this.rules = rules);
};
globalThis.MutationObserver = class {
  observe() {}
  disconnect() {}
};
globalThis.customElements = { define: (tag, made) => assert.equal(tag, 'pidpys-sign') ?? (globalThis.customElements.made = made) };
class FakeNode extends FakeElement {
  attributes = {};
  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }
}
const fakePage = { documentElement: { lang: 'uk' }, createElement: (tag) => new FakeNode(fakePage, tag), createElementNS: (_, tag) => new FakeNode(fakePage, tag) };
globalThis.document = fakePage;
globalThis.window = { setTimeout, clearTimeout };

const { PidpysSign } = await import('../page/element.js');

/** An element of a page whose connection answers as `pidpys` says. */
function element(attributes, site, pidpys = {}) {
  const made = Object.assign(new PidpysSign(), { attributes });
  made.site = { connect: async () => pidpys, ...site };
  made.connectedCallback();
  return made;
}

const inside = (made) => {
  const all = (node) => [node, ...node.children.filter((child) => child instanceof FakeElement).flatMap(all)];
  return all(made.shadowRoot);
};
const shown = (node) => !node.hidden;

/** What a visitor can see or press, in order. */
function sees(made) {
  const seen = (node) => (node.hidden ? [] : node.children.length > 0 && node.children.some((child) => child instanceof FakeElement) ? node.children.flatMap((child) => (child instanceof FakeElement ? seen(child) : [child])) : [node.textContent]);
  return made.shadowRoot.children.flatMap(seen).filter(Boolean);
}

function press(made, label) {
  const button = inside(made).find((node) => node.tag === 'button' && node.textContent === label && shown(node));
  assert.ok(button, `no button ${label}: ${sees(made).join(' | ')}`);
  button.click();
  return settle();
}

const uk = WORDS.uk;

test('the words are those of the catalogues', () => {
  for (const language of ['uk', 'en']) {
    const catalogue = json(`_locales/${language}/messages.json`);
    const own = Object.fromEntries(Object.keys(catalogue).filter((key) => key.startsWith('element_')).map((key) => [key.slice('element_'.length), catalogue[key].message]));
    assert.deepEqual(WORDS[language], { ...own, sign: catalogue.approve_sign.message, cancel: catalogue.cancel.message });
    for (const [code, [sentence, hint]] of Object.entries(CODES[language])) {
      const key = code.replaceAll('-', '_');
      assert.equal(sentence, filled(code, catalogue[`error_${key}`].message), code);
      assert.equal(hint, catalogue[`hint_${key}`].message, code);
    }
  }
});

/** A sentence as one says it who knows the provider, and nothing of a certificate. */
function filled(code, sentence) {
  const bare = /^(certificate|status)-/.test(code) ? sentence.replace(/ (?:of )?[«“]\$1[»”]/, '').replace(' ($2)', '') : sentence;
  return bare.replace('$1', 'Дія.Підпис').replace('$2', '').trim();
}

test('there are words for every code that a page learns, and for what its server tells of Дія.Підпис', () => {
  const learnt = [...text('host/protocol/PROTOCOL.md').split('\n## ').find((section) => section.startsWith('10.')).matchAll(/^\| `[a-z-]+` \|[^|]+\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  const told = [...text('host/relying/diia/failure.go').matchAll(/Failure += "([a-z-]+)"/g)].map(([, code]) => code).filter((code) => code !== 'too-many-documents');
  assert.ok(learnt.length > 10 && told.length > 10);
  assert.deepEqual(Object.keys(CODES.uk).sort(), [...new Set([...learnt, ...told])].sort());
  assert.deepEqual(Object.keys(CODES.en), Object.keys(CODES.uk));
});

test('a sign-in: a button, the window, the site, the end', async () => {
  let agree;
  const calls = [];
  const pidpys = { login: (options) => calls.push(options) && new Promise((resolve) => (agree = resolve)), show: () => calls.push('show') };
  let accept;
  const given = [];
  const made = element({ action: 'login' }, { challenge: async () => 'AAAA', deliver: (result) => given.push(result) && new Promise((resolve) => (accept = resolve)) }, pidpys);
  assert.deepEqual(sees(made), [uk.login, uk.ways]);
  await press(made, uk.login);
  assert.equal(made.dataset.state, 'window');
  assert.deepEqual(sees(made), [uk.window, uk.window_note, uk.show, uk.cancel]);
  assert.equal(await calls[0].challenge(), 'AAAA');
  assert.equal(calls[0].diia, false);
  await press(made, uk.show);
  assert.equal(calls[1], 'show');
  agree({ token: 'cms' });
  await settle();
  assert.deepEqual(sees(made), [uk.site]);
  assert.deepEqual(given, [{ token: 'cms' }]);
  accept('Коваль');
  await settle();
  assert.deepEqual(sees(made), [uk.done_login], 'who is in does not sign in again');
  assert.deepEqual(made.events.map(({ type, detail }) => [type, detail]), [['pidpys-done', { result: { token: 'cms' }, delivered: 'Коваль' }]]);
});

test('documents are signed as the attributes say', async () => {
  const file = new Blob(['a']);
  const signed = { signature: new Blob(['cms']) };
  for (const [attributes, documents, options] of [
    [{}, file, { detached: true, level: undefined }],
    [{ level: 'B-LT', attached: '' }, [file, file], { detached: false, level: 'B-LT' }],
    [{ action: 'sign' }, async () => [file], { detached: true, level: undefined }],
  ]) {
    const calls = [];
    const given = [];
    const made = element(attributes, { documents, deliver: (result) => given.push(result) }, { sign: async (...call) => calls.push(call) && signed });
    await press(made, uk.sign);
    const [[blobs, { detached, level }]] = calls;
    assert.deepEqual({ detached, level }, options);
    assert.ok(blobs.length > 0 && blobs.every((blob) => blob === file));
    assert.equal(given[0].signed, signed);
    assert.deepEqual(sees(made), [uk.done_sign, uk.sign], 'another document may follow');
  }
});

test('where there is nothing to sign nobody is asked', async () => {
  for (const documents of [undefined, [], () => undefined, async () => []]) {
    const made = element({}, { documents, connect: () => assert.fail('connected') });
    await press(made, uk.sign);
    assert.deepEqual(sees(made), [uk.sign, uk.ways]);
  }
});

test('what is wrong is said, with what to do, and the page may say it instead', async () => {
  const failing = (error) => ({ connect: async () => Promise.reject(error) });
  const missing = element({}, { documents: new Blob(), ...failing(new PidpysError('host-missing', { hint: 'Візьміть на https://github.com/pidpys/pidpys.' })) });
  await press(missing, uk.sign);
  assert.deepEqual(sees(missing), [CODES.uk['host-missing'][0], 'Візьміть на ', 'https://github.com/pidpys/pidpys', '.', uk.reload, uk.sign, uk.ways]);
  assert.equal(missing.events[0].type, 'pidpys-failed');
  assert.equal(missing.events[0].detail.code, 'host-missing');

  const cancelled = element({ lang: 'en' }, { documents: new Blob() }, { sign: async () => Promise.reject(new PidpysError('cancelled')) });
  await press(cancelled, WORDS.en.sign);
  assert.deepEqual(sees(cancelled).slice(0, 3), [...CODES.en.cancelled, WORDS.en.sign], 'no reason to load the page anew');

  const lost = element({}, { documents: new Blob() }, { sign: async () => Promise.reject(new PidpysError('failed', { lost: true })) });
  await press(lost, uk.sign);
  assert.ok(!sees(lost).includes(uk.reload), 'the page may connect once more');

  const unknown = element({}, { documents: new Blob(), ...failing(new PidpysError('grease')) });
  await press(unknown, uk.sign);
  assert.equal(sees(unknown)[0], CODES.uk.failed[0]);

  const own = element({}, { documents: new Blob(), ...failing(new PidpysError('busy')) });
  own.prevents = true;
  await press(own, uk.sign);
  assert.deepEqual(sees(own), [uk.sign, uk.ways]);
});

test('the site’s own failures are told from Pidpys’', async () => {
  const refusing = element({}, { documents: new Blob(['a']), deliver: () => Promise.reject(new Error('401')) }, { sign: async () => ({}) });
  await press(refusing, uk.sign);
  assert.deepEqual(sees(refusing).slice(0, 2), [uk.site_failed, uk.site_failed_hint]);
  assert.equal(refusing.events[0].detail.message, '401');

  const silent = element({ action: 'login' }, { challenge: () => Promise.reject(new Error('503')) }, {
    login: async ({ challenge }) => challenge().catch((cause) => Promise.reject(new PidpysError('failed', { cause }))),
  });
  await press(silent, uk.login);
  assert.deepEqual(sees(silent).slice(0, 2), [uk.site_unready, uk.site_failed_hint]);
  assert.equal(silent.events[0].detail.message, '503');

  const lost = element({}, { documents: () => Promise.reject(new Error('404')) });
  await press(lost, uk.sign);
  assert.equal(sees(lost)[0], uk.site_unready);

  const worded = element({}, { documents: new Blob(['a']), deliver: () => Promise.reject(new PidpysError('certificate-revoked')) }, { sign: async () => ({}) });
  await press(worded, uk.sign);
  assert.equal(sees(worded)[0], 'Сертифікат відкликано.');
});

test('a visitor who waits for the program can go', async () => {
  const made = element({}, { documents: new Blob(['a']), connect: () => new Promise(() => {}) });
  await press(made, uk.sign);
  assert.deepEqual(sees(made), [uk.connecting, uk.cancel]);
  await press(made, uk.cancel);
  assert.equal(sees(made)[0], CODES.uk.cancelled[0]);
});

test('one thing at a time, and none for an element that was taken away', async () => {
  const signals = [];
  const made = element({}, { documents: new Blob(['a']) }, { sign: (_, { signal }) => signals.push(signal) && new Promise(() => {}) });
  await press(made, uk.sign);
  await made.start();
  assert.equal(signals.length, 1);
  made.disconnectedCallback();
  assert.ok(signals[0].aborted);
});

/** A page whose server can ask Diia. */
function onPhone(more = {}) {
  const events = new EventTarget();
  const asked = [];
  const diia = (documents) => ({
    start: async () => asked.push(documents) && { id: 'r', deeplink: 'https://diia.app/r', qr: { size: 1, rows: ['1'] }, life: 180 },
    events: (id) => id,
    connect: () => Object.assign(events, { close() {} }),
    finish: async () => 'Коваль',
    ...more,
  });
  return { diia, asked, tell: (type, data) => events.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) })) && settle() };
}

test('Дія.Підпис: a button of its own, which needs no extension', async () => {
  const phone = onPhone();
  const given = [];
  const made = element({ action: 'login' }, { diia: phone.diia, deliver: (result) => given.push(result), connect: () => assert.fail('connected') });
  assert.deepEqual(sees(made), [uk.login, 'Дія.Підпис', uk.ways]);
  await press(made, 'Дія.Підпис');
  assert.deepEqual(sees(made), [uk.phone_login, uk.phone_ready, uk.phone_code, uk.cancel]);
  assert.deepEqual(phone.asked, [], 'a code begins to expire when it is given');
  await press(made, uk.phone_code);
  assert.deepEqual(sees(made).filter((line) => !line.startsWith('QR')), [uk.phone_login, uk.phone_scan, uk.phone_open, uk.cancel]);
  assert.ok(inside(made).some(({ tag }) => tag === 'svg'));
  assert.equal(inside(made).find(({ tag }) => tag === 'a').attributes.href, 'https://diia.app/r');
  await phone.tell('confirmed', {});
  assert.deepEqual(given, [{ confirmed: 'Коваль' }]);
  assert.equal(made.dataset.state, 'done');
  assert.ok(!inside(made).some(({ tag }) => tag === 'svg'), 'a code that was used is not kept');
});

test('Дія.Підпис chosen in the window goes on here, with the same documents', async () => {
  const phone = onPhone();
  const file = new Blob(['a']);
  const made = element({}, { documents: file, diia: phone.diia }, { sign: async (_, { diia }) => assert.equal(diia, true) ?? { deferred: 'diia' } });
  await press(made, uk.sign);
  await press(made, uk.phone_code);
  assert.equal(phone.asked[0][0], file);
  await phone.tell('failed', { code: 'declined' });
  assert.equal(sees(made)[0], CODES.uk.declined[0]);
});

test('nobody confirmed on the phone, or they think better of it', async () => {
  const late = onPhone();
  const made = element({ action: 'login' }, { diia: late.diia });
  await press(made, 'Дія.Підпис');
  await press(made, uk.phone_code);
  await late.tell('expired', {});
  assert.equal(sees(made)[0], CODES.uk.unconfirmed[0]);
  await press(made, 'Дія.Підпис');
  await press(made, uk.cancel);
  assert.equal(sees(made)[0], CODES.uk.cancelled[0]);
});

test('what a page set before the element was known is kept', () => {
  const define = class extends PidpysSign {};
  const proto = Object.getPrototypeOf(PidpysSign);
  const site = { documents: new Blob() };
  class Upgraded extends proto {
    site = site; // as an element that was there has it when it is upgraded
  }
  Object.setPrototypeOf(PidpysSign, Upgraded);
  try {
    assert.equal(new define().site, site);
  } finally {
    Object.setPrototypeOf(PidpysSign, proto);
  }
});

test('nothing is styled in a way that a strict policy forbids', () => {
  for (const name of ['element', 'face', 'style', 'phone']) assert.doesNotMatch(text(`extension/page/${name}.js`), /innerHTML|\.style\b|createElement\('style'\)|setAttribute\('style'|https?:\/\/(?!\[)/, name);
  const [sheet] = new PidpysSign().shadowRoot.adoptedStyleSheets;
  assert.match(sheet.rules, /:host/);
});
