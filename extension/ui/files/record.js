// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { size } from '../../lib/format.js';
import { clean } from '../../lib/names.js';
import { byId, element } from '../elements.js';
import { language, t } from '../locale.js';
import { facts, remarks, troubles } from './facts.js';

/** Files beyond this are named without their hash: browsers hash only what is in memory, in octets. */
const LARGEST = 512 << 20;

/**
 * The record of a verification, on paper or in a file of the printer's: every row
 * of the report, and the hashes of the files that it speaks of.
 *
 * @param {import('./pile.js').Item} item  Verified.
 */
export async function print({ file, check }) {
  if (!check?.report) return;
  const { report, content, at, program } = check;
  const { explanation, contents = [] } = report;
  const { titles } = explanation;
  const files = [
    ...await described(t('own_record_file'), file.name, file),
    ...(content ? await described(t('own_record_document'), content.name, content) : []),
  ];
  // One after another: each is in memory as a whole while it is hashed.
  for (const { name, blob } of contents) files.push(...(await described(t('own_record_inside'), name, blob)));
  byId('record').replaceChildren(
    element('h1', {}, t('own_record')),
    element('p', {}, t('own_record_is')),
    ...facts(t('own_record_files'), files),
    ...facts(t('own_record_checked'), [
      { label: t('own_record_at'), text: `${moment(at)} (${at.toISOString()})` },
      { label: t('own_record_program'), text: t('own_record_versions', program, chrome.runtime.getManifest().version) },
    ]),
    element('h2', {}, explanation.answer),
    ...troubles(titles.troubles, explanation.troubles),
    ...explanation.signatures.flatMap((one, _, all) => signature(one, titles, all.length > 1)),
    ...facts(titles.time_stamps, explanation.time_stamps),
    ...remarks(titles.remarks, explanation.remarks));
  window.addEventListener('afterprint', () => byId('record').replaceChildren(), { once: true });
  window.print();
}

/**
 * @param {import('./checks.js').Explained} explained
 * @param {Record<string, string>} titles
 * @param {boolean} answered  Whether its own answer is to be said: one alone is the file's.
 * @returns {HTMLElement[]}
 */
function signature(explained, titles, answered) {
  return [
    ...(answered ? [element('h3', {}, explained.answer)] : []),
    ...troubles(titles.troubles, explained.troubles),
    ...facts(explained.outcome === 'good' ? titles.who : titles.named, explained.who),
    ...facts(titles.when, explained.when),
    ...facts(titles.documents, explained.documents),
    ...facts(titles.checked, explained.checked),
    ...remarks(titles.remarks, explained.remarks),
    ...(explained.counter_signatures ?? []).flatMap((counter) => [element('h4', {}, titles.counter_signatures), ...signature(counter, titles, true)]),
  ];
}

/**
 * @param {string} label
 * @param {string} name
 * @param {Blob} blob
 * @returns {Promise<import('./checks.js').Row[]>}
 */
async function described(label, name, blob) {
  return [{ label, text: `${clean(name)} · ${size(blob.size, language)}` }, { label: t('hash_sha256'), text: await digest(blob) }];
}

/** @param {Blob} blob */
async function digest(blob) {
  if (blob.size > LARGEST) return t('own_record_large');
  try {
    const value = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
    return Array.from(value, (octet) => octet.toString(16).padStart(2, '0')).join('');
  } catch {
    // It is not on the disk any more as it was.
    return t('own_record_changed');
  }
}

/** @param {Date} at */
function moment(at) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long' }).format(at);
}
