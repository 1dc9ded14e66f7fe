// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The page that a cabinet's developer opens to see what works. */

import { Pidpys, PidpysError } from '/pidpys/client.js';
import { explain } from '/pidpys/trouble.js';
import { spokenLanguage } from '/shared/language.js';
import { walk } from '../stepper.js';
import { methodsOf, Wrong } from './methods.js';
import { frames, origin, policy, policyOf } from './surroundings.js';
import { remedy, say, speak } from './words.js';

/** What is wrong around the page, by the name of its sentence. */
class Flaw extends Error {}

/** @type {Promise<Pidpys> | undefined} There is one a document, whatever became of it. */
let connection;

function connected() {
  return (connection ??= Pidpys.connect());
}

/** @param {import('./surroundings.js').Finding} finding @param {...string} values */
function found({ good, what }, ...values) {
  if (!good) throw new Flaw(what);
  return { text: say(/** @type {'secure'} */ (what), ...values) };
}

/** Passes unless the connection failed for one of these reasons. @param {string[]} codes @param {() => string} words */
async function unless(codes, words) {
  try {
    await connected();
  } catch (error) {
    if (!(error instanceof PidpysError) || codes.includes(error.code)) throw error;
  }
  return { text: words() };
}

/** @param {unknown} error */
function failure(error) {
  if (error instanceof Flaw) return { text: say(/** @type {'insecure'} */ (error.message)), code: error.message };
  if (error instanceof Wrong) return { text: say('wrong', error.message), code: 'wrong' };
  if (!(error instanceof PidpysError)) return { text: say('serverFailed', /** @type {Error} */ (error).message), code: 'server' };
  const reason = error.cause instanceof Error && error.code !== 'cancelled' ? say('serverFailed', error.cause.message) : '';
  const { sentence, hint } = explain(error, undefined, spokenLanguage());
  return { text: [`${error.code}. ${sentence}`, reason || remedy(error.code, location.origin) || hint].join('\n'), code: error.code };
}

const methods = methodsOf(connected);
const needs = ['program'];

const take = walk({
  origin: { take: async () => found(origin(window), location.origin) },
  frames: { take: async () => found(frames(window)) },
  policy: { take: async () => found(policy(await policyOf(document))) },
  extension: { take: () => unless(['extension-missing', 'extension-too-old', 'forbidden', 'busy'], () => say('answers')), needs: ['origin'] },
  listed: { take: () => unless(['page-not-listed'], () => say('isListed', location.origin)), needs: ['extension'] },
  program: { take: async () => ({ text: say('version', (await connected()).host) }), needs: ['listed'] },
  login: { take: methods.login, needs },
  certificate: { take: methods.certificate, needs },
  detached: { take: methods.detached, needs },
  lasting: { take: methods.lasting, needs },
  several: { take: methods.several, needs },
  verify: { take: methods.verify, needs: ['detached'] },
  encrypt: { take: methods.encrypt, needs },
  decrypt: { take: methods.decrypt, needs: ['encrypt'] },
  cancel: { take: methods.cancel, needs },
  unknown: { take: methods.unknown, needs },
}, { failure, say, speak, taken: () => {} });

await take('origin', 'frames', 'policy', 'extension', 'listed', 'program');
