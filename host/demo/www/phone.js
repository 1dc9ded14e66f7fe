// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Дія.Підпис: the visitor confirms on the phone what the cabinet's server asks for. */

import { PidpysError } from '/pidpys/client.js';
import { countDown, Diia, drawQR } from '/pidpys/diia.js';
import { byId } from '/shared/elements.js';
import { say } from './words.js';

const start = /** @type {HTMLButtonElement} */ (byId('phone-start'));

/**
 * Shows what is to be scanned, once the visitor wants it, and waits for the phone. It fills the part of the waiting
 * dialog that is about this.
 *
 * @template T
 * @param {string} what  Of a document its name; of a sign-in nothing.
 * @param {import('./server.js').ByPhone<T>} server
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 * @throws {PidpysError} Why it was not confirmed.
 */
export async function confirmOnPhone(what, server, signal) {
  const part = byId('on-phone');
  part.dataset.step = 'ask';
  byId('phone-heading').textContent = say(what ? 'phoneSign' : 'phoneSignIn');
  byId('phone-what').textContent = what;
  byId('phone-document').hidden = !what;
  start.disabled = false;
  start.focus();
  await wanted(signal);
  start.disabled = true;
  let stop = () => {};
  try {
    return await new Diia(server).request({
      signal,
      shown: ({ deeplink, qr, life }) => {
        part.dataset.step = 'code';
        byId('phone-code').replaceChildren(drawQR(document, qr));
        /** @type {HTMLAnchorElement} */ (byId('phone-link')).href = deeplink;
        stop = countDown(Date.now() + 1000 * life, (seconds, clock) => {
          byId('phone-left').textContent = seconds > 0 ? say('phoneLeft', clock) : say('phoneLate');
        });
      },
    });
  } catch (error) {
    // Minutes went by, and not the ten that an answer in the window may take.
    throw error instanceof PidpysError && error.code === 'timed-out' ? new PidpysError('unconfirmed') : error;
  } finally {
    stop();
    byId('phone-code').replaceChildren();
  }
}

/** @param {AbortSignal} signal @returns {Promise<void>} Resolves when the visitor wants the code. */
function wanted(signal) {
  return new Promise((resolve, reject) => {
    start.addEventListener('click', () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => reject(new PidpysError('cancelled')), { once: true });
  });
}
