// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { number, plural } from '../../../lib/format.js';
import { language, t } from '../../locale.js';

/**
 * @param {number} documents
 * @returns {string} «5 документів».
 */
export function counted(documents) {
  return t(`documents_${plural(documents, language)}`, number(documents, language));
}

/**
 * @param {string} key  Of words about so many of all.
 * @param {number} some
 * @param {number} all
 */
export function outOf(key, some, all) {
  return t(key, number(some, language), number(all, language));
}
