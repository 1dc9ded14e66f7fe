// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { scenes } from './scenes.js';

/**
 * The extension's window with nobody behind it: a scene plays the host, and the
 * person too, until the window stands at one of its steps. `?scene=` names it,
 * `&language=` the language of the person. `data-stage` of the body is "set" when
 * all is played, or says what failed.
 */

/** Whatever was said last is heard by then. */
const heard = () => new Promise((done) => setTimeout(done));

/** The host's end of the window's port. */
class Host {
  #calls = [];
  #waiting = [];
  #listeners = [];
  #left = [];
  #ids = 0;
  /** @type {Record<string, (params: any) => any>} What is answered as often as it is asked. */
  #served = {};

  /** What the window's chrome.runtime.connect answers. */
  port = {
    name: 'window',
    onMessage: { addListener: (listener) => this.#listeners.push(listener) },
    onDisconnect: { addListener: (listener) => this.#left.push(listener) },
    postMessage: (message) => this.#receive(message),
    disconnect: () => {},
  };

  /** @param {any} result  Or what makes it of the call's params. @param {string} method  Of a call that came, or comes yet. */
  async answers(method, result) {
    const { id, params } = await this.#call(method);
    this.#send({ id, result: typeof result === 'function' ? result(params) : result });
    await heard();
  }

  /** The call fails. */
  async fails(method, code, params) {
    const { id } = await this.#call(method);
    this.#send({ id, error: { code, ...(params && { params }) } });
    await heard();
  }

  /** Waits for a call, and leaves it without an answer. */
  async hears(method) {
    await this.#call(method);
  }

  /** Every call of the method is answered so from now on, those that came before too. */
  serves(method, make) {
    this.#served[method] = make;
    for (const call of this.#calls.filter((each) => each.method === method)) this.#serve(call);
    this.#calls = this.#calls.filter((each) => each.method !== method);
  }

  shows(params) {
    this.#send({ method: 'show', params });
  }

  asks(params) {
    this.#send({ id: `h${++this.#ids}`, method: 'ask', params });
  }

  #call(method) {
    const at = this.#calls.findIndex((call) => call.method === method);
    if (at >= 0) return this.#calls.splice(at, 1)[0];
    return new Promise((came) => this.#waiting.push({ method, came }));
  }

  #receive(message) {
    if (message.method === undefined) return;
    if (message.method in this.#served) return this.#serve(message);
    const at = this.#waiting.findIndex(({ method }) => method === message.method);
    if (at >= 0) this.#waiting.splice(at, 1)[0].came(message);
    else this.#calls.push(message);
  }

  #serve({ id, method, params }) {
    queueMicrotask(() => this.#send({ id, result: this.#served[method](params) }));
  }

  #send(message) {
    for (const listener of this.#listeners) listener(message, this.port);
  }
}

/** The person at the window. */
const person = {
  /** Presses a button, or submits its form. */
  press: (id) => document.getElementById(id).click(),
  turn: (tab) => document.getElementById(`${tab}-tab`).click(),
  choose: (id, value) => {
    const list = document.getElementById(id);
    list.value = value;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  },
  /** Gives files to a field for such. */
  give: (id, ...names) => {
    const files = new DataTransfer();
    for (const name of names) files.items.add(new File(['key'], name));
    const field = document.getElementById(id);
    field.files = files.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  },
  type: (id, text) => (document.getElementById(id).value = text),
};

/** What scripts do here stands for what the person does. */
function trustScripts() {
  const { addEventListener } = EventTarget.prototype;
  const trusted = (event) => new Proxy(event, {
    get: (of, name) => (name === 'isTrusted' ? true : typeof of[name] === 'function' ? of[name].bind(of) : of[name]),
  });
  EventTarget.prototype.addEventListener = function listen(type, listener, options) {
    const told = typeof listener === 'function' && ['click', 'submit'].includes(type) ? (event) => listener.call(this, trusted(event)) : listener;
    addEventListener.call(this, type, told, options);
  };
}

async function play() {
  const asked = new URLSearchParams(location.search);
  const { operation, lately = [], settings = { pin_entry: 'window', locked: [] }, acts = async () => {} } = scenes[asked.get('scene')];
  await chrome.storage.local.set({ preferences: { language: asked.get('language') } });
  await chrome.storage.session.set({ settings });
  // Where another scene looked for its key last is nothing to this one.
  localStorage.clear();
  localStorage.setItem('lately', JSON.stringify(lately));
  trustScripts();
  const host = new Host();
  chrome.runtime.connect = () => host.port;
  const loaded = import('../ui/window/window.js');
  await host.answers('operation', operation);
  await loaded;
  await acts(host, person);
  await heard();
}

play().then(() => (document.body.dataset.stage = 'set'), (error) => (document.body.dataset.stage = `${error.stack}`));
