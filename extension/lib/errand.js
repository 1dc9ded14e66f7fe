// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** What the person wants of the extension itself, without a page: to move to a new key (PROTOCOL.md, section 12). */
export class Errand {
  /** There is nobody else to go on for. */
  endsWithWindow = true;
  /** No page is visited. */
  visited = {};
  /** Whether all that is left is to be read in the window. */
  settled = false;
  #call = crypto.randomUUID();
  /** @type {import('./operation.js').Operation | undefined} */
  #operation;

  /** @param {number | undefined} tab  Where the person pressed the button: the window opens over it. */
  constructor(tab) {
    this.tab = tab;
  }

  /** @param {import('./operation.js').Operation} operation  That is for it from now on. */
  begin(operation) {
    this.#operation = operation;
  }

  /** The host is ready. */
  greeted() {
    this.#operation?.say({ id: this.#call, method: 'reissue', params: {} });
  }

  /** What is for a page is for nobody here. */
  deliver() {}

  /** @param {import('../page/peer.js').Message} message  The host's answer to a call of the extension's. */
  answered({ id, error }) {
    if (id !== this.#call) return;
    this.settled = true;
    // What was done, or why it was not, the host tells the window, if there is one.
    if (error?.code === 'cancelled') this.#operation?.end();
    else if (error && !this.#operation?.windowed) this.#operation?.end(error.code);
  }

  /**
   * @param {string | undefined} code  Why nothing more will be done, unless the person has left.
   * @param {import('./window.js').TrustedWindow} window
   * @returns {boolean} Whether the window stays: it tells why.
   */
  over(code, window) {
    if (!code) return false;
    // A host from before there were errands says only in general that it does not understand.
    const told = ['unsupported', 'invalid-params'].includes(code) ? 'host-too-old' : code;
    void window.tell({ method: 'show', params: { kind: 'error', code: told } });
    return true;
  }
}
