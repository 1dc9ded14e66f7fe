// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Folders that a person chooses or drops.
 *
 * @typedef {{path: string, file?: File}} Found  Without a file where the browser may not have it: another program keeps it.
 */

/** How deep folders are looked into; links may lead in a circle. */
const DEEPEST = 16;

/** What systems leave in folders for themselves, and no person wants to sign. */
const THEIRS = /(?:^|\/)(?:\.[^/]*|Thumbs\.db|desktop\.ini)$/i;

/** @param {Iterable<File>} files  Chosen, maybe with their folder. @returns {Found[]} */
export function chosen(files) {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })).filter(wanted);
}

/** @param {DataTransfer} dropped  While the event that brought it is handled. @returns {Promise<Found[]>} */
export async function dropped({ items }) {
  const things = [...items].filter(({ kind }) => kind === 'file').map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(things.map(async ({ entry, file }) => (entry ? inside(entry, DEEPEST) : file ? [{ path: file.name, file }] : [])));
  return found.flat().filter(wanted);
}

/** @param {Found} found */
function wanted({ path }) {
  return !THEIRS.test(path);
}

/** @param {FileSystemEntry} entry @param {number} depth  How much deeper. @returns {Promise<Found[]>} */
async function inside(entry, depth) {
  const path = entry.fullPath.slice(1);
  if (entry.isFile) {
    const file = await new Promise((resolve) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(undefined)));
    return [{ path, file }];
  }
  if (depth === 0) return [];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Found[]} */
  const found = [];
  for (;;) {
    // A hundred at a time; none: that was all.
    const entries = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (entries.length === 0) return found;
    for (const one of entries) found.push(...await inside(one, depth - 1));
  }
}
