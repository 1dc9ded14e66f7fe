// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { fromBase64 } from '../page/client.js';
import { duration, size } from '../lib/format.js';
import { clean, reveal, shorten } from '../lib/names.js';
import { Pace } from '../lib/pace.js';
import { byId, element } from './elements.js';
import { language, t } from './locale.js';

/**
 * @typedef {object} Doc
 * @property {string} name
 * @property {number} size
 * @property {string} type
 * @property {import('../page/client.js').Digest} [digest]  Once it was read.
 */

/** Step ③, its second half: what is asked to be signed. */
export class Documents {
  #pace = new Pace();
  #preview;
  /** @type {Doc[]} */
  #listed = [];

  /** @param {(document: Doc, index: number) => void} preview */
  constructor(preview) {
    this.#preview = preview;
  }

  /**
   * @param {Doc[]} documents
   * @param {string} [text]  The document itself, if it is short and plain.
   */
  show(documents, text) {
    this.#listed = documents;
    byId('documents-section').hidden = documents.length === 0;
    byId('documents-heading').textContent = t(documents.length > 1 ? 'documents' : 'document');
    byId('documents').replaceChildren(...documents.map((document, index) => this.#row(document, index)));
    byId('document-text').hidden = !text;
    byId('document-text').lastElementChild?.replaceChildren(reveal(text ?? ''));
    byId('progress').hidden = true;
  }

  /** @param {{document: number, read: number, size: number}} progress */
  progress({ document, read, size: total }) {
    byId('progress').hidden = false;
    const [bar] = byId('progress').getElementsByTagName('progress');
    bar.max = total;
    bar.value = read;
    const left = this.#pace.left(this.#listed[document], read, total);
    const parts = [t('progress', size(read, language), size(total, language))];
    if (left !== undefined) parts.push(t('progress_left', duration(left, language)));
    byId('progress-text').textContent = parts.join(' · ');
  }

  /**
   * @param {Doc} document
   * @param {number} index
   */
  #row(document, index) {
    const name = clean(document.name) || t('unnamed_document');
    const row = element('li', {},
      element('bdi', { title: name }, shorten(name, 44)),
      element('span', { className: 'quiet' }, size(document.size, language)));
    if (!document.digest) return row;
    row.append(element('button', { type: 'button', ariaLabel: t('preview_of', name), onclick: () => this.#preview(document, index) }, t('preview')));
    row.append(digest(document.digest));
    return row;
  }
}

/** @param {import('../page/client.js').Digest} digest */
function digest({ hash, value }) {
  const octets = Array.from(fromBase64(value), (octet) => octet.toString(16).padStart(2, '0'));
  return element('details', {},
    element('summary', {}, `${t('digest')} ${t(`hash_${hash}`) || hash}`),
    element('code', {}, octets.join('')));
}
