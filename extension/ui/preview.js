// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { fromBase64, PIECE } from '../page/client.js';
import { judge } from '../lib/content.js';
import { reveal, shorten } from '../lib/names.js';
import { wordsFor } from '../lib/words.js';
import { byId, element } from './elements.js';
import { t } from './locale.js';

/** Pictures beyond this are only saved: decoding them would stop the window. */
const LARGEST_PICTURE = 32 << 20;

/**
 * «Переглянути»: shows the very octets that were hashed. A document is hostile:
 * text goes in as text, pictures as blobs of a type told by their octets, and
 * all else is only saved.
 */
export class Preview {
  #read;
  #closed;
  #dialog = /** @type {HTMLDialogElement} */ (byId('preview'));
  /** The document on show and its place in the list. */
  #name = '';
  #index = 0;
  #size = 0;

  /**
   * @param {(params: {document: number, offset: number, length: number}) => Promise<{data: string}>} read
   * @param {() => void} closed
   */
  constructor(read, closed) {
    this.#read = read;
    this.#closed = closed;
    byId('preview-close').addEventListener('click', () => this.#dialog.close());
    byId('preview-save').addEventListener('click', () => this.#attempt(() => this.#save()));
    this.#dialog.addEventListener('close', () => {
      byId('preview-content').replaceChildren();
      this.#closed();
    });
  }

  /**
   * @param {{name: string, size: number}} document
   * @param {number} index
   */
  open(document, index) {
    this.#name = shorten(document.name, 80) || t('unnamed_document');
    this.#index = index;
    this.#size = document.size;
    byId('preview-name').textContent = this.#name;
    this.#dialog.showModal();
    void this.#attempt(() => this.#show());
  }

  close() {
    this.#dialog.close();
  }

  async #show() {
    const head = await this.#piece(0);
    const shown = judge(head, head.length === this.#size);
    if ('text' in shown) {
      byId('preview-content').replaceChildren(element('pre', {}, reveal(shown.text)));
      return head.length === this.#size ? '' : t('preview_long');
    }
    if (!('picture' in shown) || this.#size > LARGEST_PICTURE) return t('preview_only_saved');
    const address = URL.createObjectURL(new Blob(await this.#all(), { type: shown.picture }));
    const done = () => URL.revokeObjectURL(address);
    byId('preview-content').replaceChildren(element('img', { src: address, alt: this.#name, onload: done, onerror: done }));
    return '';
  }

  async #save() {
    const address = URL.createObjectURL(new Blob(await this.#all(), { type: 'application/octet-stream' }));
    element('a', { href: address, download: this.#name }).click();
    return '';
  }

  /** @param {() => Promise<string>} work  Returns what to say when it is done. */
  async #attempt(work) {
    const note = byId('preview-note');
    const index = this.#index;
    note.textContent = t('preview_loading');
    const said = await work().catch(({ code, params }) => wordsFor(code ?? 'internal', params).sentence);
    if (index === this.#index) note.textContent = said;
  }

  async #all() {
    const pieces = [];
    for (let offset = 0; offset < this.#size; offset += PIECE) pieces.push(await this.#piece(offset));
    return pieces;
  }

  /** @param {number} offset */
  async #piece(offset) {
    const { data } = await this.#read({ document: this.#index, offset, length: PIECE });
    return fromBase64(data);
  }
}
