// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** How a page and the extension come together: extension/README.md, «The hand-over». */

import { PidpysError } from './peer.js';

/** What a visitor without the extension is told, by language. */
const INSTALL = {
  uk: 'Встановіть розширення «Pidpys — КЕП у браузері» і програму Pidpys: https://github.com/pidpys/pidpys. Якщо їх щойно встановлено, перезавантажте сторінку.',
  en: 'Install the extension “Pidpys — e-signature in the browser” and the Pidpys program: https://github.com/pidpys/pidpys. If you have just installed them, reload the page.',
};

/**
 * Hands the extension one end of a channel and waits until the host answers.
 *
 * @template T
 * @param {Window & typeof globalThis} page
 * @param {number} timeout  How long, in milliseconds, the extension may take to show that it is there.
 * @param {(port: MessagePort) => T} use  Takes the other end, before anything is heard there.
 * @returns {Promise<T>} What that returned.
 * @throws {PidpysError} As `Pidpys.connect`.
 * @internal
 */
export async function handOver(page, timeout, use) {
  const { origin, protocol } = page.location;
  if (!page.isSecureContext || page.origin !== origin || !protocol.startsWith('http')) throw new PidpysError('forbidden');
  const { port1, port2 } = new MessageChannel();
  const ready = new Promise((resolve, reject) => {
    const silence = setTimeout(() => {
      reject(missingFor(page));
      port1.close();
    }, timeout);
    port1.addEventListener('message', ({ data }) => {
      clearTimeout(silence);
      if (data.pidpys === 'ready') resolve(undefined);
      if (data.pidpys === 'closed') reject(data.code === 'extension-missing' ? missingFor(page) : closed(data));
    });
  });
  const used = use(port1);
  port1.start();
  page.postMessage({ pidpys: 'connect', version: 1 }, origin, [port2]);
  await ready;
  return used;
}

/**
 * @param {Window} page  Where no extension answers, or one that was removed since.
 * @returns {PidpysError} In the page's language, for there is nobody to ask for the visitor's.
 */
function missingFor(page) {
  const language = page.document.documentElement.lang.startsWith('en') ? 'en' : 'uk';
  return new PidpysError('extension-missing', { hint: INSTALL[language] });
}

/**
 * @param {{code: string, hint: string, lost?: boolean}} said  By the extension, of a connection that is no more.
 * @returns {PidpysError}
 * @internal
 */
export function closed({ code, hint, lost }) {
  return new PidpysError(code, { hint, lost });
}
