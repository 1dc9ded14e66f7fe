// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Letters, the newest first.
 *
 * @typedef {{number: number, from: string, to: string[], at: string, subject: string, text: string}} Letter
 */

import { byId, make } from '/shared/elements.js';
import { date, spokenLanguage, vocabulary } from '/shared/language.js';

/** How often it is looked for letters, in milliseconds. */
const PAUSE = 1000;

const { say, speak } = vocabulary({
  mail: 'Practice mail',
  lead: 'Letters that sites of this computer send. They go nowhere else.',
  none: 'There are no letters yet.',
}, {
  uk: { title: 'Навчальна пошта', envelope: 'Від $1 до $2, $3', unreadable: 'Такого листа ця сторінка не показує.' },
  en: { title: 'Practice mail', envelope: 'From $1 to $2, $3', unreadable: 'This page does not show such a letter.' },
});

/** @type {Letter[]} */
let letters = [];

/** The text, with what leads to sites of this computer made links. @param {string} text */
function linked(text) {
  return text.split(/(http:\/\/localhost:\d+\/\S*)/u).map((part, i) => (i % 2 ? make('a', { href: part, rel: 'noreferrer' }, part) : part));
}

function show() {
  byId('none').hidden = letters.length > 0;
  byId('letters').replaceChildren(...letters.map(({ from, to, at, subject, text }) => make('li', {},
    make('h2', {}, subject),
    make('p', { className: 'envelope' }, say('envelope', from, to.join(', '), date(at))),
    make('pre', {}, ...(text ? linked(text) : [say('unreadable')])))));
}

async function look() {
  const answer = await fetch('/api/letters');
  /** @type {Letter[]} */
  const found = await answer.json();
  // What is on show stays as it is, for somebody may be about to press a link.
  if (found.length !== letters.length || found[0]?.number !== letters[0]?.number) {
    letters = found;
    show();
  }
}

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    speak(/** @type {import('/shared/language.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
    show();
  });
}
speak(spokenLanguage());
await look();
show();
document.body.dataset.state = 'ready';
setInterval(() => void look().catch(() => {}), PAUSE);
