// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { readFileSync } from 'node:fs';

/** @param {string} path  From the folder extension/. */
export function json(path) {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
}

/** An event as chrome.* has them. */
export class FakeEvent {
  #listeners = [];
  addListener(listener) {
    this.#listeners.push(listener);
  }
  removeListener(listener) {
    this.#listeners = this.#listeners.filter((each) => each !== listener);
  }
  emit(...values) {
    for (const listener of this.#listeners) listener(...values);
  }
}

/** The browser's end of a port: what was posted to it, and what it says. */
export class FakePort {
  sent = [];
  connected = true;
  onMessage = new FakeEvent();
  onDisconnect = new FakeEvent();

  constructor(name, sender) {
    this.name = name;
    this.sender = sender;
  }

  postMessage(message) {
    if (!this.connected) throw new Error('Attempting to use a disconnected port object');
    this.sent.push(structuredClone(message));
  }

  disconnect() {
    this.connected = false;
  }

  /** The other side speaks. */
  emit(message) {
    this.onMessage.emit(message, this);
  }

  /** The other side leaves. */
  leave(error) {
    this.connected = false;
    if (error) this.error = { message: error };
    this.onDisconnect.emit(this);
  }
}

/** As chrome.i18n.getMessage, over a catalogue of ours. */
export function translator(language) {
  const messages = json(`_locales/${language}/messages.json`);
  return (key, substitutions = []) =>
    (messages[key]?.message ?? '').replace(/\$(\d)/g, (_, n) => substitutions[n - 1] ?? '');
}

/** An area of chrome.storage, and what is in it. */
export class FakeArea {
  constructor(name, changed, kept) {
    Object.assign(this, { name, changed, kept });
  }

  async get(keys) {
    if (!this.kept) throw new Error('Managed storage manifest not found');
    if (keys === null) return structuredClone(this.kept);
    const missing = typeof keys === 'string' ? {} : keys;
    return structuredClone({ ...missing, ...Object.fromEntries(Object.entries(this.kept).filter(([key]) => key === keys || key in missing)) });
  }

  async set(values) {
    const changes = Object.fromEntries(Object.entries(values).map(([key, newValue]) => [key, { newValue }]));
    this.kept = structuredClone({ ...this.kept, ...values });
    this.changed.emit(changes, this.name);
  }

  async remove(key) {
    delete this.kept[key];
  }
}

/** A browser with one native host, whose windows never fail to open. */
export class FakeBrowser {
  hosts = [];
  windowsOpen = new Map();
  #next = 100;

  #changed = new FakeEvent();

