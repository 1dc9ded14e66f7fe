// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { SIGN_IN } from './lib/authorization.js';
import { Errand } from './lib/errand.js';
import { Operation } from './lib/operation.js';
import { SignIn } from './lib/sign-in.js';
import { admit } from './lib/sites.js';
import { Visit, refuse } from './lib/visit.js';
import listed from './sites.json' with { type: 'json' };

/**
 * Gives every admitted page its own Operation, every window to the Operation
 * that opened it and the sign-in window it asks for, and the person one Operation of
 * their own, by the toolbar's button.
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

  browser.runtime.onConnect.addListener((port) => {
    if (port.name === SIGN_IN) {
      if (find((operation) => operation.owns(port))) return signIn.serve(port);
      return port.disconnect();
    }
    if (port.name !== 'page') {
      if (!find((operation) => operation.claim(port))) port.disconnect();
      return;
    }
    const sender = /** @type {chrome.runtime.MessageSender} */ (port.sender);
    const visited = admit(sender, sites);
    if ('code' in visited) return refuse(port, visited.code, browser);
    // Not every browser names its documents; the content script holds the same rule.
    const { documentId } = sender;
    if (documentId && [...operations.values()].includes(documentId)) return refuse(port, 'busy', browser);
    begin(new Visit(port, visited, browser), documentId);
  });

  browser.action.onClicked.addListener(({ id }) => {
    if (own?.lives) return void own.show();
    own?.leave();
    own = begin(new Errand(id));
  });

  browser.windows.onRemoved.addListener((id) => {
    for (const operation of operations.keys()) operation.removed(id);
  });

  /** @param {(operation: Operation) => boolean} wanted */
  function find(wanted) {
    return [...operations.keys()].find(wanted);
  }

  /**
   * @param {import('./lib/operation.js').Client} client
   * @param {string} [documentId]
   */
  function begin(client, documentId) {
    const operation = new Operation(client, host, ended, browser);
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
