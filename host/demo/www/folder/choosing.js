// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Folders that a person chooses or drops.
 *
 * @typedef {{path: string, file?: File}} Found  Without a file where the browser may not have it: another program keeps it.
 */

/** How deep folders are looked into; links may lead in a circle. */
const DEEPEST = 16;

/** What systems and programs keep in folders for themselves, and no person wants to sign; whole hidden folders, too. */
const THEIRS = /(?:^|\/)(?:\.|(?:Thumbs\.db|desktop\.ini)$)/i;

/** @param {Iterable<File>} files  Chosen, maybe with their folder. @returns {Found[]} */
export function chosen(files) {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })).filter(wanted);
}

/**
 * @param {DataTransfer} dropped  While the event that brought it is handled.
 * @param {number} most  Documents; nobody waits until a whole disk is looked through.
 * @returns {Promise<Found[]>}  One more than that, where there are more.
 */
export async function dropped({ items }, most) {
  const things = [...items].filter(({ kind }) => kind === 'file').map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  /** @type {Found[]} */
  const found = [];
  for (const { entry, file } of things) {
    for await (const one of entry ? inside(entry, DEEPEST) : chosen(file ? [file] : [])) {
      found.push(one);
      if (found.length > most) return found;
    }
  }
  return found;
}

/** @param {Found} found */
function wanted({ path }) {
  return !THEIRS.test(path);
}

/** @param {FileSystemEntry} entry @param {number} depth  How much deeper. @returns {AsyncGenerator<Found>} */
async function * inside(entry, depth) {
  const path = entry.fullPath.slice(1);
  if (!wanted({ path })) return;
  if (entry.isFile) {
    const file = await new Promise((resolve) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(undefined)));
    yield { path, file };
    return;
  }
  if (depth === 0) return;
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    // A hundred at a time; none: that was all.
    const entries = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (entries.length === 0) return;
    for (const one of entries) yield * inside(one, depth - 1);
  }
}
