// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean, shorten } from '../../../lib/names.js';
import { isBuiltIn, nameOf, shortSerial } from '../../../lib/tokens.js';
import { t } from '../../locale.js';

/**
 * @typedef {import('../../../lib/tokens.js').Token} Token
 * @typedef {Pick<Token, 'device' | 'label' | 'form'> & Partial<Pick<Token, 'model' | 'serial' | 'blank'>>} Named
 */

/** @param {Named} token  What people call it, and how such are called that are no device of their own. */
export function nameFor({ device, label, model = '', form, blank }) {
  if (isBuiltIn(form)) return t(blank ? 'form_tpm_blank' : `form_${form}`);
  return shorten(nameOf({ device, label, model }), 48) || t('unnamed_token');
}

/** @param {Named} token  Beside its name: the words of its own, by which people tell it from others. */
export function labelOf(token) {
  const label = clean(token.label);
  return isBuiltIn(token.form) || label !== nameOf({ model: '', ...token }) ? shorten(label, 32) : '';
}

/** @param {Named} token  In a sentence about just this one. */
export function nameWithSerial(token) {
  const rest = isBuiltIn(token.form) ? labelOf(token) : token.serial && t('token_serial', shortSerial(token.serial));
  return [nameFor(token), rest].filter(Boolean).join(', ');
}

/** @param {import('../../../lib/tokens.js').Carrier} carrier  One that may not be plugged in. */
export function nameOfCarrier({ names, form }) {
  if (isBuiltIn(form)) return t('form_tpm_blank');
  return shorten(names[0] ?? '', 48) || t('unnamed_token');
}

/**
 * @param {import('../../../lib/tokens.js').Carrier} carrier
 * @returns {string[]} By what else people tell it from others; of what looks like a number its end.
 */
export function detailsOfCarrier({ names }) {
  return names.slice(1).map((name) => (/^[\w-]+$/.test(name) ? shortSerial(name) : shorten(name, 32))).filter(Boolean);
}

/** @param {import('../../../lib/tokens.js').Carrier} carrier  In a sentence about just this one. */
export function wholeNameOfCarrier(carrier) {
  return [nameOfCarrier(carrier), ...detailsOfCarrier(carrier)].join(', ');
}
