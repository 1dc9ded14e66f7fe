// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Each method with a sample document. What one makes, another takes.
 *
 * @typedef {import('../stepper.js').Outcome} Outcome
 */

import { fromBase64, PidpysError } from '/pidpys/client.js';
import * as server from '../server.js';
import { say } from './words.js';

/** What came is not what was asked for. */
export class Wrong extends Error {}

/** @param {string} text @param {string} [name] */
function sample(text, name = 'Зразок.txt') {
  return new File([text], name, { type: 'text/plain' });
}

/** The methods over one connection. @param {() => Promise<import('/pidpys/client.js').Pidpys>} connected */
export function methodsOf(connected) {
  const document = sample('Це зразок: підпис під ним нікого ні до чого не зобов’язує.\n');
  /** @type {Blob | undefined} */
  let signature;
  /** @type {Blob | undefined} */
  let envelope;

  /** @returns {Promise<Outcome>} */
  async function login() {
    const { token } = await (await connected()).login({ challenge: server.challenge });
    const { name } = await server.login(token ?? '');
    return { text: say('signedIn', name) };
  }

  /** @returns {Promise<Outcome>} */
  async function certificate() {
    const { owner, chain } = await (await connected()).certificate();
    return { text: say('owner', /** @type {{name: string}} */ (owner).name, String(chain.length)) };
  }

  /** @returns {Promise<Outcome>} */
  async function detached() {
    const made = await (await connected()).sign(document);
    signature = made.signature;
    return { text: say('made', made.level, String(signature.size)), file: { name: `${document.name}.p7s`, data: signature } };
  }

  /** @returns {Promise<Outcome>} */
  async function lasting() {
    const made = await (await connected()).sign(document, { detached: false, level: 'B-LT' });
    if (made.level !== 'B-LT') return { text: say('settled', made.level) };
    return { text: say('made', made.level, String(made.signature.size)), file: { name: `${document.name}.p7s`, data: made.signature } };
  }

  /** @returns {Promise<Outcome>} */
  async function several() {
    const three = ['1', '2', '3'].map((number) => sample(`Зразок ${number}\n`, `Зразок ${number}.txt`));
    const { signatures } = await (await connected()).sign(three);
    if (signatures.length !== 3) throw new Wrong(String(signatures.length));
    return { text: say('several', signatures.map(({ name }) => name).join(', ')) };
  }

  /** @returns {Promise<Outcome>} */
  async function verify() {
    const report = /** @type {{explanation: import('../server.js').Explanation}} */ (await (await connected()).verify(/** @type {Blob} */ (signature), document));
    const { outcome, answer } = report.explanation;
    if (outcome !== 'good') throw new Wrong(answer);
    return { text: answer };
  }

  /** @returns {Promise<Outcome>} */
  async function encrypt() {
    const { message } = await (await connected()).encrypt(document, [fromBase64(await server.recipient())]);
    envelope = message;
    return { text: say('encrypted', String(message.size)), file: { name: `${document.name}.p7e`, data: message } };
  }

  /** @returns {Promise<Outcome>} */
  async function decrypt() {
    const { content } = await (await connected()).decrypt(new File([/** @type {Blob} */ (envelope)], `${document.name}.p7e`));
    if (await content.text() !== await document.text()) throw new Wrong(String(content.size));
    return { text: say('decrypted') };
  }

  /** @returns {Promise<Outcome>} */
  async function cancel() {
    const stop = new AbortController();
    const asked = (await connected()).sign(document, { signal: stop.signal });
    stop.abort();
    return { text: say('answeredWith', await refused(asked, 'cancelled')) };
  }

  /** @returns {Promise<Outcome>} */
  async function unknown() {
    const profile = /** @type {'pidpys'} */ ('grease'); // so that what is new tomorrow fails as it should today
    return { text: say('answeredWith', await refused((await connected()).login({ profile, challenge: server.challenge }), 'unsupported')) };
  }

  return { login, certificate, detached, lasting, several, verify, encrypt, decrypt, cancel, unknown };
}

/** @param {Promise<unknown>} asked @param {string} code @returns {Promise<string>} The code, where it is that one. */
async function refused(asked, code) {
  const answer = await asked.then(() => 'done', (/** @type {unknown} */ error) => (error instanceof PidpysError ? error.code : String(error)));
  if (answer !== code) throw new Wrong(answer);
  return answer;
}
