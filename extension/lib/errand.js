// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** What the person wants of the extension itself, without a page: to move to a new key (PROTOCOL.md, section 12). */
export class Errand {
  /** There is nobody else to go on for. */
  endsWithWindow = true;
  /** No page is visited. */
  visited = {};
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

  /** @param {import('../page/client.js').Message} message  The host's answer to a call of the extension's. */
  answered({ id, error }) {
    // Of what was done, and of most that failed, the window tells.
    if (id === this.#call && error) this.#operation?.end(error.code === 'cancelled' ? undefined : error.code);
  }

  /**
   * A host from before there were errands says in general that it does not understand.
   *
   * @param {string} code  Why nothing more will be done.
   * @param {import('./window.js').TrustedWindow} window
   * @returns {boolean} Whether the window stays.
   */
  tell(code, window) {
    const told = ['unsupported', 'invalid-params'].includes(code) ? 'host-too-old' : code;
    void window.tell({ method: 'show', params: { kind: 'error', code: told } });
    return true;
  }
}
