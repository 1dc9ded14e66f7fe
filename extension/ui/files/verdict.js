// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { size } from '../../lib/format.js';
import { clean, fit, shorten } from '../../lib/names.js';
import { element } from '../elements.js';
import { language, t, wordsFor } from '../locale.js';
import { save } from '../save.js';
import { isUnsigned, lacks } from './checks.js';
import { facts, remarks, troubles } from './facts.js';

/**
 * What the person may do about a file.
 *
 * @typedef {object} Offers
 * @property {() => void} again  Verify it once more.
 * @property {() => void} document  Choose the document of a detached signature.
 * @property {(content: import('./checks.js').Content) => void} preview
 * @property {() => void} print
 * @property {() => void} decrypt
 */

/**
 * A file's card: what was found about its signatures, and what is inside.
 *
 * @param {import('./pile.js').Item} item
 * @param {Offers} offers
 * @returns {HTMLElement | undefined} None of a file of which there is nothing to say.
 */
export function verdict(item, offers) {
  if (item.nature === 'envelope') return card(item, 'sealed', t('own_encrypted'), element('p', {}, t('own_encrypted_hint')), actions(action('own_decrypt', offers.decrypt, true)));
  const { check } = item;
  if (item.checking || !check) return undefined;
  if (!check.report) {
    const { sentence, hint } = wordsFor(check.code ?? 'internal', check.params);
    return card(item, 'unknown', sentence, element('p', {}, hint), actions(action('own_again', offers.again)));
  }
  const { explanation, contents = [] } = check.report;
  if (isUnsigned(check.report)) return undefined;
  if (lacks(item)) return card(item, 'unknown', t('own_document_needed'), element('p', {}, t('own_document_needed_hint')), actions(action('own_document', offers.document, true)));
  return card(item, explanation.outcome, explanation.answer,
    ...(check.content ? [element('p', { className: 'quiet' }, t('own_with_document', shorten(check.content.name)))] : []),
    ...inside(contents, explanation.outcome === 'good', offers),
    ...explained(explanation),
    actions(action('own_print', offers.print), ...(check.content ? [action('own_another_document', offers.document)] : [])));
}

/**
 * @param {import('./pile.js').Item} item
 * @param {string} outcome
 * @param {string} answer
 * @param {HTMLElement[]} content
 */
function card(item, outcome, answer, ...content) {
  const name = clean(item.file.name) || t('unnamed_document');
  const made = element('article', { className: 'card verdict', tabIndex: -1 },
    element('h3', {}, element('bdi', { title: name }, shorten(name, 80))),
    element('p', { className: 'answer' }, answer), ...content);
  made.dataset.outcome = outcome;
  return made;
}

/** @param {import('./checks.js').Explanation} explanation */
function explained({ signatures, troubles: lacking, remarks: remarked, time_stamps: stamps, titles }) {
  return [
    ...troubles(titles.troubles, lacking),
    ...signatures.map((one) => signature(one, titles, signatures.length > 1)),
    ...folded(titles.time_stamps, facts(titles.time_stamps, stamps)),
    ...remarks(titles.remarks, remarked),
  ];
}

/**
 * @param {import('./checks.js').Explained} explained
 * @param {Record<string, string>} titles
 * @param {boolean} answered  Whether its own answer is to be said: one alone is the file's.
 * @returns {HTMLElement}
 */
function signature(explained, titles, answered) {
  const { outcome, answer, counter_signatures: counters = [] } = explained;
  const made = element('div', { className: 'signature' },
    ...(answered ? [element('p', { className: 'answer' }, answer)] : []),
    ...troubles(titles.troubles, explained.troubles),
    ...facts(outcome === 'good' ? titles.who : titles.named, explained.who),
    ...facts(titles.when, explained.when),
    ...facts(titles.documents, explained.documents),
    ...folded(titles.checked, [...facts(titles.checked, explained.checked), ...remarks(titles.remarks, explained.remarks)]),
    ...counters.flatMap((counter) => [element('h4', {}, titles.counter_signatures), signature(counter, titles, true)]));
  made.dataset.outcome = outcome;
  return made;
}

/**
 * @param {string} title
 * @param {HTMLElement[]} content  The first is its heading, which the summary says already.
 */
function folded(title, [, ...content]) {
  return content.length > 0 ? [element('details', {}, element('summary', {}, title), ...content)] : [];
}

/**
 * What was signed. It may be anything: text and pictures are shown, all else only saved.
 *
 * @param {import('./checks.js').Content[]} contents
 * @param {boolean} good  Whether it is what was signed.
 * @param {Offers} offers
 */
function inside(contents, good, offers) {
  if (contents.length === 0) return [];
  return [
    element('h4', {}, t('own_inside')),
    ...(good ? [] : [element('p', { className: 'warning' }, t('own_inside_doubt'))]),
    element('ul', { className: 'inside' }, ...contents.map((content) => {
      const name = clean(content.name) || t('unnamed_document');
      return element('li', {},
        element('bdi', { title: name }, shorten(name, 60)),
        element('span', { className: 'quiet' }, size(content.size, language)),
        element('button', { type: 'button', ariaLabel: t('preview_of', name), onclick: () => offers.preview(content) }, t('preview')),
        element('button', { type: 'button', ariaLabel: t('save_of', name), onclick: () => save([content.blob], fit(name)) }, t('save')));
    })),
  ];
}

/** @param {HTMLElement[]} buttons */
function actions(...buttons) {
  return element('div', { className: 'actions' }, ...buttons);
}

/**
 * @param {string} key
 * @param {() => void} act
 * @param {boolean} [primary]
 */
function action(key, act, primary = false) {
  return element('button', { type: 'button', className: primary ? 'primary' : '', onclick: act }, t(key));
}
