// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What a visitor does elsewhere, in the Pidpys window or on the phone, while the page waits in its dialog `waiting`
 * and, where it came to nothing, says why in its `failure`.
 */

import { Pidpys, PidpysError } from '/pidpys/client.js';
import { byId } from './elements.js';

/**
 * @param {object} page
 * @param {(reason: unknown) => [code: string, sentence: string, hint: string]} page.sentences  Why something came to
 *   nothing, and what to do.
 * @param {() => void} page.show  Draws the page anew.
 */
export function errands({ sentences, show }) {
  const waiting = /** @type {HTMLDialogElement} */ (byId('waiting'));

  /** Until it is lost. @type {Pidpys | undefined} */
  let pidpys;

  /** Ends what the visitor is being asked now. @type {AbortController | undefined} */
  let operation;

  /**
   * Does what the visitor pressed a button for, or says why it came to nothing.
   * @param {() => Promise<void>} work
   */
  const attempt = async (work) => {
    byId('failure').hidden = true;
    try {
      await work();
    } catch (error) {
      if (error instanceof PidpysError && error.lost) pidpys = undefined;
      // What the server did not give fails the call, and is its cause.
      const reason = error instanceof PidpysError && error.code !== 'cancelled' && error.cause ? error.cause : error;
      const [code, sentence, hint] = sentences(reason);
      byId('failure').dataset.code = code;
      byId('failure-title').textContent = sentence;
      byId('failure-hint').textContent = hint;
      byId('failure').hidden = false;
      byId('failure').scrollIntoView({ block: 'nearest' });
    }
  };

  /**
   * Is `attempt` for what the visitor does elsewhere. One at a time; others come to nothing without a word.
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  const perform = async (work) => {
    if (operation) return;
    const { signal } = (operation = new AbortController());
    document.body.dataset.state = 'waiting';
    waiting.dataset.phase = 'window';
    waiting.showModal();
    await attempt(() => work(signal));
    operation = undefined;
    waiting.close();
    show();
  };

  byId('show').addEventListener('click', () => pidpys?.show());
  for (const cancel of waiting.querySelectorAll('.cancel')) cancel.addEventListener('click', () => operation?.abort());
  waiting.addEventListener('cancel', (event) => {
    event.preventDefault(); // Escape cancels what waits; the dialog closes when it has ended
    operation?.abort();
  });
  byId('failure-close').addEventListener('click', () => { byId('failure').hidden = true; });

  return {
    attempt,
    perform,
    /** @returns {Promise<Pidpys>} */
    connected: async () => (pidpys ??= await Pidpys.connect()),
    /** @param {'window' | 'phone' | 'server'} phase  Where it goes on. */
    goesOn: (phase) => { waiting.dataset.phase = phase; },
  };
}
