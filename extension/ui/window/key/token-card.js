// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { duration } from '../../../lib/format.js';
import { clean } from '../../../lib/names.js';
import { isBuiltIn, shortSerial } from '../../../lib/tokens.js';
import { element } from '../../elements.js';
import { language, t, wordsFor } from '../../locale.js';
import { brief } from './card.js';
import { icon } from './token-icon.js';
import { labelOf, nameFor } from './token-name.js';

/**
 * @typedef {import('../../../lib/tokens.js').Choice} Choice
 * @typedef {(choice: Choice) => HTMLInputElement | string} Radio  Its button; nothing where there is nothing to choose.
 */

/**
 * A token as a card: what it is, what it warns of and whose keys it holds.
 *
 * @param {import('../../../lib/tokens.js').Offer} offer
 * @param {Radio} radio
 */
export function tokenCard({ token, choice, owners, folded, unfit }, radio) {
  const button = choice ? radio(choice) : '';
  return element('article', { className: 'card token' },
    element(button ? 'label' : 'div', {},
      button,
      element('span', { className: 'about' },
        element('span', { className: 'head' }, icon(token.form), element('span', {}, ...title(token))),
        ...(isBuiltIn(token.form) ? [element('span', { className: 'quiet' }, t(`form_${token.form}_note`))] : []),
        ...warnings(token),
        ...(unfit ? [warning(t('no_generation'), t('no_generation_hint'))] : []),
        ...owners.map((owner) => line(owner, radio)),
        ...(choice && owners.length === 0 && unfit === undefined ? [element('span', { className: 'quiet' }, t('token_keys_unseen'))] : []))),
    ...others(folded));
}

/** @param {import('../../../lib/tokens.js').Token} token */
function title(token) {
  const label = labelOf(token);
  const facts = [
    ...(label ? [element('bdi', {}, label)] : []),
    ...(token.serial ? [element('bdi', { title: clean(token.serial) }, t('token_serial', shortSerial(token.serial)))] : []),
  ];
  return [
    element('bdi', { className: 'name' }, nameFor(token)),
    element('span', { className: 'quiet' }, ...facts.flatMap((fact, i) => (i > 0 ? [' · ', fact] : [fact]))),
    ...(token.form === 'simulated' ? [element('span', { className: 'badge doubt' }, t('token_simulated'))] : []),
  ];
}

/** @param {import('../../../lib/tokens.js').Token} token */
function warnings({ tries, wait, pin_unset }) {
  if (pin_unset) return [warning(t('token_unset'), wordsFor('pin-not-set').hint)];
  if (wait) return [warning(t('tries_locked'), t('tries_wait', duration(wait, language)))];
  if (tries === 'locked') return [warning(t('tries_locked'), wordsFor('pin-locked').hint)];
  return tries ? [warning(t(`tries_${tries}_text`))] : [];
}

/**
 * @param {string} sentence
 * @param {string} [hint]
 */
function warning(sentence, hint) {
  return element('span', { className: 'warning' }, element('strong', {}, sentence), ...(hint ? [` ${hint}`] : []));
}

/**
 * @param {import('../../../lib/tokens.js').Offer['owners'][number]} owner
 * @param {Radio} radio
 */
function line({ person, choice }, radio) {
  const content = element('span', {}, ...brief(person));
  return choice ? element('label', { className: 'owner' }, radio(choice), content) : element('span', { className: 'owner' }, content);
}

/** @param {import('../../../lib/people.js').Person[]} folded */
function others(folded) {
  if (folded.length === 0) return [];
  const count = folded.reduce((sum, person) => sum + person.keys, 0);
  return [element('details', {},
    element('summary', {}, t('other_keys', String(count))),
    ...folded.map((person) => line({ person }, () => '')))];
}
