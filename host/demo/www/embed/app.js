// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Shows the code that this very page runs, and what came of it. */

import { byId } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { say, speak } from './words.js';

/** The two lines every file of ours begins with, which nobody needs to copy. */
const HEAD = /^(?:\/\/ SPDX-.*\n)+\n/;

/** @param {string} path */
async function text(path) {
  const answer = await fetch(path, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`no ${path}`);
  return answer.text();
}

/** What stands in the page's element of that name. @param {string} html @param {string} name */
function example(html, name) {
  const [, within] = html.split(`<div data-live="${name}">\n`);
  return within.split('</div>')[0].replace(/^ +/gm, '').trimEnd();
}

async function showCode() {
  const html = await text(location.pathname);
  for (const code of document.querySelectorAll('code[data-example]')) code.textContent = example(html, /** @type {HTMLElement} */ (code).dataset.example ?? '');
  await Promise.all(Array.from(document.querySelectorAll('code[data-source]'), async (code) => {
    code.textContent = (await text(/** @type {HTMLElement} */ (code).dataset.source ?? '')).replace(HEAD, '').trimEnd();
  }));
}

for (const button of document.querySelectorAll('.copy')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.closest('figure')?.querySelector('code')?.textContent ?? '');
    button.textContent = say('copied');
  });
}

/** Shows what the page's server answered, in the language of now. @type {(() => void)[]} */
const answers = [];

/** @param {string} element @param {string} output @param {(delivered: any) => string} words */
function answered(element, output, words) {
  byId(element).addEventListener('pidpys-done', (event) => {
    const { delivered } = /** @type {CustomEvent} */ (event).detail;
    const show = () => { byId(output).textContent = words(delivered); };
    answers.push(show);
    show();
  });
}
answered('sign-in', 'visitor', ({ name }) => say('visitor', name));
answered('sign', 'verdict', ({ words }) => say('verdict', words[spokenLanguage()].answer));

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    speak(/** @type {import('/shared/language.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
    for (const show of answers) show();
  });
}
speak(spokenLanguage());
await showCode();
document.body.dataset.state = 'ready';
