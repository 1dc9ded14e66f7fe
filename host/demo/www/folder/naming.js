// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Names of the files that are made: a signature stands beside its document, and takes the place of no other file of the
 * folder, as of a signature that somebody made before.
 */
export class Names {
  #taken;

  /** @param {Iterable<string>} paths  Of the documents. Some systems know no capital letters. */
  constructor(paths) {
    this.#taken = new Set(Array.from(paths, (path) => path.toLowerCase()));
  }

  /** @param {string} path  Of the document. */
  ofSignature(path) {
    let name = `${path}.p7s`;
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) name = `${path} (${n}).p7s`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
