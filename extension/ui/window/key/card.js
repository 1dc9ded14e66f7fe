// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { date } from '../../../lib/format.js';
import { clean } from '../../../lib/names.js';
import { element } from '../../elements.js';
import { language, t } from '../../locale.js';
import { wholeNameOfCarrier } from './token-name.js';

/**
 * A person as a card: who they are, what their keys are for and until when.
 *
 * @param {import('../../../lib/people.js').Person} person
 */
export function card({ key, terms }) {
  const { name, kind, drfo, edrpou, unzr, organization, title } = key.owner;
  const rows = Object.entries({ drfo, edrpou, unzr, organization, title });
  return element('article', { className: 'card' },
    element('p', { className: 'name' }, element('bdi', {}, clean(name) || t('unnamed_owner')), ' ', badge(key.status, key.qualified)),
    element('p', { className: 'quiet' }, name && t(`kind_${kind}`)),
    ...replaced(key, 'p'),
    element('dl', {},
      ...rows.flatMap(([label, value]) => row(label, value)),
      element('dt', {}, t('uses')),
      ...terms.map((term) => element('dd', {}, ...line(term, key.status))),
      ...row('issuer', key.issuer)));
}

/**
 * A person in a few lines, to tell them from others. Each word of a certificate has a line of its own.
 *
 * @param {import('../../../lib/people.js').Person} person
 * @returns {HTMLElement[]} Fit to stand in a label.
 */
export function brief({ key, terms }) {
  const { name, kind, organization = '' } = key.owner;
  const facts = [name && t(`kind_${kind}`), organization === name ? '' : clean(organization)].filter(Boolean);
  return [
    element('span', { className: 'name' }, element('bdi', {}, clean(name) || t('unnamed_owner')), ' ', badge(key.status, key.qualified)),
    ...facts.map((fact) => element('bdi', { className: 'quiet' }, fact)),
    ...terms.map((term) => element('span', {}, ...line(term, key.status))),
    ...replaced(key, 'span'),
  ];
}

/**
 * @param {import('../../../lib/people.js').Person} person
 * @returns {string} Whom a button beside their card turns to, for whoever hears the page: a card is more than a label may hold.
 */
export function spoken({ key: { owner: { name, kind, organization = '' } } }) {
  return [clean(name) || t('unnamed_owner'), name && t(`kind_${kind}`), organization === name ? '' : clean(organization)].filter(Boolean).join(', ');
}

/**
 * @param {import('../../../lib/keys.js').Key} key
 * @param {'p' | 'span'} tag
 */
function replaced(key, tag) {
  if (!key.replaced) return [];
  const { carrier, since } = key.replaced;
  return [element(tag, { className: 'warning' },
    element('strong', {}, t('replaced', date(since, language))), ' ', t('replaced_hint', wholeNameOfCarrier(carrier)))];
}

/**
 * @param {import('../../../lib/people.js').Term} term
 * @param {import('../../../lib/keys.js').Key['status']} said  The status that the card says already.
 */
function line({ uses, not_before, not_after, status }, said) {
  const what = uses.map((use) => t(`use_${use}`)).join(', ');
  const ahead = status === 'not-yet';
  const when = not_after && t(ahead ? 'use_from' : 'use_until', date(ahead ? not_before : not_after, language));
  return [when ? `${what} · ${when}` : what, ...(status === said ? [] : [' ', badge(status, '')])];
}

/**
 * What is to be known of a certificate at first sight.
 *
 * @param {import('../../../lib/keys.js').Key['status']} status
 * @param {import('../../../lib/keys.js').Key['qualified']} qualified
 */
export function badge(status, qualified) {
  if (status !== 'ok') return element('span', { className: 'badge doubt' }, t(`status_${status.replaceAll('-', '_')}`));
  if (!qualified) return '';
  return element('abbr', { className: 'badge', title: t(`badge_${qualified}_full`) }, t(`badge_${qualified}`));
}

/**
 * What a certificate says, in a list of such.
 *
 * @param {string} label
 * @param {string | undefined} value
 */
export function row(label, value) {
  const shown = clean(value ?? '');
  return shown ? [element('dt', {}, t(label)), element('dd', {}, element('bdi', {}, shown))] : [];
}
