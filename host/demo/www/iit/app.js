// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The page that was made for another program of signing. */

/* global SigningProgram, ProgramError, UNREACHABLE */

import { showCalls } from './calls.js';
import { Steps } from './steps.js';
import { byId, make } from '/shared/elements.js';
import { Hindrance, walk } from '../stepper.js';
import { say, speak } from './words.js';

const medium = /** @type {HTMLSelectElement} */ (byId('medium'));
const pin = /** @type {HTMLInputElement} */ (byId('pin'));

const steps = new Steps(() => ({ medium: steps.media[medium.selectedIndex], password: pin.value }));

async function list() {
  const outcome = await steps.list();
  medium.replaceChildren(...steps.media.map(({ label }) => make('option', {}, label)));
  medium.disabled = false;
  return outcome;
}

/** Says why there is nobody to speak with, if so. */
function lookAround() {
  const present = SigningProgram.present();
  byId('absent').hidden = present !== 0;
  byId('another').hidden = present < 2;
}

/** @param {unknown} error */
function failure(error) {
  if (error instanceof Hindrance) return { text: error.message, code: '' };
  if (!(error instanceof ProgramError)) return { text: `${say('serverFailed')} ${error instanceof Error ? error.message : ''}`, code: '' };
  const text = error.code === UNREACHABLE ? `${say('unreachable')} ${error.message}` : say('failed', String(error.code), error.message);
  return { text, code: String(error.code) };
}

function taken() {
  lookAround();
  showCalls();
}

walk({
  detect: { take: () => steps.detect() },
  version: { take: () => steps.version(), needs: ['detect'] },
  start: { take: () => steps.start(), needs: ['version'] },
  media: { take: list, needs: ['start'] },
  key: { take: () => steps.key(), needs: ['media'] },
  certificates: { take: () => steps.certificates(), needs: ['key'] },
  login: { take: () => steps.login(), needs: ['certificates'] },
  inside: { take: () => steps.inside(), needs: ['login'] },
  detached: { take: () => steps.detached(), needs: ['login'] },
  append: { take: () => steps.append(), needs: ['inside'] },
  hash: { take: () => steps.hash(), needs: ['login'] },
  verify: { take: () => steps.verify(), needs: ['inside'] },
  envelop: { take: () => steps.envelop(), needs: ['login'] },
  develop: { take: () => steps.develop(), needs: ['envelop'] },
  container: { take: () => steps.container(), needs: ['login'] },
  pdf: { take: () => steps.pdf(), needs: ['login'] },
  report: { take: () => steps.report(), needs: ['login'] },
  finish: { take: () => steps.finish(), needs: ['key'] },
}, { failure, say, speak, taken });
taken();
