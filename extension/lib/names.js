// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Names that others chose, made safe to show: of files, of owners. A name must
 * not turn text around, hide its end or pretend to be several lines.
 */

/** Bidirectional and other format characters, and what looks like nothing: as the host has it (pki.DisplayText). */
const UNSEEN = /[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** Marks on one letter, of which more than two would lie over the lines beside it. */
const PILES = /(?<=[\p{Mn}\p{Me}]{2})[\p{Mn}\p{Me}]+/gu;

/** Line ends, controls and every kind of space. */
const SPACES = /[\p{Cc}\p{Z}]+/gu;

/** @param {string} name */
export function clean(name) {
  return name.replace(UNSEEN, '').replace(PILES, '').replace(SPACES, ' ').trim();
}

/**
 * @param {string} name
 * @param {number} [limit]  Characters at most.
 * @returns {string} Cleaned; a long one loses its middle, never its true extension.
 */
export function shorten(name, limit = 60) {
  const letters = [...clean(name)];
  if (letters.length <= limit) return letters.join('');
  const dot = letters.lastIndexOf('.');
  const end = dot > 0 && letters.length - dot <= limit / 2 ? letters.length - dot : 0;
  const tail = Math.max(end, Math.floor(limit / 3));
  return `${letters.slice(0, limit - tail - 1).join('')}…${letters.slice(-tail).join('')}`;
}

/** What no system, or not every one, takes in a name of a file; and what would lead out of a folder. */
const UNFIT = /[\\/:*?"<>|]/g;

/** Names that Windows keeps for devices, whatever their extension (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * @param {string} name
 * @returns {string} The name of a file to save, with its true extension: in no folder, hidden nowhere, not too long. Empty where
 *   nothing is left of it.
 */
export function fit(name) {
  const bare = clean(name).replace(UNFIT, '_').replace(/^[. ]+|[. ]+$/g, '');
  return shorten(bare.replace(DEVICE, '_$&'), 100);
}

/**
 * @param {string[]} names  Of files that are to lie in one place.
 * @returns {string[]} No two the same, in whatever case: one that came before gets a number before its extension.
 */
export function distinct(names) {
  const taken = new Set();
  return names.map((name) => {
    const [, stem, extension] = /** @type {string[]} */ (/^(.+?)((?:\.[^.]*)?)$/s.exec(name) ?? ['', name, '']);
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem} (${n})${extension}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/**
 * @param {string} text  Shown verbatim,
 * @returns {string} but with what would turn it around or stay unseen made visible.
 */
export function reveal(text) {
  return text.replace(UNSEEN, (c) => `⟨U+${c.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
