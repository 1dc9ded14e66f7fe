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

/** «Готово»: what was made, the newest first. What is saved stays until something else is made, and what is not until the person takes it away. */
export class MadeFiles {
  #preview;
  /** @type {Result[]} */
  #results = [];

  /** @param {(content: import('./checks.js').Content) => void} preview */
  constructor(preview) {
    this.#preview = preview;
    window.addEventListener('beforeunload', (event) => {
      if (this.#results.some(({ unsaved }) => unsaved)) event.preventDefault();
    });
  }

  /**
   * @param {string} heading  The key of what was done.
   * @param {Made[]} made
   * @param {{lost?: Lost[], done?: number, of?: number}} [more]  `done`: of how many documents it was made, unless each is one; `of`: of how
   *   many it was to be made, unless these and the lost are all.
   */
  show(heading, made, { lost = [], done = made.length, of = done + lost.length } = {}) {
    if (made.length + lost.length === 0) return;
    const result = new Result(t(heading, String(done), String(of)), made, lost, this.#preview, () => this.#remove(result));
    this.#list([result, ...this.#results.filter(({ unsaved }) => unsaved)]);
    result.focus();
  }

  /** @param {Blob} blob  That was saved from elsewhere on the page, whether or not it was made here. */
  saved(blob) {
    for (const result of this.#results) result.saved(blob);
  }

  /** @param {Result} result */
  #remove(result) {
    this.#list(this.#results.filter((other) => other !== result));
    byId('add').focus();
  }

  /** @param {Result[]} results */
  #list(results) {
    this.#results = results;
    byId('made').hidden = results.length === 0;
    byId('made').replaceChildren(...results.map(({ section }) => section));
  }
}

/** What was made at once. */
class Result {
  #title;
  #hint = element('p', { className: 'quiet' }, t('own_made_hint'));
  /** @type {Map<Blob, () => void>} Those that are nowhere but here, and what shows that they are saved. */
  #unsaved = new Map();

  /**
   * @param {string} title
   * @param {Made[]} made
   * @param {Lost[]} lost
   * @param {(content: import('./checks.js').Content) => void} preview
   * @param {() => void} remove
   */
  constructor(title, made, lost, preview, remove) {
    const names = distinct(made.map(({ name }) => fit(name) || t('unnamed_document')));
    const files = made.map((one, i) => ({ ...one, name: names[i] }));
    this.#title = element('h2', { tabIndex: -1 }, title);
    this.#hint.hidden = made.length === 0;
    this.section = element('section', { ariaLabel: title },
      element('div', { className: 'heading' }, this.#title,
        ...(files.length > 1 ? [element('button', { type: 'button', className: 'link save-all', onclick: () => void this.#saveAll(files) }, t('own_save_all'))] : []),
        element('button', { type: 'button', className: 'link', ariaLabel: t('own_remove_of', title), onclick: remove }, t('own_remove'))),
      element('div', { className: 'panel' }, this.#hint,
        element('ul', { className: 'inside' }, ...files.map((one) => this.#row(one, preview)), ...lost.map(lack))));
  }

  /** Whether something of it would be lost with the page. */
  get unsaved() {
    return this.#unsaved.size > 0;
  }

  focus() {
    this.#title.focus();
  }

  /** @param {Blob} blob */
  saved(blob) {
    this.#unsaved.get(blob)?.();
    this.#unsaved.delete(blob);
    this.#hint.hidden = !this.unsaved;
  }

  /** As one archive: browsers ask about every file after the first. @param {Made[]} files */
  async #saveAll(files) {
    const archive = new Zip();
    for (const { name, blob } of files) await archive.add(name, blob);
    save([archive.close()], `${t('own_container_name')}.zip`);
    for (const { blob } of files) this.saved(blob);
  }

  /** @param {Made} made @param {(content: import('./checks.js').Content) => void} preview */
  #row({ name, blob, note, readable = false }, preview) {
    const known = [size(blob.size, language), ...(note ? [note] : [])];
    const told = element('span', { className: 'quiet' }, known.join(' · '));
    this.#unsaved.set(blob, () => (told.textContent = [...known, t('own_saved')].join(' · ')));
    const keep = () => {
      save([blob], name);
      this.saved(blob);
    };
    return element('li', {},
      element('bdi', { title: name }, shorten(name)),
      told,
      ...(readable ? [element('button', { type: 'button', ariaLabel: t('preview_of', name), onclick: () => preview({ name, type: blob.type, size: blob.size, blob }) }, t('preview'))] : []),
      element('button', { type: 'button', className: 'primary', ariaLabel: t('save_of', name), onclick: keep }, t('save')));
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