  /** The host has been asked for its settings since this browser was started; no policy is set. */
  storage = {
    onChanged: this.#changed,
    session: new FakeArea('session', this.#changed, { settings: { pin_entry: 'window', locked: [] } }),
    managed: new FakeArea('managed', this.#changed),
    local: new FakeArea('local', this.#changed, {}),
  };

  /** The page dialects whose scripts the package holds. */
  packaged = ['iit', 'webeid'];

  constructor() {
    globalThis.fetch = async (address) => {
      if (!this.packaged.some((name) => address === this.runtime.getURL(`compat/${name}.js`))) throw new TypeError('Failed to fetch');
      return { ok: true };
    };
  }

  /** What the person let us into. */
  granted = [];
  permissions = {
    onAdded: new FakeEvent(),
    onRemoved: new FakeEvent(),
    contains: async ({ origins }) => origins.every((origin) => this.granted.includes(origin)),
    request: async ({ origins }) => {
      this.granted.push(...origins);
      this.permissions.onAdded.emit({ origins });
      return true;
    },
    remove: async ({ origins }) => {
      this.granted = this.granted.filter((origin) => !origins.includes(origin));
      this.permissions.onRemoved.emit({ origins });
      return true;
    },
  };

  /** Content scripts that are not the manifest's. */
  scripts = [];
  scripting = {
    getRegisteredContentScripts: async ({ ids }) => this.scripts.filter(({ id }) => ids.includes(id)),
    registerContentScripts: async ([script]) => {
      if (this.scripts.some(({ id }) => id === script.id)) throw new Error('Duplicate script ID');
      this.scripts = [...this.scripts, script];
    },
    updateContentScripts: async ([script]) => void (this.scripts = this.scripts.map((other) => (other.id === script.id ? script : other))),
    unregisterContentScripts: async ({ ids }) => void (this.scripts = this.scripts.filter(({ id }) => !ids.includes(id))),
    /** In the page, whose frames are of these addresses. */
    executeScript: async () => [{ result: this.frames }],
  };
  frames = [];

  /** Whether our page of options was opened. */
  optioned = false;

  runtime = {
    onConnect: new FakeEvent(),
    onStartup: new FakeEvent(),
    onInstalled: new FakeEvent(),
    openOptionsPage: async () => void (this.optioned = true),
    lastError: undefined,
    getURL: (path) => `chrome-extension://pidpys/${path}`,
    getManifest: () => ({ version: '0.1.0', content_scripts: [{ matches: ['https://cabinet.example/*'] }], host_permissions: ['https://cabinet.example/*'] }),
    connectNative: (name) => {
      const port = new FakePort(name);
      this.hosts.push(port);
      return port;
    },
  };

  i18n = { getMessage: translator('uk') };

  /** How it was installed. */
  installed = 'normal';
  management = { getSelf: async () => ({ installType: this.installed }) };

  /** Pages of ours that were opened in tabs. */
  leaves = [];

  action = {
    setBadgeText: async ({ text }) => void (this.action.badge = text),
    setTitle: async ({ title }) => void (this.action.title = title),
  };

  /** What the person is shown of a provider's page, and how they leave it. */
  visit;
  identity = { getRedirectURL: () => undefined, launchWebAuthFlow: (visit) => new Promise((left, failed) => (this.visit = { ...visit, left, failed })) };

  windows = {
    onCreated: new FakeEvent(),
    onRemoved: new FakeEvent(),
    get: async (id) => ({ id, left: 100, top: 50, width: 1200, height: 700 }),
    create: async (options) => {
      const id = this.#next++;
      const window = { id, tabs: [{ id: id + 1000 }], options };
      this.windowsOpen.set(id, window);
      return window;
    },
    update: async (id, change) => Object.assign(this.windowsOpen.get(id), change),
    remove: async (id) => {
      if (!this.windowsOpen.delete(id)) throw new Error(`No window with id: ${id}.`);
      this.windows.onRemoved.emit(id);
    },
  };

  tabs = {
    onAttached: new FakeEvent(),
    create: async ({ url }) => void this.leaves.push(url),
    query: async ({ windowId }) => this.windowsOpen.get(windowId)?.tabs ?? [],
    get: async (id) => ({ id, windowId: 7, url: this.address }),
    reload: async (id) => void this.reloaded.push(id),
    update: async (id, { url }) => {
      const window = [...this.windowsOpen.values()].find(({ tabs }) => tabs[0].id === id);
      window.options.url = url;
    },
  };

  /** Of the page in the tab, as far as we may know it. */
  address = 'https://cabinet.example/login';
  /** Tabs that were loaded anew. */
  reloaded = [];

  get host() {
    return this.hosts.at(-1);
  }

  get window() {
    return [...this.windowsOpen.values()].at(-1);
  }

  /** A page connects, as the browser describes it. */
  page(sender = {}, name = 'page') {
    const port = new FakePort(name, {
      url: 'https://cabinet.example/login', origin: 'https://cabinet.example', frameId: 0,
      tab: { id: 1, windowId: 7, url: 'https://cabinet.example/login' }, ...sender,
    });
    this.runtime.onConnect.emit(port);
    return port;
  }

  /** A page that was made for another program connects. */
  speaker(dialect, sender = {}) {
    return this.page(sender, dialect);
  }

  /** Our menu, or somebody like it, wishes something. */
  wish(wished, sender = {}) {
    const port = new FakePort('menu', { url: this.runtime.getURL('ui/menu.html'), ...sender });
    this.runtime.onConnect.emit(port);
    if (port.connected) port.emit(wished);
    return port;
  }

  /** The person wants to move to a new key. */
  async press() {
    this.wish({ wish: 'move', tab: 1 });
    await settle();
  }

  /** Our page of files connects, in a tab. */
  files(sender = {}) {
    const port = new FakePort('files', { url: this.runtime.getURL('ui/files.html'), frameId: 0, tab: { id: 1, windowId: 7 }, ...sender });
    this.runtime.onConnect.emit(port);
    return port;
  }

  /** Our page of help connects. */
  help(sender = {}) {
    const port = new FakePort('help', { url: this.runtime.getURL('ui/help.html'), frameId: 0, ...sender });
    this.runtime.onConnect.emit(port);
    return port;
  }

  /** Our page of options connects. */
  options(sender = {}) {
    const port = new FakePort('options', { url: this.runtime.getURL('ui/options.html'), frameId: 0, ...sender });
    this.runtime.onConnect.emit(port);
    return port;
  }

  /** A window opens that is none of ours, or has no address yet. */
  popUp(tab = {}, type = 'popup') {
    const id = this.#next++;
    this.windowsOpen.set(id, { id, tabs: [{ id: id + 1000, ...tab }] });
    this.windows.onCreated.emit({ id, type });
    return id;
  }

  /** Somebody wants the person at a provider's page. */
  signIn(sender) {
    const port = new FakePort('sign-in', sender);
    this.runtime.onConnect.emit(port);
    return port;
  }

  /** What loaded in the window connects; by default, just what was opened there. */
  connectWindow(sender = {}) {
    const { options, tabs } = this.window;
    const port = new FakePort('window', { url: options.url, frameId: 0, tab: { id: tabs[0].id }, ...sender });
    this.runtime.onConnect.emit(port);
    return port;
  }
}

/** Lets everything that waits for nothing run. */
export async function settle() {
  await new Promise((resolve) => setImmediate(resolve));
}
