// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * @typedef {{outcome?: string, label: string, text: string}} Row
 * @typedef {{code: string, text: string, next: string, detail: string}} Trouble
 * @typedef {{outcome: string, answer: string, troubles?: Trouble[], who?: Row[], when?: Row[], documents?: Row[], checked?: Row[],
 *   remarks?: string[], counter_signatures?: Explained[]}} Explained
 * @typedef {object} Explanation  A report in the words of people: PROTOCOL.md, section 9.
 * @property {string} language
 * @property {'good' | 'bad' | 'unknown'} outcome
 * @property {string} answer
 * @property {Trouble[]} [troubles]
 * @property {string[]} [remarks]
 * @property {Explained[]} signatures
 * @property {Row[]} [time_stamps]
 * @property {Record<string, string>} titles
 *
 * @typedef {{name: string, type: string, size: number, blob: Blob}} Content  Of what was signed: section 16.
 * @typedef {{kind: string, detached: boolean, signatures: {sub_indication: string}[], explanation: Explanation, contents?: Content[]}} Report
 *
 * @typedef {object} Check
 * @property {Date} at
 * @property {string} program  The version that did it.
 * @property {Report} [report]
 * @property {File} [content]  The document of a detached signature, once it is there.
 * @property {string} [code]  Why there is no report.
 * @property {Record<string, unknown>} [params]  The code's.
 */

/** Natures that may have signatures inside, which are verified without being asked. */
const SIGNED = ['signature', 'container', 'pdf'];

/** Has the signatures among the files verified, each detached one with the document that has its name. */
export class Checks {
  #desk;
  #pile;
  /** @type {Map<import('./pile.js').Item, AbortController>} What is being verified, or waits for it. */
  #under = new Map();

  /**
   * @param {import('./desk.js').Desk} desk
   * @param {import('./pile.js').Pile} pile
   */
  constructor(desk, pile) {
    this.#desk = desk;
    this.#pile = pile;
  }

  /**
   * @param {import('./pile.js').Item[]} added
   * @returns {Promise<void>} Once all of them are verified, and what waited for one of them.
   */
  async take(added) {
    const waiting = this.#pile.items.filter((item) => lacks(item) && !item.checking && !added.includes(item));
    const signed = added.filter(({ nature }) => SIGNED.includes(nature));
    await Promise.all([...signed.map((item) => this.verify(item)), ...waiting.map((item) => this.#pair(item))]);
  }

  /**
   * @param {import('./pile.js').Item} item
   * @param {File} [content]  The document of a detached signature.
   */
  async verify(item, content) {
    const under = new AbortController();
    this.#under.set(item, under);
    item.checking = true;
    this.#pile.update(item);
    item.check = await this.#ask(item, content, under.signal);
    item.checking = false;
    this.#under.delete(item);
    this.#pile.update(item);
    if (lacks(item) && !content) await this.#pair(item);
  }

  /** @param {import('./pile.js').Item} item  That nobody wants verified any more: a large one would keep the others waiting. */
  stop(item) {
    this.#under.get(item)?.abort();
  }

  /** @param {import('./pile.js').Item} item  A detached signature without its document. */
  async #pair(item) {
    const others = this.#pile.items.filter((other) => other !== item && other.nature !== 'signature').map(({ file }) => file);
    const content = partner(item.file.name, others);
    if (content) await this.verify(item, content);
  }

  /**
   * @param {import('./pile.js').Item} item
   * @param {File | undefined} content
   * @param {AbortSignal} signal
   * @returns {Promise<Check>}
   */
  async #ask(item, content, signal) {
    try {
      const [report, program] = await this.#desk.do(async (pidpys) => [await pidpys.verify(item.file, content, { extract: true, signal }), pidpys.host]);
      return { at: new Date(), program, report, content };
    } catch (/** @type {any} */ { code, params }) {
      return { at: new Date(), program: '', code, params };
    }
  }
}

/** @param {import('./pile.js').Item} item  @returns {boolean} Whether it is a detached signature whose document is not there. */
export function lacks({ nature, check }) {
  // A container holds what its signatures are apart from.
  return nature === 'signature' && Boolean(check?.report?.detached && !check.content);
}

/** @param {Report} report  @returns {boolean} Whether it is of a PDF without a signature: a document like others. */
export function isUnsigned({ kind, signatures }) {
  return kind === 'PAdES' && signatures.length === 0;
}

/**
 * @param {string} name  Of a signature's file.
 * @param {File[]} others
 * @returns {File | undefined} The one whose name it is but for the last extension; or else the only one with the same name but for both.
 */
export function partner(name, others) {
  const bare = withoutExtension(name);
  const alike = others.filter((file) => withoutExtension(file.name) === bare);
  return others.find((file) => file.name === bare) ?? (alike.length === 1 ? alike[0] : undefined);
}

/** @param {string} name */
function withoutExtension(name) {
  return name.replace(/(?<=.)\.[^.]*$/, '');
}
