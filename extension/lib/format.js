// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Numbers, sizes, durations and dates as people of a language write them. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/**
 * @param {number} bytes
 * @param {string} language
 */
export function size(bytes, language) {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return unit(value, UNITS[step], language, step > 0 && value < 10 ? 1 : 0);
}

/**
 * @param {number} count
 * @param {string} language
 */
export function number(count, language) {
  return new Intl.NumberFormat(language).format(count);
}

/**
 * @param {number} count  A whole number.
 * @param {string} language
 * @returns {'one' | 'few' | 'many'} Which form what is counted has: «1 документ», «2 документи», «5 документів». Some languages have no `few`.
 */
export function plural(count, language) {
  const form = new Intl.PluralRules(language).select(count);
  return form === 'one' || form === 'few' ? form : 'many';
}

/** What people count time in: its length in seconds, and from how many seconds on. */
const SPANS = /** @type {[string, number, number][]} */ ([['day', 86_400, 172_800], ['hour', 3600, 7200], ['minute', 60, 90]]);

/**
 * @param {number} seconds  Rounded up, to a minute, an hour or a day when there are more than a few.
 * @param {string} language
 */
export function duration(seconds, language) {
  const [name, length] = SPANS.find(([, , least]) => seconds > least) ?? ['second', 1];
  return unit(Math.ceil(seconds / length), name, language);
}

/**
 * A day, which no line breaks in two.
 *
 * @param {string} instant  RFC 3339.
 * @param {string} language
 */
export function date(instant, language) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(instant)).replaceAll(' ', '\u00a0');
}

/**
 * @param {number} value
 * @param {string} name  Of the unit.
 * @param {string} language
 * @param {number} [digits]  After the decimal sign.
 */
function unit(value, name, language, digits = 0) {
  // These are written short as a word that ends with a full stop, or not at all.
  const unitDisplay = ['byte', 'day'].includes(name) ? 'long' : 'short';
  const style = { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, /** @type {Intl.NumberFormatOptions} */ (style)).format(value);
}
