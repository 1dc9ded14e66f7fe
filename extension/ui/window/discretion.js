// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { remember } from '../../lib/remembered.js';

/** @returns {boolean} Whether the page is in a private window: nothing of what is done for it is to be kept. */
export function discreet() {
  return new URLSearchParams(window.location.search).has('private');
}

/**
 * Remembers what the person chose, if it may be kept.
 *
 * @param {import('../../lib/remembered.js').Kept} what
 * @param {string} name  Empty to forget.
 */
export function keep(what, name) {
  if (!discreet()) remember(what, name);
}
