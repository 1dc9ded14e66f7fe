// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Which report is filled in, and how the tax service shall behave. */

import { byId, make } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { next, wanted } from './signers.js';
import { periodOf, say } from './words.js';

/** How the tax service may behave, as the server calls it, and the words for it. */
const MISHAPS = /** @type {const} */ ({
  honest: 'honest', 'unknown-form': 'unknown-form', 'wrong-key': 'wrong-key', 'wrong-use': 'wrong-use', silent: 'silentGateway', forged: 'forged', foreign: 'foreign', mixed: 'mixed', unsigned: 'unsignedReceipt', cut: 'cutReceipt', preceded: 'preceded',
});

/** How it behaves in the next report. @type {string} */
let chosen = 'honest';

/** @returns {string} What was chosen to go wrong. */
export function mishap() {
  return chosen;
}

/** Shows what may go wrong. */
export function showMishaps() {
  byId('mishaps').replaceChildren(...Object.entries(MISHAPS).map(([name, words]) => choice(name, say(words))));
}

/** @param {string} name @param {string} words */
function choice(name, words) {
  const field = Object.assign(document.createElement('input'), { type: 'radio', name: 'mishap', value: name, checked: name === chosen });
  field.addEventListener('change', () => { chosen = name; });
  return make('label', {}, field, words);
}

/**
 * @param {import('../server.js').Visitor} visitor
 * @param {import('./desk.js').Form[]} forms
 * @param {import('./desk.js').Report[]} begun  Others that were not sent.
 * @param {{fill: (form: import('./desk.js').Form) => void, proceed: (report: import('./desk.js').Report) => void}} on  What the buttons do.
 */
export function showForms(visitor, forms, begun, on) {
  byId('filer').textContent = say('filerLine', visitor.organization && visitor.kind !== 'fop' && visitor.kind !== 'person' ? visitor.organization : visitor.name, visitor.edrpou ?? visitor.drfo ?? '');
  byId('forms').replaceChildren(...forms.map((form) => {
    const notes = form.suits ? [] : [make('span', {}, say(form.code.startsWith('F') ? 'ownKind' : 'otherKind'))];
    const item = row(form, notes, say('fill'), () => on.fill(form));
    item.dataset.form = form.code;
    item.querySelector('button')?.toggleAttribute('disabled', !form.suits);
    return item;
  }));
  byId('begun-part').hidden = begun.length === 0;
  byId('begun').replaceChildren(...begun.map((report) => {
    const turn = wanted(report) ?? next(report);
    const state = wanted(report) ? say('waitsFor', turn.name) : say('signedByAll');
    return row(report.form, [make('span', {}, `${periodOf(report.period)} · ${state}`)], say('proceed'), () => on.proceed(report));
  }));
}

/** @param {import('./desk.js').Form} form @param {HTMLElement[]} notes @param {string} text @param {() => void} press */
function row({ title, code }, notes, text, press) {
  const button = make('button', { type: 'button', className: 'secondary small', ariaLabel: `${text}: ${title[spokenLanguage()]}` }, text);
  button.addEventListener('click', press);
  return make('li', {},
    make('div', { className: 'document-what' }, make('strong', {}, title[spokenLanguage()]), make('span', {}, code), ...notes),
    button);
}
