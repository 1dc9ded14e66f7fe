// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Operation, refuse } from './lib/operation.js';
import { admit } from './lib/sites.js';
import listed from './sites.json' with { type: 'json' };

/**
 * Gives every admitted page its own Operation, and every window to the
 * Operation that opened it.
 *
 * @param {typeof chrome} [browser]
 * @param {{host: string, sites: import('./lib/sites.js').Site[]}} [list]
 */
export function listen(browser = chrome, { host, sites } = listed) {
  /** @type {Set<Operation>} */
  const operations = new Set();

  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== 'page') {
      if (![...operations].some((operation) => operation.claim(port))) port.disconnect();
      return;
    }
    const sender = /** @type {chrome.runtime.MessageSender} */ (port.sender);
    const visited = admit(sender, sites);
    if ('code' in visited) return refuse(port, visited.code, browser);
    // Not every browser names its documents; the content script holds the same rule.
    if (sender.documentId && [...operations].some(({ documentId }) => documentId === sender.documentId)) return refuse(port, 'busy', browser);
    operations.add(new Operation(port, visited, host, (operation) => operations.delete(operation), browser));
  });

  browser.windows.onRemoved.addListener((id) => {
    for (const operation of operations) operation.removed(id);
  });
}

listen();
