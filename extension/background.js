// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Added } from './lib/added.js';
import { SIGN_IN } from './lib/authorization.js';
import { parse, union } from './lib/cabinets.js';
import { admitTo, isDialect, mayStay } from './lib/dialects.js';
import { Enquiry } from './lib/enquiry.js';
import { Errand } from './lib/errand.js';
import { Home } from './lib/home.js';
import { Operation } from './lib/operation.js';
import { Preferred } from './lib/preferences.js';
import { inPolicy, keep } from './lib/settings.js';
import { SignIn } from './lib/sign-in.js';
import { admit } from './lib/sites.js';
import { Switch } from './lib/switch.js';
import { Visit, refuse, tongue } from './lib/visit.js';
import { welcome } from './lib/welcome.js';
import listed from './sites.json' with { type: 'json' };

/** How many documents in one tab are served at once: a page can have any number of frames, and each has a host of its own. */
const GUESTS = 16;

/** What our pages ask the host. */
const QUESTIONS = /** @type {const} */ ({ help: 'examine', options: 'authorities' });

/**
 * Gives every admitted page its own Operation, and our own page of files too,
 * every window to the Operation that opened it and the sign-in window it asks
 * for, the pages of help and options one in which the host is asked something, and the
 * person one of their own, by our menu, where they also let pages speak other
 * programs' protocols.
 *
 * @param {typeof chrome} [browser]
 * @param {{host: string, sites: import('./lib/sites.js').Site[]}} [list]
 */
