// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Warns of what makes a typed password wrong though the person knows it. Told
 * by single keys: what was typed before is not looked at.
 *
 * @param {Pick<KeyboardEvent, 'key' | 'type' | 'getModifierState'>} event  A key going down or up.
 * @returns {string | undefined} A hint's key in _locales, empty for none, nothing where the event does not tell.
 */
export function hintFor(event) {
  if (event.getModifierState('CapsLock')) return 'caps_lock';
  if (event.key === 'CapsLock') return '';
  if (event.type !== 'keydown' || [...event.key].length !== 1) return undefined;
  return /\p{Script=Cyrillic}/u.test(event.key) ? 'cyrillic' : '';
}
