// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Reports that were sent, and what their receipts say, once they are read.
 *
 * @typedef {import('./desk.js').Report} Report
 * @typedef {import('./desk.js').Receipt} Receipt
 *
 * @typedef {object} Reading  As Pidpys tells it (PROTOCOL.md, section 17).
 * @property {1 | 2} [number]
 * @property {'received' | 'accepted' | 'rejected' | 'unknown'} result
 * @property {string} [registered]  The number under which the report is.
 * @property {string} text  All that it says.
 * @property {string} signer  Who signed it for the tax service.
 * @property {string} [time]
 * @property {Blob} signature  The receipt, signed.
 *
 * @typedef {object} Place  What came under one number.
 * @property {number} number
 * @property {Reading} [reading]  Of the one that is to be believed.
 * @property {Receipt[]} unread  Of which one may be.
 * @property {string[]} doubts  Why others are not, as codes of Pidpys.
 */

import { explain } from '/pidpys/trouble.js';
import { PidpysError } from '/pidpys/client.js';
import { byId, facts, make, saveLink } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { moment, periodOf, say } from './words.js';

/** @type {Record<Reading['result'], string>} How the result of a receipt looks. */
const LOOKS = { received: 'unknown', accepted: 'good', rejected: 'bad', unknown: 'unknown' };

/**
 * @param {Report[]} reports
 * @param {(report: Report, receipt: Receipt) => Reading | undefined} reading  Of one that is to be believed, once it is read.
 * @param {{read: (report: Report, receipts: Receipt[]) => void, refresh: (report: Report) => void}} on  What the buttons do:
 *   one of these is read.
 */
export function showSent(reports, reading, on) {
  // The address of a blob keeps all its octets.
  for (const link of document.querySelectorAll('#sent a')) URL.revokeObjectURL(/** @type {HTMLAnchorElement} */ (link).href);
  byId('sent-card').hidden = reports.length === 0;
  byId('sent').replaceChildren(...reports.map((report) => {
    const places = placesOf(report, (receipt) => reading(report, receipt));
    const [look, verdict] = stateOf(places);
    const button = (/** @type {string} */ className, /** @type {string} */ text, /** @type {() => void} */ press) => {
      const made = make('button', { type: 'button', className: `small ${className}` }, text);
      made.addEventListener('click', press);
      return made;
    };
    const buttons = [
      ...places.filter(({ unread }) => unread.length > 0).map(({ number, unread, doubts }) => (
        button('secondary read', say(doubts.length > 0 ? 'readOther' : 'read', String(number)), () => on.read(report, unread)))),
      ...(settled(places) ? [] : [button('quiet refresh', say('refresh'), () => on.refresh(report))]),
    ];
    const item = make('li', { className: look },
      make('div', { className: 'result-head' },
        make('strong', {}, report.form.title[spokenLanguage()]),
        make('span', { className: 'fine' }, [periodOf(report.period), report.filer.name, say('sentAt', moment(report.sent ?? ''))].join(' · '))),
      make('p', { className: 'verdict' }, verdict),
      ...places.flatMap((place) => [
        ...place.doubts.map((code) => doubtful(place.number, code)),
        ...(place.reading ? [receiptOf(report, place.number, place.reading)] : []),
      ]),
      ...(buttons.length > 0 ? [make('div', { className: 'actions' }, ...buttons)] : []));
    item.dataset.report = report.id;
    return item;
  }));
}

/**
 * None that is not believed stands in the place of one that is.
 * @param {Report} report @param {(receipt: Receipt) => Reading | undefined} reading
 * @returns {Place[]}
 */
function placesOf({ receipts }, reading) {
  return /** @type {const} */ ([1, 2]).flatMap((number) => {
    const came = receipts.filter((each) => each.number === number);
    const believed = came.find((each) => each.believed);
    const known = believed && reading(believed);
    const place = {
      number, reading: known,
      unread: known ? [] : came.filter((each) => !each.doubt && (!believed || each === believed)),
      doubts: came.flatMap(({ doubt }) => doubt ?? []),
    };
    return came.length > 0 ? [place] : [];
  });
}

/** Whether no other receipt comes. @param {Place[]} places */
function settled(places) {
  return places.some(({ reading, unread }) => (
    reading ? ['accepted', 'rejected'].includes(reading.result) : unread.some(({ believed, final }) => believed && final)));
}

/** @param {Place[]} places @returns {[look: string, verdict: string]} */
function stateOf(places) {
  const last = places.findLast(({ reading, doubts }) => reading || doubts.length > 0);
  if (last?.reading) return [LOOKS[last.reading.result], say(last.reading.result)];
  if (last) return ['bad', say('doubtful')];
  return ['unknown', say(places.length > 0 ? 'unread' : 'silent')];
}

/** @param {number} number @param {string} code  Why one is not to be believed. */
function doubtful(number, code) {
  const { sentence, hint } = explain(new PidpysError(code), undefined, spokenLanguage());
  return make('article', { className: 'receipt' }, make('h3', {}, say('receipt', String(number))),
    make('div', { className: 'trouble' }, make('strong', {}, sentence), make('p', {}, hint)));
}

/** @param {Report} report @param {number} number @param {Reading} reading */
function receiptOf({ file }, number, reading) {
  const list = make('dl', { className: 'facts' });
  facts(list, [[say('registered'), reading.registered], [say('signer'), reading.signer], [say('time'), reading.time && moment(reading.time)]]);
  return make('article', { className: 'receipt' }, make('h3', {}, say('receipt', String(number))), list,
    make('details', { open: reading.result !== 'accepted' }, make('summary', {}, say('content')), make('pre', { tabIndex: 0 }, reading.text)),
    make('div', { className: 'actions' }, saveLink(say('saveReceipt'), reading.signature, `${file}.kvt${number}.p7s`)));
}
