// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean, shorten } from '../../../lib/names.js';
import { element } from '../../elements.js';
import { t } from '../../locale.js';

/**
 * @typedef {object} Provider  PROTOCOL.md, section 7.
 * @property {string} provider
 * @property {string} title
 * @property {string} [app]  In which its users confirm.
 * @property {'optional' | 'required'} [user]  Where it wants to be told who the person is.
 * @property {string} [hint]  What people know that as.
 * @property {boolean} [agreement]  It serves programs of its partners only, which ours is not.
 * @property {boolean} [page]  The site goes on with it by itself.
 */

/**
 * Fills a list to choose a provider from: apart stand those that do not serve us, to be chosen by whoever wants to read why.
 *
 * @param {HTMLSelectElement} list
 * @param {Provider[]} providers
 */
export function offerProviders(list, providers) {
  const options = (/** @type {boolean} */ agreement) => providers
    .filter((provider) => Boolean(provider.agreement) === agreement)
    .map(({ provider, title }) => element('option', { value: provider }, shorten(clean(title))));
  const [ours, apart] = [options(false), options(true)];
  list.replaceChildren(
    // One alone needs no choice.
    ...(ours.length === 1 ? [] : [element('option', { value: '' }, t('provider_choose'))]),
    ...ours,
    ...(apart.length > 0 ? [element('optgroup', { label: t('providers_apart') }, ...apart)] : []),
  );
}
