// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { MOST_AT_ONCE } from '../../lib/files.js';
import { distinct, fit } from '../../lib/names.js';
import { LEVELS, preferences } from '../../lib/preferences.js';
import { byId } from '../elements.js';
import { t } from '../locale.js';

/**
 * @typedef {import('../../page/client.js').Pidpys} Pidpys
 * @typedef {import('../../page/client.js').Signing} Signing
 * @typedef {{made: import('./made.js').Made[], lost?: import('./made.js').Lost[], done?: number, of?: number, stopped?: string}} Outcome
 */

/** How documents can be signed, by what the person chooses. */
const FORMS = /** @type {Record<string, (pidpys: Pidpys, files: File[], options: Signing) => Promise<Outcome>>} */ ({
  detached: (pidpys, files, options) => messages(pidpys, files, { ...options, detached: true }),
  attached: (pidpys, files, options) => messages(pidpys, files, { ...options, detached: false }),
  container: async (pidpys, files, options) => {
    const names = distinct(files.map(({ name }) => fit(name) || t('unnamed_document')));
    const { container, level } = await pidpys.signContainer(files.map((file, i) => new File([file], names[i], { type: file.type })), options);
    return { made: [{ name: `${files.length === 1 ? files[0].name : t('own_container_name')}.asice`, blob: container, note: level }], done: files.length };
  },
  pdf: async (pidpys, files, options) => {
    const signed = await pidpys.signPDF(files, options);
    return { made: signed.files.map(({ name, file, level }) => ({ name: name.replace(/(\.pdf)?$/i, `${t('own_signed_suffix')}.pdf`), blob: file, note: level })) };
  },
});

/** «Підписати»: the documents on the page, in a form that the person chooses. */
export class SignPanel {
  #waiting;
  /** @type {File[]} */
  #files = [];

  /**
   * @param {import('./waiting.js').Waiting} waiting
   * @param {(outcome: Outcome) => void} done
   */
  constructor(waiting, done) {
    this.#waiting = waiting;
    byId('sign-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#sign(done);
    });
  }

  /** Leaves out what is less than the person ever wants: the host would not make it. */
  async begin() {
    const { level } = await preferences();
    for (const less of LEVELS.slice(0, LEVELS.indexOf(level))) byId(`level-${less.toLowerCase()}`).hidden = true;
    if (level !== LEVELS[0]) /** @type {HTMLSelectElement} */ (byId('level')).value = level;
  }

  /** @param {import('./pile.js').Item[]} items  Documents, and PDF files among them. */
  offer(items) {
    this.#files = items.map(({ file }) => file);
    byId('sign-task').hidden = items.length === 0;
    byId('sign-is').textContent = t('own_sign', String(items.length));
    const mixed = items.some(({ nature }) => nature !== 'pdf');
    const many = items.length > MOST_AT_ONCE;
    bar('container', many);
    bar('pdf', many || mixed);
    byId('form-pdf-why').hidden = !mixed;
    byId('form-many-why').hidden = !many;
  }

  /** @param {(outcome: Outcome) => void} done */
  async #sign(done) {
    const files = this.#files;
    const form = Object.keys(FORMS).find((name) => /** @type {HTMLInputElement} */ (byId(`form-${name}`)).checked) ?? 'detached';
    const level = /** @type {import('../../page/client.js').Level} */ (/** @type {HTMLSelectElement} */ (byId('level')).value);
    const outcome = await this.#waiting.during((pidpys, signal) => FORMS[form](pidpys, files, { level, signal }), 'own_unfit');
    if (outcome) done(outcome);
  }
}

/**
 * @param {string} name  Of a way to sign.
 * @param {boolean} barred  Whether it cannot be chosen; then it is not.
 */
function bar(name, barred) {
  const choice = /** @type {HTMLInputElement} */ (byId(`form-${name}`));
  choice.disabled = barred;
  if (barred && choice.checked) /** @type {HTMLInputElement} */ (byId('form-detached')).checked = true;
}

/**
 * Each document for itself: one that cannot be read keeps no other from being signed, and what was signed stays however it ends.
 *
 * @param {Pidpys} pidpys
 * @param {File[]} files
 * @param {Signing & {detached: boolean}} options
 * @returns {Promise<Outcome>}
 */
async function messages(pidpys, files, options) {
  /** @type {import('./made.js').Made[]} */
  const made = [];
  /** @type {import('./made.js').Lost[]} */
  const lost = [];
  const named = (/** @type {{name: string, signature: Blob, level: string}} */ { name, signature, level }) => void made.push({ name: `${name}.p7s`, blob: signature, note: level });
  if (files.length === 1) {
    named(await pidpys.sign(files[0], options));
    return { made };
  }
  const failed = (/** @type {string} */ code, /** @type {number} */ index) => void lost.push({ name: files[index].name, code });
  try {
    const { stopped } = await pidpys.sign(files, { ...options, each: named, failed });
    return { made, lost, of: files.length, stopped };
  } catch (/** @type {any} */ error) {
    if (made.length === 0) throw error;
    return { made, lost, of: files.length, stopped: error.code };
  }
}
