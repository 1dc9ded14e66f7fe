// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { over } from './steps.js';

/**
 * The calls that open keys and make plans: each ends the one before it, and
 * voids what the host asked because of that (PROTOCOL.md, sections 7 and 12).
 */
export class Calls {
  #peer;
  #shelf;
  #voided;
  /** @type {Promise<any> | undefined} */
  #awaited;

  /**
   * @param {import('../../page/peer.js').Peer} peer
   * @param {import('../../page/blobs.js').Shelf} shelf
   * @param {() => void} voided  Called when whatever the host asked is void: a call begins, ends, or is wanted no more.
   */
  constructor(peer, shelf, voided) {
    this.#peer = peer;
    this.#shelf = shelf;
    this.#voided = voided;
  }

  /** Whether one is waited for. */
  get waiting() {
    return this.#awaited !== undefined;
  }

  /**
   * @param {'keys' | 'find' | 'plan' | 'resume' | 'abandon'} method
   * @param {import('./key/file-tab.js').Request} request
   * @returns {Promise<any>} The result, the error (a PidpysError), or nothing when it is waited for no more.
   */
  async wait(method, { files, params }) {
    this.#voided();
    const lent = files.map((file) => ({ name: file.name, size: file.size, blob: this.#shelf.put(file) }));
    const call = (this.#awaited = this.#peer.call(method, params(lent)));
    const result = await call.catch((/** @type {import('../../page/client.js').PidpysError} */ error) => error);
    this.#shelf.remove(...lent.map(({ blob }) => blob));
    if (this.#awaited !== call || over()) return undefined;
    this.#awaited = undefined;
    this.#voided();
    return result;
  }

  /** What is waited for, of keys or certificates, is wanted no more: the host lets go whatever it began for it. */
  giveUp() {
    if (this.#awaited) void this.#peer.call('stop').catch(() => {});
    this.#awaited = undefined;
    this.#voided();
  }
}
