// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** How long an examination may take, in milliseconds: twice what the host gives itself, and more. */
const EXAMINATION = 45_000;

/**
 * The extension's own question to the host, for which no page and no window is:
 * who it is, and, where somebody wants to read it, what stands in the way of
 * signatures (PROTOCOL.md, section 5).
 */
export class Enquiry {
  endsWithWindow = false;
  visited = {};
  tab = undefined;
  settled = false;
  #tell;
  #call = crypto.randomUUID();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** @type {import('./operation.js').Operation | undefined} */
  #operation;

  /** @param {(answer: Answer) => void} [tell]  Without it the host says its settings, and that is all. */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {import('./operation.js').Operation} operation  That is for it from now on. */
  begin(operation) {
    this.#operation = operation;
  }

  /** @param {Welcome} welcome */
  greeted(welcome) {
    if (!this.#tell) return this.#operation?.end();
    this.#tell({ welcome });
    this.#silence = setTimeout(() => this.#operation?.end('failed'), EXAMINATION);
    this.#operation?.say({ id: this.#call, method: 'examine', params: {} });
  }

  /** What is for a page is for nobody here. */
  deliver() {}

  /** @param {import('../page/peer.js').Message} message  The host's answer to a call of the extension's. */
  answered({ id, result, error }) {
    if (id !== this.#call) return;
    if (error) return this.#operation?.end(error.code === 'unsupported' ? 'host-too-old' : error.code);
    this.#tell?.({ examination: result });
    this.#operation?.end();
  }

  /** @param {string | undefined} code  Why nothing more will be said, unless all was. */
  over(code) {
    clearTimeout(this.#silence);
    if (code) this.#tell?.({ code });
    return false;
  }
}

/**
 * @typedef {{version: string, protocol: number, name: string, settings?: import('./settings.js').Settings}} Welcome  The host's answer to `hello`.
 * @typedef {{check: string, severity: 'ok' | 'note' | 'warning' | 'error', subject: string, message: string, remedy: string}} Finding
 * @typedef {{welcome: Welcome} | {examination: {findings: Finding[], worst: string}} | {code: string}} Answer
 */
