// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { reason, wanting } from '../../lib/keys.js';
import { people } from '../../lib/people.js';
import { byId, element } from '../elements.js';
import { Failure } from '../failure.js';
import { t } from '../locale.js';
import { card, spoken } from './key/card.js';

/**
 * @typedef {import('../../lib/keys.js').Key} Key
 * @typedef {import('../../lib/people.js').Person} Person
 */

/** Whose the keys are, and which one is to be used. */
export class OwnerStep {
  #failure = new Failure('owner-failure');
  /** @type {(key: string) => void} */
  #turn = () => {};
  /** @type {import('../../lib/keys.js').Usage | undefined} */
  #usage;
  /** Whether no other key, and no other certificate, can be had. */
  #settled = false;

  /** @param {() => void} search  Called when the person wants the certificate of a key looked up. */
  constructor(search) {
    byId('search-certificate').addEventListener('click', () => search());
  }

  /** @param {import('./key/key-step.js').Operation} operation  What a key is needed for. One that is open already is not exchanged for another. */
  expect({ usage, open }) {
    this.#usage = usage === 'none' ? undefined : usage;
    this.#settled = open !== undefined;
    byId('another-key').hidden = this.#settled;
  }

  /**
   * @param {Key[]} keys
   * @param {string | null} selected  None where the person must turn to one, or none can be used.
   * @param {(key: string) => void} turn  Called when the person turns to another key.
   */
  show(keys, selected, turn) {
    this.#turn = turn;
    const { shown, folded } = people(keys, this.#usage);
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
    const code = reason(keys, this.#usage);
    if (code) this.#failure.show(code, code === 'too-many-documents' ? crowded(shown[0].key) : undefined);
    byId('search-certificate').hidden = this.#settled || !wanting(keys, this.#usage);
    byId('search-certificate').textContent = t(code === 'certificate-expired' ? 'find_newer' : 'find');
    byId('owner-heading').focus({ preventScroll: true });
  }

  /**
   * @param {Person} person
   * @param {boolean} checked
   */
  #option(person, checked) {
    const { key } = person.key;
    const input = element('input', { type: 'radio', name: 'key', value: key, checked, ariaLabel: spoken(person), onchange: () => this.#turn(key) });
    return element('label', { className: 'option' }, input, card(person));
  }
}

/** @param {Key} key  Whose provider signs fewer documents by one confirmation than there are. */
function crowded({ max, confirmed_at }) {
  return { provider: confirmed_at, max };
}
