// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { size } from '../../lib/format.js';
import { HEAD, natureOf } from '../../lib/nature.js';
import { clean, shorten } from '../../lib/names.js';
import { byId, element } from '../elements.js';
import { language, t } from '../locale.js';
import { isUnsigned, lacks } from './checks.js';

/**
 * @typedef {object} Item  A file that the person added.
 * @property {File} file
 * @property {import('../../lib/nature.js').Nature} nature
 * @property {boolean} [checking]  Whether it is being verified.
 * @property {import('./checks.js').Check} [check]  What was found.
 */

/** More than this nobody looks through: the page stays quick. */
const MOST = 1000;

/** The files on the page, in the order in which they were added. */
export class Pile {
  #changed;
  /** @type {Map<Item, HTMLElement>} With the row of each. */
  #rows = new Map();

  /** @param {(item: Item) => void} changed  Called of one that came, went or turned out to be something. */
  constructor(changed) {
    this.#changed = changed;
    byId('clear').addEventListener('click', () => this.#remove(this.items));
  }

  get items() {
    return [...this.#rows.keys()];
  }

  /** @param {Item} item */
  has(item) {
    return this.#rows.has(item);
  }

  /** @param {import('../../lib/nature.js').Nature[]} natures */
  of(...natures) {
    return this.items.filter(({ nature }) => natures.includes(nature));
  }

  /**
   * @param {File[]} files
   * @returns {Promise<{added: Item[], certificates: File[], keys: File[], unread: File[], left: number}>} Those of them that are in the
   *   pile now, what does not belong there, what could not be read, and how many there was no room for.
   */
  async add(files) {
    const room = MOST - this.#rows.size;
    const read = await Promise.all(files.slice(0, room).map(async (file) => ({ file, nature: await natureFound(file) })));
    const are = (/** @type {string | undefined} */ nature) => read.filter((one) => one.nature === nature).map(({ file }) => file);
    const added = read.flatMap(({ file, nature }) => (nature && !['certificate', 'key'].includes(nature) ? [{ file, nature }] : []));
    for (const item of added) this.#rows.set(item, this.#row(item));
    this.#arrange(added);
    return { added, certificates: are('certificate'), keys: are('key'), unread: are(undefined), left: Math.max(files.length - room, 0) };
  }

  /** @param {Item} item  Of which more is known now. */
  update(item) {
    const row = this.#rows.get(item);
    if (!row) return;
    row.dataset.state = stateOf(item);
    row.children[1].textContent = told(item);
    this.#changed(item);
  }

  /** @param {Item} item */
  #row(item) {
    const name = clean(item.file.name) || t('unnamed_document');
    const row = element('li', {},
      element('bdi', { title: name }, shorten(name, 60)),
      element('span', { className: 'quiet' }, told(item)),
      element('button', { type: 'button', className: 'link', ariaLabel: t('own_remove_of', shorten(name)), onclick: () => this.#remove([item]) }, t('own_remove')));
    row.dataset.state = stateOf(item);
    return row;
  }

  /** @param {Item[]} items */
  #remove(items) {
    for (const item of items) this.#rows.delete(item);
    this.#arrange(items);
    byId('add').focus();
  }

  /** @param {Item[]} items  That came or went. */
  #arrange(items) {
    byId('pile-section').hidden = this.#rows.size === 0;
    byId('pile-heading').textContent = t('own_files', String(this.#rows.size));
    byId('pile').replaceChildren(...this.#rows.values());
    for (const item of items) this.#changed(item);
  }
}

/** @param {Item} item */
function told(item) {
  return `${t(`own_is_${stateOf(item)}`)} · ${size(item.file.size, language)}`;
}

/**
 * @param {File} file
 * @returns {Promise<import('../../lib/nature.js').Nature | undefined>} Nothing of what cannot be read: a folder, or a file that is gone.
 */
async function natureFound(file) {
  try {
    return natureOf(file.name, new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  } catch {
    return undefined;
  }
}

/** @param {Item} item  @returns {string} The last part of the word for what it is, or came to be. */
function stateOf(item) {
  const { nature, checking, check } = item;
  if (checking) return 'checking';
  if (check?.code) return 'unchecked';
  if (lacks(item)) return 'lacking';
  return check?.report && !isUnsigned(check.report) ? check.report.explanation.outcome : nature;
}
