// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The roles of PROTOCOL.md, section 1. What the host believes of a frame hangs
 * on its role alone, so it is set here and nowhere else.
 *
 * @typedef {'page' | 'window' | 'extension'} Role
 * @typedef {import('../page/peer.js').Message} Message
 */

/**
 * @param {unknown} frame  From a page or a window.
 * @param {Role} role  Where it came from.
 * @returns {(Message & {role: Role}) | undefined} Nothing for what is no frame, or brings a role.
 */
export function stamp(frame, role) {
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame) || 'role' in frame) return undefined;
  return { ...frame, role };
}

/**
 * @param {Message & {role?: unknown}} frame  From the host.
 * @returns {{role: unknown, message: Message}} Whom it is for, and what is delivered.
 */
export function address({ role, ...message }) {
  return { role, message };
}
