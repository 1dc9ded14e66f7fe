// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Added } from './lib/added.js';
import { SIGN_IN } from './lib/authorization.js';
import { parse, union } from './lib/cabinets.js';
import { Enquiry } from './lib/enquiry.js';
import { Errand } from './lib/errand.js';
import { Operation } from './lib/operation.js';
import { inPolicy, keep } from './lib/settings.js';
import { SignIn } from './lib/sign-in.js';
import { admit } from './lib/sites.js';
import { Visit, refuse } from './lib/visit.js';
import listed from './sites.json' with { type: 'json' };

/**
 * Gives every admitted page its own Operation, every window to the Operation
 * that opened it and the sign-in window it asks for, the page of help one in
 * which the host is asked how it is, and the person one of their own, by the
 * toolbar's button.
 *
 * @param {typeof chrome} [browser]
 * @param {{host: string, sites: import('./lib/sites.js').Site[]}} [list]
 */
export function listen(browser = chrome, { host, sites } = listed) {
  /** @type {Map<Operation, string | undefined>} With the document each is for, where the browser names it. */
  const operations = new Map();
  /** @type {Operation | undefined} The person's own. */
  let own;
  const signIn = new SignIn(browser);
  const informed = (/** @type {import('./lib/settings.js').Settings} */ settings) => void keep(settings, browser);
  const added = new Added(browser, () => new Promise((ended) => void new Operation(new Enquiry(), host, { ended: () => ended(), informed }, browser)));

  browser.runtime.onConnect.addListener((port) => {
    if (port.name === SIGN_IN) {
      if (find((operation) => operation.owns(port))) return signIn.serve(port);
      return port.disconnect();
    }
    if (port.name === 'help') {
      if (isHelp(port)) return explain(port);
      return port.disconnect();
    }
    if (port.name !== 'page') {
      if (!find((operation) => operation.claim(port))) port.disconnect();
      return;
    }
    const sender = /** @type {chrome.runtime.MessageSender} */ (port.sender);
    const visited = admit(sender, sites);
    if (!('code' in visited) || visited.code !== 'page-not-listed') return receive(port, visited);
    let left = false;
    port.onDisconnect.addListener(() => (left = true));
    void Promise.all([added.sites(), inPolicy(browser)]).then(([more, policy]) => {
      // What was kept of the host's word may be old: the administrator may have removed the cabinet since.
      const listed = (/** @type {import('./lib/settings.js').Settings | undefined} */ settings) => !('code' in admit(sender, union(sites, policy, parse(settings?.cabinets))));
      return left || receive(port, admit(sender, union(sites, more)), listed);
    });
  });

  browser.action.onClicked.addListener(async ({ id }) => {
    if (!own?.lives && (await added.mustAsk())) return browser.runtime.openOptionsPage();
    if (own?.lives) return own.show();
    own?.leave();
    own = begin(new Errand(id));
  });

  browser.windows.onRemoved.addListener((id) => {
    for (const operation of operations.keys()) operation.removed(id);
  });

  /**
   * @param {chrome.runtime.Port} port  Of a page.
   * @param {ReturnType<typeof admit>} visited
   * @param {ConstructorParameters<typeof Visit>[3]} [listed]
   */
  function receive(port, visited, listed) {
    if ('code' in visited) return refuse(port, visited.code, browser);
    // Not every browser names its documents; the content script holds the same rule.
    const documentId = port.sender?.documentId;
    if (documentId && [...operations.values()].includes(documentId)) return refuse(port, 'busy', browser);
    begin(new Visit(port, visited, browser, listed), documentId);
  }

  /** @param {chrome.runtime.Port} port  Whether it is our own page's, on top of its tab. */
  function isHelp({ sender }) {
    const [address] = (sender?.url ?? '').split('#');
    return address === browser.runtime.getURL(`ui/help.html`) && sender?.frameId === 0;
  }

  /** @param {chrome.runtime.Port} port  Of the page of help. */
  function explain(port) {
    const operation = begin(new Enquiry((answer) => port.postMessage(answer)));
    port.onDisconnect.addListener(() => operation.end());
  }

  /** @param {(operation: Operation) => boolean} wanted */
  function find(wanted) {
    return [...operations.keys()].find(wanted);
  }

  /**
   * @param {import('./lib/operation.js').Client} client
   * @param {string} [documentId]
   */
  function begin(client, documentId) {
    const operation = new Operation(client, host, { ended, informed }, browser);
    operations.set(operation, documentId);
    return operation;
  }

  /** @param {Operation} operation */
  function ended(operation) {
    operations.delete(operation);
    if (operation === own) own = undefined;
  }
}

listen();
