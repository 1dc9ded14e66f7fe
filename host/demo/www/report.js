// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the server found about signatures, in sentences it wrote for people.
 *
 * @typedef {import('./server.js').Explanation} Explanation
 */

import { make } from '/shared/elements.js';

/** @param {Explanation} explanation  In the page's language. @returns {HTMLElement[]} */
export function reportOf({ signatures, troubles, remarks, titles }) {
  return [
    ...lacks(titles.troubles, troubles),
    ...signatures.map((signature) => signatureOf(signature, titles, signatures.length > 1)),
    ...remarked(titles.remarks, remarks),
  ];
}

/**
 * @param {import('./server.js').ExplainedSignature} signature
 * @param {Explanation['titles']} titles
 * @param {boolean} answered  Whether its own answer is to be said: one alone is the report's.
 * @returns {HTMLElement}
 */
function signatureOf(signature, titles, answered) {
  const counters = signature.counter_signatures ?? [];
  return make('article', { className: `signature ${signature.outcome}` },
    ...(answered ? [make('h3', {}, signature.answer)] : []),
    ...lacks(titles.troubles, signature.troubles),
    ...part(signature.outcome === 'good' ? titles.who : titles.named, signature.who),
    ...part(titles.when, signature.when),
    ...part(titles.checked, signature.checked),
    ...remarked(titles.remarks, signature.remarks),
    ...(counters.length > 0 ? [make('h4', {}, titles.counter_signatures)] : []),
    ...counters.map((counter) => signatureOf(counter, titles, true)));
}

/** @param {string} title @param {import('./server.js').Row[]} [rows] */
function part(title, rows = []) {
  if (rows.length === 0) return [];
  return [make('h4', {}, title), make('dl', { className: 'facts' }, ...rows.map(({ outcome, label, text }) =>
    make('div', { className: outcome ?? '' }, make('dt', {}, label), make('dd', {}, text))))];
}

/** @param {string} title @param {import('./server.js').Trouble[]} [troubles] */
function lacks(title, troubles = []) {
  if (troubles.length === 0) return [];
  return [make('h4', {}, title), ...troubles.map(({ text, next, detail }) => make('div', { className: 'trouble' },
    make('strong', {}, text), make('p', {}, next), make('p', { className: 'fine', lang: 'en' }, detail)))];
}

/** @param {string} title @param {string[]} [remarks] */
function remarked(title, remarks = []) {
  if (remarks.length === 0) return [];
  return [make('h4', {}, title), ...remarks.map((text) => make('p', { className: 'fine' }, text))];
}
