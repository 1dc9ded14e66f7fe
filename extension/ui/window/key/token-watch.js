// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * @typedef {object} Trouble  Why a token may be missed. PROTOCOL.md, section 7.
 * @property {string} kind
 * @property {string} device
 * @property {string} [path]
 * @property {string} [reason]
 * @property {string} [driver]
 *
 * @typedef {{state: number, tokens: import('../../../lib/tokens.js').Token[], troubles: Trouble[]}} Plugged
 */

/** Follows what is plugged in, for as long as somebody looks. */
export class TokenWatch {
  #call;
  #heard;
  #failed;
  /** @type {symbol | undefined} The round that is under way; what an earlier one still hears is not told. */
  #round;

  /**
   * @param {(method: 'tokens', params: {seen?: number}) => Promise<Plugged>} call  Of the host.
   * @param {(plugged: Plugged) => void} heard  Called at once and after every change.
   * @param {(error: import('../../../page/client.js').PidpysError) => void} failed  Nothing is followed any more.
   */
  constructor(call, heard, failed) {
    this.#call = call;
    this.#heard = heard;
    this.#failed = failed;
  }

  /** Starts anew, without waiting for a change. */
  async start() {
    const round = (this.#round = Symbol('round'));
    /** @type {{seen?: number}} */
    let params = {};
    try {
      while (this.#round === round) {
        const plugged = await this.#call('tokens', params);
        if (this.#round !== round) return;
        if (plugged.state !== params.seen) this.#heard(plugged);
        params = { seen: plugged.state };
      }
    } catch (error) {
      if (this.#round !== round) return;
      this.stop();
      this.#failed(/** @type {import('../../../page/client.js').PidpysError} */ (error));
    }
  }

  stop() {
    this.#round = undefined;
  }
}
