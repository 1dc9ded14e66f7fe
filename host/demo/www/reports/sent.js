// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Reports that were sent, and what their receipts say, once they are read.
 *
 * @typedef {import('./desk.js').Report} Report
 *
 * @typedef {object} Receipt  As Pidpys tells it (PROTOCOL.md, section 17).
 * @property {1 | 2} [number]
 * @property {'received' | 'accepted' | 'rejected' | 'unknown'} result
 * @property {string} [registered]  The number under which the report is.
 * @property {string} text  All that it says.
 * @property {string} signer  Who signed it for the tax service.
 * @property {string} [time]
 * @property {Blob} signature  The receipt, signed.
 *
 * @typedef {Receipt | {code: string}} Reading  Or why it is not to be believed.
 */

import { explain } from '/pidpys/trouble.js';
import { PidpysError } from '/pidpys/client.js';
import { byId, facts, make, saveLink } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { moment, periodOf, say } from './words.js';

/** @type {Record<Receipt['result'], string>} How the result of a receipt looks. */
const LOOKS = { received: 'unknown', accepted: 'good', rejected: 'bad', unknown: 'unknown' };

/**
 * @param {Report[]} reports
 * @param {(report: Report, number: number) => Reading | undefined} reading
 * @param {{read: (report: Report, number: number) => void, refresh: (report: Report) => void}} on  What the buttons do.
 */
export function showSent(reports, reading, on) {
  // The address of a blob keeps all its octets.
  for (const link of document.querySelectorAll('#sent a')) URL.revokeObjectURL(/** @type {HTMLAnchorElement} */ (link).href);
  byId('sent-card').hidden = reports.length === 0;
  byId('sent').replaceChildren(...reports.map((report) => {
    const readings = report.receipts.map(({ number }) => ({ number, reading: reading(report, number) }));
    const last = readings.findLast((each) => each.reading)?.reading;
    const [look, verdict] = stateOf(report, last);
    const button = (/** @type {string} */ className, /** @type {string} */ text, /** @type {() => void} */ press) => {
      const made = make('button', { type: 'button', className: `small ${className}` }, text);
      made.addEventListener('click', press);
      return made;
    };
    const buttons = [
      ...readings.filter((each) => !each.reading).map(({ number }) => button('secondary read', say('read', String(number)), () => on.read(report, number))),
      ...(settled(report, last) ? [] : [button('quiet refresh', say('refresh'), () => on.refresh(report))]),
    ];
    const item = make('li', { className: look },
      make('div', { className: 'result-head' },
        make('strong', {}, report.form.title[spokenLanguage()]),
        make('span', { className: 'fine' }, [periodOf(report.period), report.filer.name, say('sentAt', moment(report.sent ?? ''))].join(' · '))),
      make('p', { className: 'verdict' }, verdict),
      ...readings.flatMap((each) => (each.reading ? [receiptOf(report, each.number, each.reading)] : [])),
      ...(buttons.length > 0 ? [make('div', { className: 'actions' }, ...buttons)] : []));
    item.dataset.report = report.id;
    return item;
  }));
}

/** Whether no other receipt comes. @param {Report} report @param {Reading} [last] */
function settled({ receipts }, last) {
  return receipts.some(({ final }) => final) || (last && 'result' in last && ['accepted', 'rejected'].includes(last.result));
}

/** @param {Report} report @param {Reading} [last] @returns {[look: string, verdict: string]} */
function stateOf({ receipts }, last) {
  if (last && 'code' in last) return ['bad', say('doubtful')];
  if (last) return [LOOKS[last.result], say(last.result)];
  return ['unknown', receipts.length > 0 ? say('unread') : say('silent')];
}

/** @param {Report} report @param {number} number @param {Reading} reading */
function receiptOf({ file }, number, reading) {
  const title = make('h3', {}, say('receipt', String(number)));
  if ('code' in reading) {
    const { sentence, hint } = explain(new PidpysError(reading.code), undefined, spokenLanguage());
    return make('article', { className: 'receipt' }, title, make('div', { className: 'trouble' }, make('strong', {}, sentence), make('p', {}, hint)));
  }
  const list = make('dl', { className: 'facts' });
  facts(list, [[say('registered'), reading.registered], [say('signer'), reading.signer], [say('time'), reading.time && moment(reading.time)]]);
  return make('article', { className: 'receipt' }, title, list,
    make('details', { open: reading.result !== 'accepted' }, make('summary', {}, say('content')), make('pre', { tabIndex: 0 }, reading.text)),
    make('div', { className: 'actions' }, saveLink(say('saveReceipt'), reading.signature, `${file}.kvt${number}.p7s`)));
}
