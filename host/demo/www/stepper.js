// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * A page that is a list of steps, each with a button, what came of it, and what the
 * server says of the signature.
 *
 * @typedef {object} Outcome
 * @property {string} text
 * @property {import('./server.js').Report} [report]  The server's on a signature.
 * @property {{name: string, data: Blob}} [file]  Something to save.
 *
 * @typedef {object} Step
 * @property {() => Promise<Outcome>} take
 * @property {string[]} [needs]  Steps that have to come first; they are taken where they were not.
 */

import { byId, make, saveLink } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { reportOf } from './report.js';

/** A step cannot be taken, for a reason in words. */
export class Hindrance extends Error {}

/**
 * @param {Record<string, Step>} steps  By data-step, in their order.
 * @param {object} page
 * @param {(error: unknown) => {text: string, code: string}} page.failure  Says why a step failed.
 * @param {(key: 'serverSaid' | 'save', ...values: string[]) => string} page.say
 * @param {(language: import('/shared/language.js').Language) => void} page.speak
 * @param {() => void} page.taken  Called after each step, and when the language has changed.
 * @returns {(...names: string[]) => Promise<void>} Takes steps that ask nobody, one after another.
 */
export function walk(steps, { failure, say, speak, taken }) {
  let busy = false;

  /**
   * Takes a step, after those that it needs; what failed is tried again only when wanted.
   * @param {string} name @param {boolean} again
   * @returns {Promise<boolean>} Whether all went well.
   */
  const take = async (name, again) => {
    for (const needed of steps[name].needs ?? []) {
      const { state } = row(needed).dataset;
      if (state === 'bad' && !again || state !== 'good' && !await take(needed, again)) return false;
    }
    show(name, 'busy');
    try {
      const outcome = await steps[name].take();
      show(name, outcome.report?.passed === false ? 'bad' : 'good', outcome);
    } catch (error) {
      const { text, code } = failure(error);
      show(name, 'bad', { text }, code);
    }
    taken();
    return row(name).dataset.state === 'good';
  };

  /** @param {string} name @param {'busy' | 'good' | 'bad'} state @param {Outcome} [outcome] */
  const show = (name, state, outcome, code = '') => {
    const shown = row(name);
    Object.assign(shown.dataset, { state, code });
    const text = /** @type {HTMLElement} */ (shown.querySelector('.outcome'));
    text.hidden = !outcome;
    text.textContent = outcome?.text ?? '';
    const words = outcome?.report?.words[spokenLanguage()];
    const judged = /** @type {HTMLElement} */ (shown.querySelector('.judged'));
    judged.hidden = !words && !outcome?.file;
    judged.replaceChildren(
      ...(words ? [make('details', {}, make('summary', { className: words.outcome }, say('serverSaid', words.answer)), ...reportOf(words))] : []),
      ...(outcome?.file ? [saveLink(say('save'), outcome.file.data, outcome.file.name)] : []));
  };

  /** Does one thing at a time. @param {() => Promise<unknown>} work */
  const alone = async (work) => {
    if (busy) return;
    busy = true;
    document.body.dataset.state = 'busy';
    await work();
    busy = false;
    document.body.dataset.state = 'ready';
  };

  for (const name of Object.keys(steps)) row(name).querySelector('button')?.addEventListener('click', () => alone(() => take(name, true)));
  byId('all').addEventListener('click', () => alone(async () => {
    for (const name of Object.keys(steps)) if (row(name).dataset.state !== 'good') await take(name, false);
  }));
  byId('again').addEventListener('click', () => location.reload());
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      speak(/** @type {import('/shared/language.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
      taken();
    });
  }
  speak(spokenLanguage());
  document.body.dataset.state = 'ready';
  return (...names) => alone(async () => {
    for (const name of names) await take(name, false);
  });
}

/** @param {string} name */
function row(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-step="${name}"]`));
}
