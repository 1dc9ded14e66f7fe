// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Documents to sign, and what the server thought of the signatures.
 *
 * @typedef {{file: File, signature: Blob, report: server.Report}} Result
 */

import { byId, facts, make, saveLink } from './elements.js';
import * as server from './server.js';
import { dateAndTime, hashName, remark, say } from './words.js';

/**
 * @param {server.Saved[]} documents
 * @param {{view: (saved: server.Saved) => void, sign: (saved: server.Saved) => void}} on  What their buttons do.
 */
export function showDocuments(documents, on) {
  byId('documents').replaceChildren(...documents.map((saved) => {
    const view = make('button', { type: 'button', className: 'quiet small view' }, say('view'));
    view.addEventListener('click', () => on.view(saved));
    const sign = make('button', { type: 'button', className: 'secondary small sign' }, say('sign'));
    sign.addEventListener('click', () => on.sign(saved));
    return make('li', {},
      make('div', { className: 'document-what' }, make('strong', {}, saved.title), make('span', {}, saved.name)),
      view, sign);
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
  const [verdict] = report.signatures;
  const list = make('dl', { className: 'facts' });
  facts(list, [
    [say('signer'), verdict?.signer],
    [say('level'), verdict?.level],
    [say('hash'), verdict && hashName(verdict.hash)],
    [say('claimed'), verdict?.claimed_time && dateAndTime(verdict.claimed_time)],
    [say('kept'), say(report.detached ? 'apart' : 'inside')],
  ]);
  const remarks = report.signatures.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  return make('li', { className: report.passed ? 'good' : 'bad' },
    make('div', { className: 'result-head' },
      make('strong', {}, file.name),
      make('span', { className: 'verdict' }, say(report.passed ? 'passed' : 'refused')),
      make('span', { className: 'fine' },
        [say('checkedBy'), verdict?.indication, verdict?.sub_indication].filter(Boolean).join(' · '))),
    list,
    ...remarks.map((finding) => make('p', { className: 'fine' }, remark(finding))),
    make('div', { className: 'actions' },
      saveLink(say('saveSignature'), signature, `${file.name}.p7s`),
      ...(report.detached ? [saveLink(say('saveDocument'), file, file.name)] : [])));
}
