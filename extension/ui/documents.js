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
 * @property {true} [unseen]  Nobody has more of it than its digest. The size may be 0 then: not known.
 */

/** The letters of a digest that stand together. */
const GROUPS = /.{1,4}/g;


/** Step ③, its second half: what is asked to be signed. */
export class Documents {
  #pace = new Pace();
  #preview;
  /** The key of how one is called that has no name. */
  #unnamed = 'unnamed_document';
  /** @type {Doc[]} */
  #listed = [];

  /** @param {(document: Doc, index: number) => void} preview */
  constructor(preview) {
    this.#preview = preview;
  }

  /** @param {string} [profile]  Of a login: the contract of the tax service's cabinet has the tax number signed. */
  expect(profile) {
    this.#unnamed = profile === 'tax-cabinet' ? 'login_number' : 'unnamed_document';
  }

  /**
   * @param {Doc[]} documents
   * @param {string} [text]  The document itself, if it is short and plain.
   */
  show(documents, text) {
    this.#listed = documents.map((document) => ({ ...document, name: clean(document.name) || t(this.#unnamed) }));
    byId('documents-section').hidden = documents.length === 0;
    byId('documents-heading').textContent = t(documents.length > 1 ? 'documents' : 'document');
    this.#caution(documents.filter(({ unseen }) => unseen).length, documents.length === 1);
    byId('documents').replaceChildren(...this.#listed.map((document, index) => this.#row(document, index)));
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
   * @param {number} unseen  How many of them cannot be shown.
   * @param {boolean} sole  Whether there is but one document.
   */
  #caution(unseen, sole) {
    const sentence = sole ? t('unseen') : t('unseen_many', String(unseen));
    byId('unseen').hidden = unseen === 0;
    byId('unseen').replaceChildren(element('strong', {}, sentence), ` ${t('unseen_hint')}`);
  }

  /**
   * @param {Doc} document  With a name, whatever it was.
   * @param {number} index
   */
  #row(document, index) {
    const { name } = document;
    const measured = size(document.size, language);
    const facts = document.unseen ? [t('only_digest'), ...(document.size ? [measured] : [])] : [measured];
    const row = element('li', {},
      element('bdi', { title: name }, shorten(name, 44)),
      element('span', { className: 'quiet' }, facts.join(' · ')));
    if (!document.digest) return row;
    if (document.unseen) row.append(element('p', { className: 'digest' }, ...digest(document.digest)));
    else row.append(
      element('button', { type: 'button', ariaLabel: t('preview_of', name), onclick: () => this.#preview(document, index) }, t('preview')),
      folded(document.digest));
    return row;
  }
}

/** @param {import('../page/client.js').Digest} of */
function folded(of) {
  const [name, value] = digest(of);
  return element('details', {}, element('summary', {}, name), value);
}

/**
 * @param {import('../page/client.js').Digest} digest
 * @returns {[HTMLElement, HTMLElement]} Its function's name, and itself: in groups for the eye alone, for whoever copies it needs it whole.
 */
function digest({ hash, value }) {
  const letters = Array.from(fromBase64(value), (octet) => octet.toString(16).padStart(2, '0')).join('');
  const groups = letters.match(GROUPS) ?? [];
  return [
    element('span', {}, `${t('digest')} ${t(`hash_${hash}`) || hash}`),
    element('code', {}, ...groups.flatMap((group) => [element('span', {}, group), element('wbr', {})])),
  ];
}
