// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { element } from '../elements.js';

/**
 * The parts of an explanation, drawn alike on a card and on paper. All of it is
 * text that the host wrote in the page's language; a name in it may be anybody's.
 *
 * @param {string} title
 * @param {import('./checks.js').Row[]} [rows]
 * @returns {HTMLElement[]} None where nothing is known.
 */
export function facts(title, rows = []) {
  if (rows.length === 0) return [];
  return [element('h4', {}, title), element('dl', {}, ...rows.flatMap(({ outcome = '', label, text }) => [
    element('dt', {}, element('bdi', {}, label)),
    element('dd', { className: outcome }, element('bdi', {}, text)),
  ]))];
}

/**
 * @param {string} title
 * @param {import('./checks.js').Trouble[]} [troubles]
 */
export function troubles(title, troubles = []) {
  if (troubles.length === 0) return [];
  return [element('h4', {}, title), ...troubles.map(({ text, next, detail }) => element('div', { className: 'trouble' },
    element('strong', {}, text), element('p', {}, next), element('p', { className: 'quiet', lang: 'en' }, detail)))];
}

/**
 * @param {string} title
 * @param {string[]} [remarks]
 */
export function remarks(title, remarks = []) {
  if (remarks.length === 0) return [];
  return [element('h4', {}, title), ...remarks.map((text) => element('p', { className: 'quiet' }, text))];
}
