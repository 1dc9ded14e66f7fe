// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Дія.Підпис in the element: the visitor asks for a code and confirms on the phone. */

import { PidpysError } from './client.js';
import { countDown, Diia } from './diia.js';

/**
 * @param {ConstructorParameters<typeof Diia>[0]} server
 * @param {object} on
 * @param {AbortSignal} on.signal
 * @param {(wanted: () => void) => void} on.ask  Asks the visitor whether they want the code: it begins to expire at once.
 * @param {(code: import('./diia.js').Code) => void} on.shown
 * @param {(seconds: number, clock: string) => void} on.tell  How long it is valid.
 * @returns {Promise<any>} What the server had.
 * @throws {PidpysError} Why it was not confirmed.
 */
export async function confirmOnPhone(server, { signal, ask, shown, tell }) {
  await Promise.race([new Promise((resolve) => ask(() => resolve(undefined))), aborted(signal)]);
  let stop = () => {};
  try {
    return await new Diia(server).request({
      signal,
      shown: (code) => {
        shown(code);
        stop = countDown(Date.now() + 1000 * code.life, tell);
      },
    });
  } catch (error) {
    // Minutes went by, and not the ten that an answer in the window may take.
    throw error instanceof PidpysError && error.code === 'timed-out' ? new PidpysError('unconfirmed') : error;
  } finally {
    stop();
  }
}

/** @param {AbortSignal} signal @returns {Promise<never>} Rejects when the visitor goes no further. */
export function aborted(signal) {
  return new Promise((_, reject) => {
    const stop = () => reject(new PidpysError('cancelled', { cause: signal.reason }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
