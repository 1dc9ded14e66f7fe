// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { pattern } from '../lib/cabinets.js';
import { FakeBrowser, settle } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };
globalThis.chrome = new FakeBrowser();
const { listen } = await import('../background.js');

const folder = new URL('../../host/protocol/testdata/conversations/', import.meta.url);

/** What our pages ask the host, without a page. */
const ASKED = ['examine', 'authorities'];

/**
 * One conversation through the background. The test plays page, window, host
 * and browser as recorded; the background carries every frame to its role, and
 * what the extension says it must say by itself.
 */
class Stage {
  #browser = new FakeBrowser();
  #page;
  /** Our page of help, or that of options. */
  #asking;
  #window;
  #host;
  /** The background's ids of its own calls, by the recorded ones. */
  #ids = {};
  /** What the host answers to hello. */
  #greeting;
  #moves = 0;

  /**
   * @param {{origin?: string, top_origin?: string, redirect?: string, again?: boolean, own?: true, dialect?: {name: string, hashes: boolean}, level?: string}} hello
   * @param {string} [wanted]  The first call after it; without one the extension wants nothing but the settings.
   */
  async begin({ origin, top_origin, redirect, dialect, again, own, level }, wanted) {
    if (redirect) this.#browser.identity = { getRedirectURL: () => redirect };
    if (!wanted) this.#browser.storage.session.kept = {};
    if (level) await this.#browser.storage.local.set({ preferences: { level } });
    if (dialect) {
      this.#browser.granted = [origin, top_origin ?? origin].map(pattern);
      await this.#browser.storage.local.set({ chosen: [{ origin: top_origin ?? origin, frames: top_origin ? [origin] : [], hashes: dialect.hashes }] });
    }
    listen(this.#browser, { host: 'org.pidpys.host', sites: origin ? [{ origin, tops: [top_origin] }] : [] });
    const frame = top_origin && { frameId: 2, tab: { id: 1, windowId: 7, url: `${top_origin}/` } };
    if (origin) this.#page = this.#browser.page({ url: `${origin}/`, origin, ...frame }, dialect?.name ?? (again && 'page-again'));
    else if (own) this.#page = this.#browser.files();
    else if (wanted === 'examine') this.#asking = this.#browser.help();
    else if (wanted === 'authorities') this.#asking = this.#browser.options();
    else if (wanted) await this.#browser.press();
    await settle();
    this.#host = this.#browser.host;
  }

  get over() {
    return !this.#host.connected;
  }

  /** A frame to the host, from a page or a window. */
  async carried({ role, ...frame }) {
    if (role === 'window') await this.#load();
    // Where there is no page nothing comes from one.
    if (role === 'page' && !this.#page) return;
    (role === 'page' ? this.#page : this.#window).emit(frame);
    assert.deepEqual(await this.#heard(), { ...frame, role });
  }

  /** A frame to the host that is the extension's own. */
  async said({ id, ...recorded }) {
    if (recorded.method === 'closed') {
      await this.#browser.windows.remove(this.#browser.window.id);
      this.#window = undefined; // what the host still tells it reaches nobody
    }
    // Ours never asks this where there is a page.
    if (['reissue', ...ASKED].includes(recorded.method) && this.#page) return;
    if (recorded.method === 'reissue' && this.#moves++ > 0) await this.#again();
    const { id: own, ...said } = await this.#heard();
    if (!['hello', 'reissue', ...ASKED].includes(recorded.method)) return assert.deepEqual({ ...(own && { id: own }), ...said }, { ...(id && { id }), ...recorded });
    this.#ids[id] = own;
    if (ASKED.includes(recorded.method)) return assert.deepEqual(said, { ...recorded, params: {} });
    if (recorded.method === 'reissue') return assert.deepEqual(said, recorded);
    for (const told of ['origin', 'top_origin', 'own', 'redirect', 'dialect', 'level']) assert.deepEqual(said.params[told], recorded.params[told]);
    assert.deepEqual(Object.keys(said.params).sort(), Object.keys(recorded.params).sort());
  }

  /** A frame from the host. `answer` is what the recorded browser answers to it. */
  async delivered({ role, ...frame }, answer) {
    if (role === 'window' && this.#browser.window) await this.#load();
    if (frame.result?.protocol) this.#greeting = { ...frame, role };
    if (frame.method === 'window' && answer?.error) this.#browser.windows.create = async () => { throw new Error('no window'); };
    this.#host.emit({ ...frame, role, ...(frame.id && { id: this.#ids[frame.id] ?? frame.id }) });
    await settle();
    if (role === 'page' && this.#page) assert.deepEqual(this.#page.sent.at(-1), frame);
    if (role === 'window' && this.#window) assert.deepEqual(this.#window.sent.at(-1), frame);
    if (frame.result?.settings) assert.deepEqual(this.#browser.storage.session.kept.settings, frame.result.settings);
    if ((frame.result?.findings || frame.result?.authorities) && this.#asking) assert.deepEqual(this.#asking.sent.at(-1), { answer: frame.result });
    if (frame.method === 'window') assert.equal(Boolean(this.#browser.window), !answer?.error);
    if (frame.method === 'close-window') {
      assert.equal(this.#browser.window, undefined);
      this.#window = undefined;
    }
  }

  async leave() {
    if (this.#page) this.#page.leave();
    else await this.#browser.windows.remove(this.#browser.window.id);
    await settle();
    assert.equal(this.#host.connected, false);
    assert.equal(this.#browser.window, undefined);
  }

  /** The person closes their window and presses the button once more: what the host recorded of one connection is two of ours. */
  async #again() {
    await this.#browser.windows.remove(this.#browser.window.id);
    await settle();
    assert.equal(this.#host.connected, false);
    this.#window = undefined;
    await this.#browser.press();
    this.#host = this.#browser.host;
    const hello = await this.#heard();
    this.#host.emit({ ...this.#greeting, id: hello.id });
  }

  async #heard() {
    await settle();
    assert.ok(this.#host.sent.length > 0, 'nothing was said to the host');
    return this.#host.sent.shift();
  }

  async #load() {
    this.#window ??= this.#browser.connectWindow();
    await settle();
  }
}

for (const name of readdirSync(folder).sort()) {
  const [{ story }, ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const hello = lines[0].to;
  // An extension that does not introduce itself is not ours, nor one for which a site is its own page.
  if (hello?.method !== 'hello' || (hello.params.own && hello.params.origin)) continue;
  test(`${name}: ${story}`, async () => {
    const stage = new Stage();
    await stage.begin(hello.params, lines[2]?.to?.method);
    for (const { to, from, end } of lines) {
      if (stage.over) break;
      if (to?.role === 'extension') await stage.said(to);
      else if (to) await stage.carried(to);
      else if (from) await stage.delivered(from, lines.find(({ to: answer }) => answer?.id === from.id)?.to);
      else if (end) await stage.leave();
    }
  });
}
