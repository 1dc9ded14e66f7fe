// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Documents to sign, and what the server thought of the signatures.
 *
 * @typedef {{file: File, signature: Blob, report: server.Report}} Result
 */

import { byId, make, saveLink } from '/shared/elements.js';
import { reportOf } from './report.js';
import * as server from './server.js';
import { say, spokenLanguage } from './words.js';

/**
 * @param {server.Saved[]} documents
 * @param {Record<'view' | 'signByPhone' | 'sign', (saved: server.Saved) => void>} on  What their buttons do.
 */
export function showDocuments(documents, on) {
  byId('documents').replaceChildren(...documents.map((saved) => {
    const button = (/** @type {string} */ className, /** @type {string} */ text, /** @type {(saved: server.Saved) => void} */ press) => {
      const made = make('button', { type: 'button', className: `small ${className}` }, text);
      made.addEventListener('click', () => press(saved));
      return made;
    };
    return make('li', {},
      make('div', { className: 'document-what' }, make('strong', {}, saved.title), make('span', {}, saved.name)),
      make('div', { className: 'document-ways' },
        button('quiet view', say('view'), on.view),
        button('quiet sign-by-phone', 'Дія.Підпис', on.signByPhone),
        button('secondary sign', say('sign'), on.sign)));
  }));
}

/** Shows what a document says. @param {server.Saved} saved */
export async function preview(saved) {
  const file = await server.fetchDocument(saved);
  byId('preview-title').textContent = saved.title;
  byId('preview-text').textContent = await file.text();
  /** @type {HTMLDialogElement} */ (byId('preview')).showModal();
}

/** @param {Result[]} results  The newest first. */
export function showResults(results) {
  // The address of a blob keeps all its octets.
  for (const link of document.querySelectorAll('#results a')) URL.revokeObjectURL(/** @type {HTMLAnchorElement} */ (link).href);
  byId('results').replaceChildren(...results.map(row));
  byId('results-card').hidden = results.length === 0;
}

/** @param {Result} result */
function row({ file, signature, report }) {
  const explanation = report.words[spokenLanguage()];
  return make('li', { className: explanation.outcome },
    make('div', { className: 'result-head' },
      make('strong', {}, file.name),
      make('span', { className: 'fine' }, [say('checkedBy'), ...report.levels, say(report.detached ? 'apart' : 'inside')].join(' · '))),
    make('p', { className: 'verdict' }, explanation.answer),
    ...reportOf(explanation),
    make('div', { className: 'actions' },
      saveLink(say('saveSignature'), signature, `${file.name}.p7s`),
      ...(report.detached ? [saveLink(say('saveDocument'), file, file.name)] : [])));
}
