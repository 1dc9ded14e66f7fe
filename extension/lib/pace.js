// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Foretells when something read at a steady pace will be done. */
export class Pace {
  #now;
  #first = { subject: /** @type {unknown} */ (undefined), read: 0, at: 0 };

  /** @param {() => number} [now]  In milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /**
   * @param {unknown} subject  What is being read; another starts anew.
   * @param {number} read
   * @param {number} size
   * @returns {number | undefined} Seconds left; nothing in the first second, when it would be a guess.
   */
  left(subject, read, size) {
    const at = this.#now();
    if (this.#first.subject !== subject) this.#first = { subject, read, at };
    const { read: before, at: since } = this.#first;
    const elapsed = (at - since) / 1000;
    return elapsed >= 1 && read > before ? ((size - read) * elapsed) / (read - before) : undefined;
  }
}
