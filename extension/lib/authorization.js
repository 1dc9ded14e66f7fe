// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../page/client.js';

/** How browsers say that the person closed the page (Chromium's extensions/browser/api/identity, observed; Firefox's ext-identity.js). */
const LEFT = /did not approve|cancelled or denied/i;

/** @param {typeof chrome} [browser]  Where its own sign-in window ends; nothing where there is none. */
export function redirectOf(browser = chrome) {
  return browser.identity?.getRedirectURL();
}

/**
 * Takes the person to a provider's page, in the browser's own sign-in window, which closes by itself.
 *
 * @param {string} url
 * @param {AbortSignal} signal  That nobody waits for it any more: the window is closed.
 * @param {typeof chrome} [browser]
 * @returns {Promise<{url: string}>} Where the page sent the person in the end, query and all. The host checks it.
 * @throws {PidpysError} `cancelled` when the person closed it, `authorization-failed` when the browser could not show it.
 */
export async function visit(url, signal, browser = chrome) {
  const forget = following(signal, browser);
  /** @type {string | undefined} */
  let ended;
  try {
    ended = await browser.identity.launchWebAuthFlow({ url, interactive: true });
  } catch (cause) {
    throw new PidpysError(cause instanceof Error && LEFT.test(cause.message) ? 'cancelled' : 'authorization-failed', { cause });
  } finally {
    forget();
  }
  if (!ended) throw new PidpysError('cancelled');
  return { url: ended };
}

/**
 * Closes the sign-in window when nobody waits for it: browsers leave it open, and Chromium shows no other meanwhile. Its
 * number they do not tell; it is the pop-up window that opens next.
 *
 * @param {AbortSignal} signal
 * @param {typeof chrome} browser
 * @returns {() => void} Ends that.
 */
function following(signal, browser) {
  /** @type {number | undefined} */
  let opened;
  const close = () => {
    if (opened !== undefined) void browser.windows.remove(opened).catch(() => {});
  };
  const created = (/** @type {chrome.windows.Window} */ { id, type }) => {
    if (type !== 'popup' || opened !== undefined) return;
    opened = id;
    if (signal.aborted) close();
  };
  browser.windows.onCreated.addListener(created);
  signal.addEventListener('abort', close);
  return () => {
    browser.windows.onCreated.removeListener(created);
    signal.removeEventListener('abort', close);
  };
}
