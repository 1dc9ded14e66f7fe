// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { Pidpys } from '../../page/client.js';
import { PidpysError } from '../../page/peer.js';

/**
 * Where the page has work done by the host: one thing after another, as the host
 * wants it. A connection that was lost, to a host that died or a background that
 * was updated, is made anew for what comes next.
 */
export class Desk {
  #met;
  /** @type {Promise<Pidpys> | undefined} */
  #connected;
  /** @type {(() => Promise<void>)[]} */
  #waiting = [];
  #busy = false;

  /** @param {(version: string) => void} met  Is told which version of the program answers. */
  constructor(met) {
    this.#met = met;
  }

  /**
   * @template T
   * @param {(pidpys: Pidpys) => Promise<T>} work
   * @param {boolean} [urgent]  Whether the person waits for it: then it comes before what does.
   * @returns {Promise<T>}
   * @throws {PidpysError} Also where the host cannot be reached, and why.
   */
  do(work, urgent = false) {
    return new Promise((resolve, reject) => {
      const turn = () => this.connect().then(work).then(resolve, (cause) => reject(cause instanceof PidpysError ? cause : new PidpysError('internal', { cause })));
      this.#waiting[urgent ? 'unshift' : 'push'](turn);
      void this.#go();
    });
  }

  /** Connects, unless that was done. */
  connect() {
    return (this.#connected ??= this.#reach());
  }

  /** Brings the window to the front. */
  async show() {
    (await this.#connected)?.show();
  }

  async #go() {
    if (this.#busy) return;
    this.#busy = true;
    for (let turn = this.#waiting.shift(); turn; turn = this.#waiting.shift()) await turn();
    this.#busy = false;
  }

  /** @returns {Promise<Pidpys>} Once the host answered. */
  #reach() {
    return new Promise((resolve, reject) => {
      const pidpys = new Pidpys(line((data) => {
        if (data.pidpys === 'ready') {
          this.#met(String(data.host));
          resolve(pidpys);
        } else if (data.pidpys === 'closed') {
          this.#connected = undefined;
          reject(new PidpysError(data.code, { hint: data.hint }));
        }
      }));
    });
  }
}

/**
 * @param {(data: any) => void} hear  Hears all that is said, before anybody else.
 * @returns {MessagePort} The background's end, as much of it as client.js uses.
 */
function line(hear) {
  const port = chrome.runtime.connect({ name: 'files' });
  const ears = [hear];
  let over = false;
  const say = (/** @type {any} */ data) => {
    if (over) return;
    over = data.pidpys === 'closed';
    for (const ear of ears) ear(data);
  };
  port.onMessage.addListener(say);
  // Nobody stands behind it any more. Where there was a reason it came first.
  port.onDisconnect.addListener(() => say({ pidpys: 'closed', code: 'failed' }));
  const talk = {
    postMessage: (/** @type {any} */ message) => port.postMessage(message),
    addEventListener: (/** @type {string} */ _, /** @type {(event: {data: any}) => void} */ ear) => ears.push((data) => ear({ data })),
  };
  return /** @type {MessagePort} */ (/** @type {unknown} */ (talk));
}
