// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Who signed a report, and who is next. */

import { byId, make } from '/shared/elements.js';
import { moment, say } from './words.js';

/** @typedef {import('./desk.js').Report} Report */

/** Whether one person signs the report alone, and so signs and encrypts it at once. @param {Report} report */
export function alone({ turns }) {
  return turns.length === 1;
}

/** Who must sign before the report can be sent. @param {Report} report */
export function wanted({ turns, signed }) {
  return turns.slice(signed?.length ?? 0).find(({ optional }) => !optional);
}

/** Whose turn it is, if anybody's. @param {Report} report */
export function next({ turns, signed }) {
  return turns[signed?.length ?? 0];
}

/**
 * @param {Report} report
 * @param {(role: import('./desk.js').Role) => void} sign  Does what the button of whoever's turn it is says.
 */
export function showSigners(report, sign) {
  const turn = next(report);
  byId('signers').replaceChildren(...report.turns.map((each, i) => {
    const done = report.signed?.[i];
    const state = done ? 'done' : each === turn ? 'next' : 'later';
    const button = make('button', { type: 'button', className: 'secondary small' }, say('sign'));
    button.addEventListener('click', () => sign(each.role));
    const item = make('li', {},
      make('div', {},
        make('strong', {}, say(each.role)),
        make('span', {}, done?.name ?? each.name),
        make('span', { className: 'fine' }, done ? say('signedAt', moment(done.time)) : say(each.optional ? 'optional' : state === 'next' ? 'turn' : 'later'))),
      ...(state === 'next' ? [button] : []));
    item.dataset.state = state;
    item.dataset.role = each.role;
    return item;
  }));
}
