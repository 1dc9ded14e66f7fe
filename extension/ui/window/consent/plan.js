// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../../../lib/names.js';
import { people } from '../../../lib/people.js';
import { byId, element } from '../../elements.js';
import { t } from '../../locale.js';
import { brief } from '../key/card.js';
import { icon } from '../key/token-icon.js';
import { detailsOfCarrier, nameOfCarrier } from '../key/token-name.js';

/**
 * @typedef {object} Plan  PROTOCOL.md, section 12.
 * @property {import('../../../lib/keys.js').Owner} owner
 * @property {import('../../../lib/keys.js').Key} old
 * @property {import('../../../lib/tokens.js').Carrier} carrier
 * @property {'dstu4145' | 'ecdsa' | 'rsa'} kind
 * @property {'cmp' | 'files'} road
 * @property {string} authority
 * @property {('simulated' | 'not-qualified-device' | 'unlimited-tries' | 'algorithm-changes' | 'agreement-key-stays' | 'already-replaced' | 'another-unfinished')[]} cautions
 * @property {'planned' | 'made' | 'requested' | 'issued'} state
 */

/** In what order it goes on, from each state. */
const WAY = { planned: ['make', 'request', 'store'], made: ['request', 'store'], requested: ['store'], issued: ['store'] };

/**
 * Shows what will be done with which key, and what to know before.
 *
 * @param {Plan} plan
 */
export function showPlan({ old, carrier, kind, road, authority, cautions, state }) {
  const where = nameOfCarrier(carrier);
  const who = clean(authority);
  byId('plan-section').hidden = false;
  byId('plan-old').replaceChildren(...people([old]).shown.flatMap(brief));
  byId('plan-new').replaceChildren(icon(carrier.form), element('span', {},
    element('bdi', { className: 'name' }, where),
    element('span', { className: 'quiet' }, [...detailsOfCarrier(carrier), t(`algorithm_${kind}`)].join(' · '))));
  const words = { make: t('plan_make', where), request: t(`plan_request_${road}`, who), store: t(`plan_store_${road}`, where) };
  const way = WAY[state].map((step) => words[/** @type {keyof typeof words} */ (step)]);
  byId('plan-way').replaceChildren(...[...way, t('plan_old')].map((each) => element('li', {}, each)));
  byId('cautions').replaceChildren(...cautions.map((caution) => element('li', {}, t(`caution_${caution.replaceAll('-', '_')}`))));
  byId('cautions').hidden = cautions.length === 0;
  byId('approve').textContent = t(state === 'planned' ? 'approve_reissue' : 'approve_resume');
}
