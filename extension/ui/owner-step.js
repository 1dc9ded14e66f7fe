// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { date } from '../lib/format.js';
import { group, reason } from '../lib/keys.js';
import { clean } from '../lib/names.js';
import { byId, element } from './elements.js';
import { Failure } from './failure.js';
import { language, t } from './locale.js';

/** @typedef {import('../lib/keys.js').Key} Key */

/** Step ③, its first half: whose the keys are, and which one is to sign. */
export class OwnerStep {
  #failure = new Failure('owner-failure');
  #turn;

  /** @param {(key: string) => void} turn  Called when the person turns to another key. */
  constructor(turn) {
    this.#turn = turn;
  }

  /**
   * @param {Key[]} keys
   * @param {string | null} selected  None where the person must turn to one, or none can sign.
   */
  show(keys, selected) {
    const { shown, folded } = group(keys);
    const choice = shown.filter((key) => key.selectable).length > 1;
    byId('owner-heading').textContent = t(choice ? 'owners' : 'owner');
    byId('owners').role = choice ? 'radiogroup' : 'group';
    byId('owners').setAttribute('aria-labelledby', 'owner-heading');
    byId('owners').replaceChildren(...shown.map((key) => (choice ? this.#option(key, key.key === selected) : card(key))));

    const others = byId('other-keys');
    others.hidden = folded.length === 0;
    others.children[0].textContent = t('other_keys', String(folded.length));
    others.children[1].replaceChildren(...folded.map(card));

    this.#failure.clear();
    const code = reason(keys);
    if (code) this.#failure.show(code);
    byId('owner-heading').focus({ preventScroll: true });
  }

  /**
   * @param {Key} key
   * @param {boolean} checked
   */
  #option(key, checked) {
    const input = element('input', { type: 'radio', name: 'key', value: key.key, checked, onchange: () => this.#turn(key.key) });
    return element('label', { className: 'option' }, input, card(key));
  }
}

/** @param {Key} key */
function card({ owner, issuer, not_before, not_after, qualified, status }) {
  const { name, kind, drfo, edrpou, unzr, organization, title } = owner;
  const dates = not_after && t('validity_dates', date(not_before, language), date(not_after, language));
  const rows = Object.entries({ drfo, edrpou, unzr, organization, title, validity: dates, issuer });
  return element('article', { className: 'card' },
    element('p', { className: 'name' }, element('bdi', {}, clean(name) || t('unnamed_owner')), ' ', badge(status, qualified)),
    element('p', { className: 'quiet' }, name && t(`kind_${kind}`)),
    element('dl', {}, ...rows.flatMap(([label, value]) => row(label, value))));
}

/**
 * @param {Key['status']} status
 * @param {Key['qualified']} qualified
 */
function badge(status, qualified) {
  if (status !== 'ok') return element('span', { className: 'badge doubt' }, t(`status_${status.replaceAll('-', '_')}`));
  if (!qualified) return '';
  return element('abbr', { className: 'badge', title: t(`badge_${qualified}_full`) }, t(`badge_${qualified}`));
}

/**
 * @param {string} label
 * @param {string | undefined} value
 */
function row(label, value) {
  const shown = clean(value ?? '');
  return shown ? [element('dt', {}, t(label)), element('dd', {}, element('bdi', {}, shown))] : [];
}
