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
    const visited = admit(/** @type {chrome.runtime.MessageSender} */ (port.sender), sites);
    if ('code' in visited) return refuse(port, visited.code, browser);
    operations.add(new Operation(port, visited, host, (operation) => operations.delete(operation), browser));
  });

  browser.windows.onRemoved.addListener((id) => {
    for (const operation of operations) operation.removed(id);
  });
}

listen();
