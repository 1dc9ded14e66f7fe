// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { FakeArea, FakeEvent, FakePort, translator } from './fakes.js';

/** As much of an element as the window uses: it remembers what was put in it. */
export class FakeElement {
  dataset = {};
  children = [];
  hidden = false;
  /** Where it begins and ends in the window. */
  box = { top: 0, bottom: 0 };
  value = '';
  open = false;
  #text = '';
  #listeners = {};
  #tags = {};

  constructor(page, tag) {
    this.page = page;
    this.tag = tag;
  }

  get textContent() {
    return this.#text + this.children.map((child) => child.textContent ?? child).join('');
  }

  set textContent(text) {
    this.replaceChildren();
    this.#text = text;
  }

  get lastElementChild() {
    return this.children.at(-1);
  }

  append(...children) {
    this.children.push(...this.#own(children));
  }

  prepend(...children) {
    this.children.unshift(...this.#own(children));
  }

  replaceChildren(...children) {
    this.#text = '';
    this.children = this.#own(children);
  }

  replaceWith(other) {
    const { children } = this.parent;
    children[children.indexOf(this)] = other;
    other.parent = this.parent;
  }

  remove() {
    this.parent.children = this.parent.children.filter((child) => child !== this);
  }

  #own(children) {
    for (const child of children) if (child instanceof FakeElement) child.parent = this;
    return children;
  }

  getElementsByTagName(tag) {
    return [(this.#tags[tag] ??= new FakeElement(this.page))];
  }

  /** Every element inside that has the property. */
  holding(property) {
    const inside = this.children.filter((child) => child instanceof FakeElement);
    return inside.flatMap((child) => [...(property in child ? [child] : []), ...child.holding(property)]);
  }

  /** Every element inside that was made with the tag. */
  querySelectorAll(tag) {
    const inside = this.children.filter((child) => child instanceof FakeElement);
    return inside.flatMap((child) => [...(child.tag === tag ? [child] : []), ...child.querySelectorAll(tag)]);
  }

  getBoundingClientRect() {
    return this.box;
  }

  contains(other) {
    return other === this || this.children.some((child) => child instanceof FakeElement && child.contains(other));
  }

  setAttribute() {}
  removeAttribute() {}
  select() {}
  scrollIntoView() {}

  focus() {
    this.page.focused = this;
  }

  addEventListener(type, listener) {
    (this.#listeners[type] ??= []).push(listener);
  }

  /** The person does something to it. */
  fire(type, event = {}) {
    for (const listener of this.#listeners[type] ?? []) listener({ type, isTrusted: true, preventDefault() {}, ...event });
  }

  click() {
    this.fire('click');
  }

  showModal() {
    this.page.fire('beforetoggle');
    this.open = true;
  }

  close() {
    if (!this.open) return;
    this.page.fire('beforetoggle');
    this.open = false;
    // As in browsers the event comes later, when the dialog may be open again.
    queueMicrotask(() => {
      this.page.fire('close');
      this.fire('close');
    });
  }
}

/** As much of localStorage as the window uses. */
export class FakeStorage {
  constructor(kept) {
    this.kept = kept;
  }

  getItem(key) {
    return this.kept[key] ?? null;
  }

  setItem(key, value) {
    this.kept[key] = value;
  }

  removeItem(key) {
    delete this.kept[key];
  }
}

/** window.html in a browser whose person looks at it, and the background at the other end. */
export class FakePage extends FakeElement {
  title = 'Pidpys';
  visibilityState = 'visible';
  documentElement = {};
  body = Object.assign(new FakeElement(this), { dataset: { step: 'loading' } });
  port = new FakePort('window');
  /** What the host said of the settings. */
  settings;
  /** The pages of ours that were opened. */
  leaves = [];
  /** What our pages keep in storage.local. */
  local = new FakeArea('local', new FakeEvent(), {});
  /** To the background, while the person is at a provider's page. */
  visit;
  #elements = {};

  /**
   * @param {Record<string, string>} [kept]  What the browser kept from another time.
   * @param {string} [userAgent]
   */
  constructor(kept = {}, userAgent = 'Mozilla/5.0 (X11; Linux x86_64)') {
    super();
    this.getElementById('other-keys').append(new FakeElement(this), new FakeElement(this));
    this.getElementById('document-text').append(new FakeElement(this));
    this.getElementById('authority').selectedOptions = [];
    this.getElementById('decision').box = { top: 600, bottom: 680 };
    const view = Object.assign(new FakeElement(this), { setTimeout, clearTimeout, innerHeight: 680, scrollTo() {}, location: { search: '?1' }, navigator: { userAgent }, localStorage: new FakeStorage(kept) });
    const connect = ({ name }) => (name === 'window' ? this.port : (this.visit = new FakePort(name)));
    const session = { get: async () => ({ settings: this.settings }) };
    const runtime = { connect, getURL: (path) => `chrome-extension://pidpys/${path}` };
    const chrome = { runtime, i18n: { getMessage: translator('uk') }, storage: { session, local: this.local }, tabs: { create: ({ url }) => this.leaves.push(url) } };
    Object.assign(globalThis, { document: this, window: view, chrome });
  }

  hasFocus() {
    return true;
  }

  getElementById(id) {
    return this.body.holding('id').find((made) => made.id === id) ?? (this.#elements[id] ??= new FakeElement(this));
  }

  get activeElement() {
    return this.focused;
  }

  createElement(tag) {
    return new FakeElement(this, tag);
  }

  createElementNS(_, tag) {
    return this.createElement(tag);
  }
}