export function listen(browser = chrome, { host, sites } = listed) {
  /** @type {Map<Operation, Guest | undefined>} With the page that each is for. */
  const operations = new Map();
  /** @type {Operation | undefined} The person's own. */
  let own;
  const signIn = new SignIn(browser);
  const informed = (/** @type {import('./lib/settings.js').Settings} */ settings) => void keep(settings, browser);
  const preferred = new Preferred(browser);
  const added = new Added(browser, () => new Promise((ended) => void new Operation(new Enquiry(), host, { ended: () => ended(), informed, preferred }, browser)), () => void dismiss());
  const dialects = new Switch(browser, () => added.refresh());
  welcome(browser, () => added.sites());

  browser.runtime.onConnect.addListener((port) => {
    if (port.name === SIGN_IN) {
      if (find((operation) => operation.owns(port))) return signIn.serve(port);
      return port.disconnect();
    }
    if (port.name === 'help' || port.name === 'options') {
      if (isOurs(port, port.name)) return explain(port, QUESTIONS[port.name]);
      return port.disconnect();
    }
    if (port.name === 'files') {
      if (port.sender?.tab && isOurs(port, 'files')) return void begin(new Home(port, browser));
      return port.disconnect();
    }
    if (port.name === 'menu') {
      if (isOurs(port, 'menu') || isOurs(port, 'options')) return attend(port);
      return port.disconnect();
    }
    if (isDialect(port.name)) return void translate(port, port.name);
    if (tongue(port) !== 'page') {
      if (!find((operation) => operation.claim(port))) port.disconnect();
      return;
    }
    const sender = /** @type {chrome.runtime.MessageSender} */ (port.sender);
    const visited = admit(sender, sites);
    if (!('code' in visited) || visited.code !== 'page-not-listed') return receive(port, visited);
    const left = leaves(port);
    void Promise.all([added.sites(), inPolicy(browser)]).then(([more, policy]) => {
      // What was kept of the host's word may be old: the administrator may have removed the cabinet since.
      const listed = (/** @type {import('./lib/settings.js').Settings | undefined} */ settings) => !('code' in admit(sender, union(sites, policy.cabinets, parse(settings?.cabinets))));
      return left() || receive(port, admit(sender, union(sites, more)), listed);
    });
  });

  browser.windows.onRemoved.addListener((id) => {
    for (const operation of operations.keys()) operation.removed(id);
  });

  // What we keep is nobody's who runs in a page. Firefox has no such word.
  void browser.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });

  /**
   * @param {chrome.runtime.Port} port  Of a page.
   * @param {Visited | {code: string}} visited
   * @param {ConstructorParameters<typeof Visit>[3]} [listed]
   */
  function receive(port, visited, listed) {
    if ('code' in visited) return refuse(port, visited.code, browser);
    const { documentId, tab } = port.sender ?? {};
    const there = [...operations.values()].filter((guest) => guest?.port.sender?.tab?.id === tab?.id);
    // Not every browser names its documents; the content scripts hold the same rule.
    const same = documentId && there.some((guest) => guest && tongue(guest.port) === tongue(port) && guest.port.sender?.documentId === documentId);
    if (same || there.length >= GUESTS) return refuse(port, 'busy', browser);
    begin(new Visit(port, visited, browser, listed), { port, visited });
  }

  /**
   * @param {chrome.runtime.Port} port  Of a page that speaks another program's protocol.
   * @param {import('./lib/dialects.js').Dialect} name
   */
  async function translate(port, name) {
    const sender = /** @type {chrome.runtime.MessageSender} */ (port.sender);
    const left = leaves(port);
    const places = await added.places(name);
    if (left()) return;
    const speaker = admitTo(name, sender, places());
    receive(port, speaker, (settings) => 'dialect' in speaker && mayStay(speaker, sender, places(settings)));
    // It may have been switched off while the lists were read.
    void dismiss();
  }

  /** Ends what pages were let do that nobody lets them any more. */
  async function dismiss() {
    for (const [operation, guest] of operations) {
      if (!guest || !('dialect' in guest.visited)) continue;
      const places = await added.places(guest.visited.dialect.name);
      if (!mayStay(guest.visited, guest.port.sender ?? {}, places())) operation.end('page-not-listed');
    }
  }

  /** @param {chrome.runtime.Port} port  Of our menu. */
  function attend(port) {
    port.onMessage.addListener(({ wish, tab, origin }) => {
      if (wish === 'look') port.postMessage({ native: [...operations.values()].some((guest) => guest && tongue(guest.port) === 'page' && guest.port.sender?.tab?.id === tab) });
      else if (wish === 'move') move(tab);
      else if (wish === 'on') void dialects.on();
      else if (wish === 'off') void dialects.off(origin, tab);
    });
  }

  /** @param {number | undefined} tab  Over which the window opens, unless it is open. */
  function move(tab) {
    if (own?.lives) return void own.show();
    own?.leave();
    own = begin(new Errand(tab));
  }

  /**
   * @param {chrome.runtime.Port} port
   * @param {'files' | 'help' | 'menu' | 'options'} page  Whether the port is of this page of ours, as a tab or below the toolbar's button.
   */
  function isOurs({ sender }, page) {
    const [address] = (sender?.url ?? '').split(/[?#]/);
    return address === browser.runtime.getURL(`ui/${page}.html`) && (sender?.frameId ?? 0) === 0;
  }

  /**
   * @param {chrome.runtime.Port} port  Of a page of ours that asks the host something.
   * @param {import('./lib/enquiry.js').Question} question
   */
  function explain(port, question) {
    const operation = begin(new Enquiry(question, (answer) => port.postMessage(answer)));
    port.onDisconnect.addListener(() => operation.end());
  }

  /** @param {(operation: Operation) => boolean} wanted */
  function find(wanted) {
    return [...operations.keys()].find(wanted);
  }

  /**
   * @param {import('./lib/operation.js').Client} client
   * @param {Guest} [guest]
   */
  function begin(client, guest) {
    const operation = new Operation(client, host, { ended, informed, preferred }, browser);
    operations.set(operation, guest);
    return operation;
  }

  /** @param {Operation} operation */
  function ended(operation) {
    operations.delete(operation);
    if (operation === own) own = undefined;
  }
}

/**
 * @typedef {import('./lib/sites.js').Visited | import('./lib/dialects.js').Speaker} Visited
 * @typedef {{port: chrome.runtime.Port, visited: Visited}} Guest  A page.
 */

/**
 * @param {chrome.runtime.Port} port
 * @returns {() => boolean} Whether the page has left meanwhile.
 */
function leaves(port) {
  let left = false;
  port.onDisconnect.addListener(() => (left = true));
  return () => left;
}

listen();
