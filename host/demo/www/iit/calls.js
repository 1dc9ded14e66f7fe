// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The list of calls that the page has made: the same one after another is one row. */

import { byId, make } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { say } from './words.js';

/** @typedef {Call & {count: number}} Row */

/** @type {Row[]} */
const rows = [];

/** Adds a call that was answered. @param {Call} call */
export function keep(call) {
  const last = rows.at(-1);
  if (last?.method === call.method && last.code === call.code) {
    last.count++;
    last.octets += call.octets;
    last.ms += call.ms;
  } else {
    rows.push({ ...call, count: 1 });
  }
}

/** Shows all. */
export function showCalls() {
  byId('calls-card').hidden = rows.length === 0;
  byId('calls').replaceChildren(...rows.map(({ method, code, octets, ms, count }) => make('tr', { className: code === 0 || code === 7 ? '' : 'bad' },
    make('td', {}, make('code', {}, method), ...(count > 1 ? [` ${say('calls', String(count))}`] : [])),
    make('td', {}, answer(code)),
    make('td', {}, say('kilobytes', number(octets / 1000))),
    make('td', {}, say('milliseconds', number(ms))))));
}

/** @param {number} code */
function answer(code) {
  if (code === 0) return say('ok');
  return code === 7 ? say('end') : say('code', String(code));
}

/** @param {number} value */
export function number(value, digits = 1) {
  return new Intl.NumberFormat(spokenLanguage(), { maximumFractionDigits: digits }).format(value);
}
