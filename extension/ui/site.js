// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { shorten } from '../lib/names.js';
import { byId } from './elements.js';
import { t } from './locale.js';

/**
 * Says whose request it is: the site and what it wants, always on top; and whose program answers, where the page was made for
 * another one. The person's own has no site.
 *
 * @param {{action: string, origin: string, top_origin?: string, dialect?: string, documents: {name: string}[]}} operation
 */
export function showSite({ action, origin, top_origin, dialect, documents }) {
  document.title = t(`title_${action}`);
  byId('action').textContent = document.title;
  byId('site').textContent = origin && host(origin);
  byId('top').hidden = !top_origin;
  if (top_origin) byId('top').textContent = t('in_page', host(top_origin));
  byId('dialect').hidden = !dialect;
  byId('request').textContent = request(action, documents);
}

/**
 * @param {string} action
 * @param {{name: string}[]} documents
 */
function request(action, documents) {
  if (documents.length > 1) return t(`request_${action}_many`, String(documents.length));
  const name = shorten(documents[0]?.name ?? '', 24);
  // Where no document is spoken of there are no such words.
  return (!name && t(`request_${action}_unnamed`)) || t(`request_${action}`, name);
}

/** @param {string} origin  Its host stays in ASCII, so that letters of two alphabets cannot pass for each other. */
function host(origin) {
  return new URL(origin).host;
}
