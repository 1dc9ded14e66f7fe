// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { date } from '../lib/format.js';
import { reason, wanting } from '../lib/keys.js';
import { clean } from '../lib/names.js';
import { people } from '../lib/people.js';
import { byId, element } from './elements.js';
import { Failure } from './failure.js';
import { language, t } from './locale.js';

/**
 * @typedef {import('../lib/keys.js').Key} Key
 * @typedef {import('../lib/people.js').Person} Person
 */

/** Step ③, its first half: whose the keys are, and which one is to sign. */
export class OwnerStep {
  #failure = new Failure('owner-failure');
  #turn;

  /**
   * @param {(key: string) => void} turn  Called when the person turns to another key.
   * @param {() => void} search  Called when the person wants the certificate of a key looked up.
   */
  constructor(turn, search) {
    this.#turn = turn;
    byId('search-certificate').addEventListener('click', () => search());
  }

  /**
   * @param {Key[]} keys
   * @param {string | null} selected  None where the person must turn to one, or none can sign.
   */
  show(keys, selected) {
    const { shown, folded } = people(keys);
    const choice = shown.filter(({ key }) => key.selectable).length > 1;
    byId('owner-heading').textContent = t(choice ? 'owners' : 'owner');
    byId('owners').role = choice ? 'radiogroup' : 'group';
    byId('owners').setAttribute('aria-labelledby', 'owner-heading');
    byId('owners').replaceChildren(...shown.map((person) => (choice ? this.#option(person, person.key.key === selected) : card(person))));

    const others = byId('other-keys');
    others.hidden = folded.length === 0;
    others.children[0].textContent = t('other_keys', String(folded.reduce((sum, person) => sum + person.keys, 0)));
    others.children[1].replaceChildren(...folded.map(card));

    this.#failure.clear();
    const code = reason(keys);
    if (code) this.#failure.show(code);
    byId('search-certificate').hidden = !wanting(keys);
    byId('search-certificate').textContent = t(code === 'certificate-expired' ? 'find_newer' : 'find');
    byId('owner-heading').focus({ preventScroll: true });
  }

  /**
   * @param {Person} person
   * @param {boolean} checked
   */
  #option(person, checked) {
    const { key } = person.key;
    const input = element('input', { type: 'radio', name: 'key', value: key, checked, onchange: () => this.#turn(key) });
    return element('label', { className: 'option' }, input, card(person));
  }
}

/** @param {Person} person */
function card({ key, terms }) {
  const { name, kind, drfo, edrpou, unzr, organization, title } = key.owner;
  const rows = Object.entries({ drfo, edrpou, unzr, organization, title });
  return element('article', { className: 'card' },
    element('p', { className: 'name' }, element('bdi', {}, clean(name) || t('unnamed_owner')), ' ', badge(key.status, key.qualified)),
    element('p', { className: 'quiet' }, name && t(`kind_${kind}`)),
    element('dl', {},
      ...rows.flatMap(([label, value]) => row(label, value)),
      element('dt', {}, t('uses')),
      ...terms.map((term) => element('dd', {}, ...line(term, key.status))),
      ...row('issuer', key.issuer)));
}

/**
 * @param {import('../lib/people.js').Term} term
 * @param {Key['status']} said  The status that the card says already.
 */
function line({ uses, not_before, not_after, status }, said) {
  const what = uses.map((use) => t(`use_${use}`)).join(', ');
  const ahead = status === 'not-yet';
  const when = not_after && t(ahead ? 'use_from' : 'use_until', date(ahead ? not_before : not_after, language));
  return [when ? `${what} · ${when}` : what, ...(status === said ? [] : [' ', badge(status, '')])];
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
