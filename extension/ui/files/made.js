// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { size } from '../../lib/format.js';
import { clean, distinct, fit, shorten } from '../../lib/names.js';
import { Zip } from '../../page/zip.js';
import { byId, element } from '../elements.js';
import { language, t, wordsFor } from '../locale.js';
import { save } from '../save.js';

/**
 * @typedef {object} Made  A file that was made, and is nowhere but on the page until it is saved.
 * @property {string} name
 * @property {Blob} blob
 * @property {string} [note]  What is to be known of it.
 * @property {boolean} [readable]  Whether it may be shown: a signature has nothing to read.
 *
 * @typedef {{name: string, code: string}} Lost  A document of which nothing was made, and why.
 */

/** «Готово»: what was made last. */
export class MadeFiles {
  #preview;
  /** @type {Made[]} */
  #made = [];

  /** @param {(content: import('./checks.js').Content) => void} preview */
  constructor(preview) {
    this.#preview = preview;
    byId('save-all').addEventListener('click', () => void this.#saveAll());
  }

  /**
   * @param {string} heading  The key of what was done.
   * @param {Made[]} made
   * @param {{lost?: Lost[], done?: number, of?: number}} [more]  `done`: of how many documents it was made, unless each is one; `of`: of how
   *   many it was to be made, unless these and the lost are all.
   */
  show(heading, made, { lost = [], done = made.length, of = done + lost.length } = {}) {
    const names = distinct(made.map(({ name }) => fit(name) || t('unnamed_document')));
    this.#made = made.map((one, i) => ({ ...one, name: names[i] }));
    byId('made-section').hidden = made.length + lost.length === 0;
    byId('made-heading').textContent = t(heading, String(done), String(of));
    byId('save-all').hidden = made.length < 2;
    byId('made').replaceChildren(...this.#made.map((one) => this.#row(one)), ...lost.map(lack));
    byId('made-heading').focus();
  }

  /** As one archive: browsers ask about every file after the first. */
  async #saveAll() {
    const archive = new Zip();
    for (const { name, blob } of this.#made) await archive.add(name, blob);
    save([archive.close()], `${t('own_container_name')}.zip`);
  }

  /** @param {Made} made */
  #row({ name, blob, note, readable = false }) {
    return element('li', {},
      element('bdi', { title: name }, shorten(name)),
      element('span', { className: 'quiet' }, [size(blob.size, language), ...(note ? [note] : [])].join(' · ')),
      ...(readable ? [element('button', { type: 'button', ariaLabel: t('preview_of', name), onclick: () => this.#preview({ name, type: blob.type, size: blob.size, blob }) }, t('preview'))] : []),
      element('button', { type: 'button', className: 'primary', ariaLabel: t('save_of', name), onclick: () => save([blob], name) }, t('save')));
  }
}

/** @param {Lost} lost */
function lack({ name, code }) {
  const { sentence, hint } = wordsFor(code);
  return element('li', { className: 'lost' }, element('bdi', {}, shorten(name)), element('span', {}, `${sentence} ${hint}`));
}

/**
 * @param {string} name
 * @param {RegExp} extensions
 * @returns {string} Without the extension, if it is one of these and not all.
 */
export function without(name, extensions) {
  return clean(name).replace(extensions, '');
}
