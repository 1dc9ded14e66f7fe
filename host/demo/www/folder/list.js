// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The documents, and how far each is.
 *
 * @typedef {object} Item
 * @property {string} path  Its name, with its folders.
 * @property {File} [file]
 * @property {'waiting' | 'checking' | 'good' | 'bad' | 'unchecked' | 'failed'} state
 * @property {Blob} [signature]  Once it is signed.
 * @property {string} [code]  Why it failed.
 * @property {import('../server.js').Report} [report]  What the server found.
 *
 * @typedef {'all' | 'left' | 'signed' | 'failed'} Kind
 */

import { byId, make } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { number, say, size } from './words.js';

/** More rows than these nobody reads, and a browser draws slowly. */
const SHOWN = 200;

/** @type {Map<Item, HTMLElement>} */
const rows = new Map();

/** @param {Item[]} items  Of which those are shown that are sought. */
export function showList(items) {
  const text = /** @type {HTMLInputElement} */ (byId('sought')).value.trim().toLocaleLowerCase();
  const kind = /** @type {Kind} */ (/** @type {HTMLInputElement} */ (document.querySelector('[name=kind]:checked')).value);
  const sought = items.filter((item) => isOf(item, kind) && item.path.toLocaleLowerCase().includes(text));
  rows.clear();
  for (const item of sought.slice(0, SHOWN)) rows.set(item, row(item));
  byId('list').replaceChildren(...rows.values());
  byId('more').textContent = sought.length === 0 ? say('none') : sought.length > SHOWN ? say('more', number(SHOWN), number(sought.length)) : '';
}

/** One of them is in another state. @param {Item} item */
export function showItem(item) {
  const shown = rows.get(item);
  if (!shown) return;
  const drawn = row(item);
  rows.set(item, drawn);
  shown.replaceWith(drawn);
}

/** @param {Item} item @param {Kind} kind */
function isOf({ signature, state }, kind) {
  if (kind === 'left') return !signature;
  if (kind === 'signed') return signature !== undefined;
  return kind === 'all' || state === 'failed' || state === 'bad';
}

/** @param {Item} item */
function row(item) {
  return make('li', { className: item.state },
    make('div', {}, make('bdi', {}, item.path), ...(item.file ? [make('span', { className: 'fine' }, size(item.file.size))] : [])),
    make('span', { className: 'state' }, stateOf(item)));
}

/** @param {Item} item */
function stateOf({ state, code, report }) {
  if (state === 'bad') return report?.words[spokenLanguage()].answer ?? '';
  if (state !== 'failed') return say(state);
  // Of one document a page learns no more than these.
  if (code === 'document-changed') return say('document_changed');
  if (code === 'read-failed' || code === 'unknown-blob') return say('read_failed');
  return say(code === 'refused' ? 'refused' : 'failed');
}
