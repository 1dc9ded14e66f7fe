// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Whether a report can be sent, and what its sending is. */

import { byId } from '/shared/elements.js';
import { alone, wanted } from './signers.js';
import { say } from './words.js';

/** @param {import('./desk.js').Report} report */
export function showSending(report) {
  const own = alone(report);
  const missing = own ? undefined : wanted(report);
  byId('sending-title').textContent = say(own ? 'sendingAlone' : 'sending');
  byId('sending-note').textContent = missing ? say('sendingWaits', missing.name) : say('sendingNote');
  byId('send').textContent = say(own ? 'sendAlone' : 'send');
  byId('send').toggleAttribute('disabled', missing !== undefined);
}
