// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { number } from '../../lib/format.js';
import { shorten } from '../../lib/names.js';
import { byId } from '../elements.js';
import { language, t } from '../locale.js';

/**
 * Says whose request it is: the site and what it wants, always on top; and whose program answers, where the page was made for
 * another one. The person's own has no site.
 *
 * @param {{action: string, origin: string, top_origin?: string, own?: true, dialect?: string, documents: {name: string}[], list?: {count: number}}} operation
 */
export function showSite({ action, origin, top_origin, own, dialect, documents, list }) {
  document.title = t(`title_${action}`);
  byId('action').textContent = document.title;
  byId('site').textContent = origin && host(origin);
  byId('top').hidden = !top_origin;
  if (top_origin) byId('top').textContent = t('in_page', host(top_origin));
  byId('dialect').hidden = !dialect;
  byId('request').textContent = request(own ? `own_${action}` : action, documents, list?.count);
}

/**
 * @param {string} action  With whose it is, where that is the person's own.
 * @param {{name: string}[]} documents
 * @param {number} [count]  How many there are, where they are not here.
 */
function request(action, documents, count = documents.length) {
  if (count > 1) return t(`request_${action}_many`, number(count, language));
  const name = shorten(documents[0]?.name ?? '', 24);
  // Where no document is spoken of there are no such words.
  return (!name && t(`request_${action}_unnamed`)) || t(`request_${action}`, name || t('unnamed_document'));
}

/** @param {string} origin  Its host stays in ASCII, so that letters of two alphabets cannot pass for each other. */
function host(origin) {
  return new URL(origin).host;
}
