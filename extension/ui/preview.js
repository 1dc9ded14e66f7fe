// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { fromBase64, PIECE } from '../page/blobs.js';
import { PidpysError } from '../page/peer.js';
import { judge } from '../lib/content.js';
import { fit, reveal, shorten } from '../lib/names.js';
import { isShowable } from '../lib/pixels.js';
import { byId, element } from './elements.js';
import { t, wordsFor } from './locale.js';
import { save } from './save.js';

/** @typedef {{name: string, size: number, charset?: string, index: number}} Subject  The document on show and its place in the list. */

/** Pictures beyond this are only saved: decoding them would stop the window. */
const LARGEST_PICTURE = 32 << 20;

/**
 * «Переглянути»: shows the very octets that were hashed. A document is hostile:
 * text goes in as text, pictures as blobs of a type told by their octets, and
 * all else is only saved.
 */
export class Preview {
  #read;
  #saved;
  #dialog = /** @type {HTMLDialogElement} */ (byId('preview'));
  /** @type {Subject | undefined} */
  #subject;

  /**
   * @param {(params: {document: number, offset: number, length: number}) => Promise<{data: string}>} read
   * @param {() => void} [saved]  Is told that the document on show is saved.
   */
  constructor(read, saved = () => {}) {
    this.#read = read;
    this.#saved = saved;
    byId('preview-close').addEventListener('click', () => this.#dialog.close());
    byId('preview-save').addEventListener('click', () => this.#attempt((subject) => this.#save(subject)));
    // The event comes late: another document may be on show by now.
    this.#dialog.addEventListener('close', () => {
      if (this.#dialog.open) return;
      this.#subject = undefined;
      byId('preview-content').replaceChildren();
    });
  }

  /**
   * @param {{name: string, size: number, inside?: number, charset?: string}} document
   * @param {number} index
   */
  open(document, index) {
    this.#subject = { name: shorten(document.name, 80), size: document.inside ?? document.size, charset: document.charset, index };
    byId('preview-name').textContent = this.#subject.name;
    byId('preview-content').replaceChildren();
    this.#dialog.showModal();
    void this.#attempt((subject) => this.#show(subject));
  }

  close() {
    this.#dialog.close();
  }

  /** @param {Subject} subject */
  async #show(subject) {
    const head = await this.#piece(subject, 0);
    const shown = judge(head, head.length === subject.size, subject.charset);
    if ('text' in shown) {
      byId('preview-content').replaceChildren(element('pre', {}, reveal(shown.text)));
      return head.length === subject.size ? '' : t('preview_long');
    }
    if (!('picture' in shown) || subject.size > LARGEST_PICTURE || !isShowable(head, shown.picture)) return t('preview_only_saved');
    const address = URL.createObjectURL(new Blob(await this.#all(subject), { type: shown.picture }));
    const done = () => URL.revokeObjectURL(address);
    byId('preview-content').replaceChildren(element('img', { src: address, alt: subject.name, onload: done, onerror: done }));
    return '';
  }

  /** @param {Subject} subject */
  async #save(subject) {
    save(await this.#all(subject), fit(subject.name));
    this.#saved();
    return '';
  }

  /** @param {(subject: Subject) => Promise<string>} work  Returns what to say when it is done. */
  async #attempt(work) {
    const subject = this.#subject;
    if (!subject) return;
    const note = byId('preview-note');
    note.textContent = t('preview_loading');
    const said = await work(subject).catch(({ code, params }) => explanation(code, params));
    if (subject === this.#subject) note.textContent = said;
  }

  /**
   * @param {Subject} subject
   * @returns {Promise<Blob[]>} Blobs, which the browser may keep outside its memory.
   */
  async #all(subject) {
    const pieces = [];
    for (let offset = 0; offset < subject.size; offset += PIECE) pieces.push(new Blob([await this.#piece(subject, offset)]));
    return pieces;
  }

  /**
   * @param {Subject} subject
   * @param {number} offset
   * @throws {PidpysError} Also when meanwhile the subject is not on show any more: a page decides how soon its
   *   octets come, and must not have them shown under another document's name.
   */
  async #piece(subject, offset) {
    const { data } = await this.#read({ document: subject.index, offset, length: PIECE });
    if (subject !== this.#subject) throw new PidpysError('cancelled');
    return fromBase64(data);
  }
}

/**
 * @param {string} [code]
 * @param {Record<string, unknown>} [params]
 */
function explanation(code = 'internal', params) {
  const { sentence, hint } = wordsFor(code, params);
  return `${sentence} ${hint}`;
}
