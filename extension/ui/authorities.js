// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { shorten } from '../lib/names.js';
import { element } from './elements.js';
import { t } from './locale.js';

/** @typedef {import('../lib/enquiry.js').Authority} Authority */

/**
 * Fills a list to choose an authority from: apart stand those that give no certificates by network, and what to do then.
 *
 * @param {HTMLSelectElement} list
 * @param {string} none  What stands for no authority.
 * @param {Authority[]} authorities
 */
export function offerAuthorities(list, none, authorities) {
  const options = (/** @type {boolean} */ lookup) => authorities
    .filter((authority) => authority.lookup === lookup)
    .map(({ name }) => element('option', { value: name }, shorten(name)));
  const apart = options(false);
  list.replaceChildren(
    element('option', { value: '' }, none),
    ...options(true),
    ...(apart.length > 0 ? [element('optgroup', { label: t('authorities_without_lookup') }, ...apart)] : []),
  );
}
