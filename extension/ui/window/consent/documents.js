// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { fromBase64 } from '../../../page/client.js';
import { duration, size } from '../../../lib/format.js';
import { clean, reveal, shorten } from '../../../lib/names.js';
import { Pace } from '../../../lib/pace.js';
import { byId, element } from '../../elements.js';
import { language, t, wordsFor } from '../../locale.js';
import { counted, outOf } from './counted.js';
import { Leaves } from './leaves.js';
import { Unread } from './unread.js';

/**
 * @typedef {object} Doc
 * @property {string} name
 * @property {number} size
 * @property {string} type
 * @property {import('../../../page/client.js').Digest} [digest]  Once it was read.
 * @property {number} [inside]  The size of the report in it, which is what is shown.
 * @property {true} [unseen]  Nobody has more of it than its digest. The size may be 0 then: not known.
 * @property {string} [fault]  Why it will not be signed, or was not: a code.
 *
 * @typedef {object} List  In the place of documents, where they are more than one message names.
 * @property {number} count
 * @property {number} size  Octets, of all.
 * @property {number} [unread]  How many cannot be read, and will not be signed.
 * @property {import('../../../page/client.js').Digest} [digest]  Of the digests, one after the other, of all that will be.
 */

/** The letters of a digest that stand together. */
const GROUPS = /.{1,4}/g;

/** Step ③, its second half: what is asked to be signed. */
export class Documents {
  #pace = new Pace();
  #preview;
  #leaves;
  #unread;
  #count = 0;
  /** The key of how one is called that has no name. */
  #unnamed = 'unnamed_document';
  /** @type {Doc[]} */
  #listed = [];

  /**
   * @param {(document: Doc, index: number) => void} preview
   * @param {import('./leaves.js').Read} read  Of a list.
   */
  constructor(preview, read) {
    this.#preview = preview;
    this.#leaves = new Leaves(read, (documents, from) => this.#fill(documents, from));
    this.#unread = new Unread(read);
  }

  /** @param {string} [profile]  Of a login: the contract of the tax service's cabinet has the tax number signed. */
  expect(profile) {
    this.#unnamed = profile === 'tax-cabinet' ? 'login_number' : 'unnamed_document';
  }

  /**
   * @param {Doc[]} documents
   * @param {{text?: string, list?: List}} [more]  `text`: the document itself, if it is short and plain. `list`: in their place.
   */
  show(documents, { text, list } = {}) {
    this.#count = list?.count ?? documents.length;
    byId('documents-section').hidden = this.#count === 0;
    byId('documents-heading').textContent = list ? counted(list.count) : t(this.#count > 1 ? 'documents' : 'document');
    this.#caution(documents.filter(({ unseen }) => unseen).length, documents.length === 1);
    void this.#unread.show(documents, list);
    this.#leaves.open(list?.count ?? 0);
    this.#sum(list);
    if (!list) this.#fill(documents, 0);
    byId('document-text').hidden = !text;
    byId('document-text').lastElementChild?.replaceChildren(reveal(text ?? ''));
    byId('progress').hidden = true;
  }

  /** @param {{document: number, read: number, size: number}} progress */
  progress({ document, read, size: total }) {
    byId('progress').hidden = false;
    const [bar] = byId('progress').getElementsByTagName('progress');
    // Of several the last may be long or short: how many are read says more.
    const several = this.#count > 1;
    const [done, all] = several ? [document + (total ? read / total : 1), this.#count] : [read, total];
    bar.max = all;
    bar.value = done;
    const left = this.#pace.left(several ? this : this.#listed[document], done, all);
    const parts = [several ? outOf('progress', Math.floor(done), all) : t('progress', size(read, language), size(total, language))];
    if (left !== undefined) parts.push(t('progress_left', duration(left, language)));
    byId('progress-text').textContent = parts.join(' · ');
  }

  /**
   * @param {Doc[]} documents  On show now.
   * @param {number} from  The index of the first.
   */
  #fill(documents, from) {
    this.#listed = documents.map((document) => ({ ...document, name: clean(document.name) || t(this.#unnamed) }));
    byId('documents').replaceChildren(...this.#listed.map((document, i) => this.#row(document, from + i)));
  }

  /** @param {List} [list]  What there is to say of all of it at once. */
  #sum(list) {
    byId('documents-sum').hidden = !list;
    byId('documents-sum').replaceChildren(...(list ? [t('documents_sum', size(list.size, language)), ...(list.digest ? [folded(list.digest, 'digest_of_all')] : [])] : []));
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
    if (document.fault) row.append(element('p', { className: 'fault' }, wordsFor(document.fault).sentence));
    if (!document.digest || document.fault) return row;
    if (document.unseen) row.append(element('p', { className: 'digest' }, ...digest(document.digest)));
    else row.append(
      element('button', { type: 'button', ariaLabel: t('preview_of', name), onclick: () => this.#preview(document, index) }, t('preview')),
      folded(document.digest));
    return row;
  }
}

/**
 * @param {import('../../../page/client.js').Digest} of
 * @param {string} [what]  It is called.
 */
function folded(of, what) {
  const [name, value] = digest(of, what);
  return element('details', {}, element('summary', {}, name), value);
}

/**
 * @param {import('../../../page/client.js').Digest} digest
 * @param {string} [what]  The key of what it is called.
 * @returns {[HTMLElement, HTMLElement]} Its function's name, and itself: in groups for the eye alone, for whoever copies it needs it whole.
 */
function digest({ hash, value }, what = 'digest') {
  const letters = Array.from(fromBase64(value), (octet) => octet.toString(16).padStart(2, '0')).join('');
  const groups = letters.match(GROUPS) ?? [];
  return [
    element('span', {}, `${t(what)} ${t(`hash_${hash}`) || hash}`),
    element('code', {}, ...groups.flatMap((group) => [element('span', {}, group), element('wbr', {})])),
  ];
}
