// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { PidpysError } from '../page/client.js';
import { Diia, countDown, drawQR } from '../page/diia.js';
import { settle } from './fakes.js';

afterEach(() => mock.timers.reset());

const CODE = { id: 'r1', deeplink: 'https://diia.app/1', qr: { size: 1, rows: ['1'] }, life: 180 };

/** As much of an EventSource as is used: what a server tells. */
class FakeEvents extends EventTarget {
  CLOSED = 2;
  readyState = 1;
  closed = false;

  constructor(address) {
    super();
    this.address = address;
  }

  tell(type, data) {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }

  close() {
    this.closed = true;
  }
}

/** A page whose server began a request. */
function begun(more = {}) {
  const page = { shown: [], finished: [] };
  const diia = new Diia({
    start: async () => CODE, events: (id) => `/events/${id}`, connect: (address) => (page.events = new FakeEvents(address)),
    finish: async (id) => page.finished.push(id) && { name: 'Коваль' }, ...more,
  });
  page.ask = (options) => diia.request({ shown: (code) => page.shown.push(code), ...options });
  return page;
}

const refused = (code) => (error) => error instanceof PidpysError && error.code === code;

test('what was confirmed on the phone is collected once', async () => {
  const page = begun();
  const asked = page.ask();
  await settle();
  assert.deepEqual(page.shown, [CODE]);
  assert.equal(page.events.address, '/events/r1');
  page.events.tell('confirmed', {});
  page.events.tell('confirmed', {});
  assert.deepEqual(await asked, { name: 'Коваль' });
  assert.deepEqual(page.finished, ['r1']);
  assert.ok(page.events.closed);
});

test('without anything to collect it ends all the same', async () => {
  const page = begun({ finish: undefined });
  const asked = page.ask();
  await settle();
  page.events.tell('confirmed', {});
  assert.equal(await asked, undefined);
});

test('how else it can end', async () => {
  for (const [type, data, code] of [['failed', { code: 'declined' }, 'declined'], ['expired', {}, 'timed-out']]) {
    const page = begun();
    const asked = page.ask();
    await settle();
    page.events.tell(type, data);
    await assert.rejects(asked, refused(code));
    assert.ok(page.events.closed);
    assert.deepEqual(page.finished, []);
  }
});

test('a connection that broke is waited for, and one that the server refused is not', async () => {
  const page = begun();
  const asked = page.ask();
  await settle();
  page.events.readyState = 0;
  page.events.tell('error');
  await settle();
  assert.ok(!page.events.closed);
  page.events.readyState = 2;
  page.events.tell('error');
  await assert.rejects(asked, refused('failed'));
});

test('a server that is never heard of again is not waited for for ever', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const page = begun();
  const asked = page.ask();
  await settle();
  page.events.readyState = 0;
  page.events.tell('error');
  mock.timers.tick(1000 * (CODE.life + 600));
  await assert.rejects(asked, refused('timed-out'));
  assert.ok(page.events.closed);
});

test('the page can stop it, before and after', async () => {
  const early = begun();
  await assert.rejects(early.ask({ signal: AbortSignal.abort() }), refused('cancelled'));
  assert.equal(early.events, undefined);
  const controller = new AbortController();
  const page = begun();
  const asked = page.ask({ signal: controller.signal });
  await settle();
  controller.abort();
  await assert.rejects(asked, refused('cancelled'));
  assert.ok(page.events.closed);
});

test('what the page’s server refuses reaches the page as it is', async () => {
  const reason = new Error('503');
  await assert.rejects(begun({ start: () => Promise.reject(reason) }).ask(), (error) => error === reason);
});

/** As much of a document as draws. */
const page = { createElementNS: (namespace, tag) => ({ namespace, tag, attributes: {}, children: [], setAttribute(name, value) { this.attributes[name] = value; }, append(...children) { this.children.push(...children); } }) };

test('a code is drawn with four light modules around it, each whole pixels wide', () => {
  const { namespace, attributes, children: [light, dark] } = drawQR(page, { size: 4, rows: ['1101', '0000', '0110', '1111'] });
  assert.equal(namespace, 'http://www.w3.org/2000/svg');
  assert.equal(attributes.viewBox, '0 0 12 12');
  assert.equal(Number(attributes.width) % 12, 0);
  assert.equal(attributes.height, attributes.width);
  assert.deepEqual(light.attributes, { width: '12', height: '12', fill: '#fff' });
  assert.equal(dark.attributes.d, 'M4 4h2v1h-2zM7 4h1v1h-1zM5 6h2v1h-2zM4 7h4v1h-4z');
  const large = drawQR(page, { size: 117, rows: [] });
  assert.equal(large.attributes.width, String(125 * 3));
});

test('time is told each second, as clocks do, until there is none', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const told = [];
  const stop = countDown(1_061_500, (seconds, clock) => told.push([seconds, clock]), globalThis);
  mock.timers.tick(500);
  mock.timers.tick(1000);
  assert.deepEqual(told, [[62, '1:02'], [61, '1:01'], [60, '1:00']]);
  mock.timers.tick(40_000);
  assert.deepEqual(told.at(-1), [20, '0:20'], 'after a computer was asleep');
  mock.timers.tick(20_000);
  assert.deepEqual(told.at(-1), [0, '0:00']);
  const { length } = told;
  mock.timers.tick(5000);
  assert.equal(told.length, length);
  stop();
  const late = [];
  countDown(0, (seconds) => late.push(seconds), globalThis);
  assert.deepEqual(late, [0]);
});

test('time that nobody waits for is not told', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const told = [];
  countDown(10_000, (seconds) => told.push(seconds), globalThis)();
  mock.timers.tick(5000);
  assert.deepEqual(told, [10]);
});
