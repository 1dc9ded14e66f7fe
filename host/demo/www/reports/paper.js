// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** A report in the words of people, and as its file has it. */

import { byId, facts, make } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { amount, periodOf, say } from './words.js';

/**
 * @param {import('./desk.js').Report} report
 * @param {string} xml
 */
export function showPaper({ form, filer, period, file, lines }, xml) {
  const language = spokenLanguage();
  byId('report-title').textContent = form.title[language];
  facts(byId('report-facts'), [[say('filer'), `${filer.name}, ${filer.code}`], [say('period'), periodOf(period)], [say('file'), file]]);
  byId('report-lines').replaceChildren(...lines.map(({ label, value, unit }) => make('tr', {},
    make('th', { scope: 'row' }, label[language]),
    make('td', {}, amount(value, unit)))));
  byId('report-xml').textContent = xml;
}
