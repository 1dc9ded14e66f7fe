// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** How long an answer may take, in milliseconds: of an examination, twice what the host gives itself, and more. */
const ANSWER = 45_000;

/**
 * The extension's own question to the host, for which no page and no window is:
 * who it is, and, where a page of ours wants to show it, what stands in the way of
 * signatures, or which authorities there are to choose from (PROTOCOL.md, section 5).
 */
export class Enquiry {
  endsWithWindow = false;
  visited = {};
  tab = undefined;
  settled = false;
  #question;
  #tell;
  #call = crypto.randomUUID();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  /** @type {import('./operation.js').Operation | undefined} */
  #operation;

  /**
   * @param {Question} [question]  Without one the host says its settings, and that is all.
   * @param {(answer: Answer) => void} [tell]
   */
  constructor(question, tell = () => {}) {
    this.#question = question;
    this.#tell = tell;
  }

  /** @param {import('./operation.js').Operation} operation  That is for it from now on. */
  begin(operation) {
    this.#operation = operation;
  }

  /** @param {Welcome} welcome */
  greeted(welcome) {
    if (!this.#question) return this.#operation?.end();
    this.#tell({ welcome });
    this.#silence = setTimeout(() => this.#operation?.end('failed'), ANSWER);
    this.#operation?.say({ id: this.#call, method: this.#question, params: {} });
  }

  /** What is for a page is for nobody here. */
  deliver() {}

  /** @param {import('../page/peer.js').Message} message  The host's answer to a call of the extension's. */
  answered({ id, result, error }) {
    if (id !== this.#call) return;
    if (error) return this.#operation?.end(error.code === 'unsupported' ? 'host-too-old' : error.code);
    this.#tell({ answer: result });
    this.#operation?.end();
  }

  /** @param {string | undefined} code  Why nothing more will be said, unless all was. */
  over(code) {
    clearTimeout(this.#silence);
    if (code) this.#tell({ code });
    return false;
  }
}

/**
 * @typedef {'examine' | 'authorities'} Question  A call of the host.
 * @typedef {{version: string, protocol: number, name: string, settings?: import('./settings.js').Settings}} Welcome  The host's answer to `hello`.
 * @typedef {{check: string, severity: 'ok' | 'note' | 'warning' | 'error', subject: string, message: string, remedy: string}} Finding
 * @typedef {{findings: Finding[], worst: string}} Examination
 * @typedef {{name: string, lookup: boolean}} Authority  PROTOCOL.md, section 7.
 * @typedef {{authorities: Authority[]}} Choice
 * @typedef {{welcome: Welcome} | {answer: Examination | Choice} | {code: string}} Answer
 */
