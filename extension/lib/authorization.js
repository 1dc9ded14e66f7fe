// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../page/client.js';

/** The name of the ports through which a window has the background take the person to a provider's page. */
export const SIGN_IN = 'sign-in';

/** @param {typeof chrome} [browser]  Where its own sign-in window ends; nothing where there is none. */
export function redirectOf(browser = chrome) {
  return browser.identity?.getRedirectURL();
}

/**
 * Takes the person to a provider's page, in the browser's own sign-in window, which closes by itself.
 *
 * @param {string} url
 * @param {AbortSignal} signal  That nobody waits for it any more.
 * @param {typeof chrome} [browser]
 * @returns {Promise<{url: string}>} Where the page sent the person in the end, query and all. The host checks it.
 * @throws {PidpysError} `cancelled` when the person closed it or by the signal, `authorization-failed` when the browser
 *   could not show it.
 */
export function visit(url, signal, browser = chrome) {
  const port = browser.runtime.connect({ name: SIGN_IN });
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ code) => reject(new PidpysError(code));
    port.onMessage.addListener(({ url, code }) => {
      port.disconnect();
      if (code) fail(code);
      else resolve({ url });
    });
    port.onDisconnect.addListener(() => fail('authorization-failed'));
    signal.addEventListener('abort', () => {
      port.disconnect();
      fail('cancelled');
    });
    port.postMessage({ url });
  });
}
