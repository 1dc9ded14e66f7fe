// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the page asks its server.
 *
 * @typedef {object} Visitor
 * @property {string} name
 * @property {'person' | 'fop' | 'corporate' | 'stamp'} kind
 * @property {string} [drfo]
 * @property {string} [edrpou]
 * @property {string} [unzr]
 * @property {string} [organization]
 * @property {string} [title]
 * @property {'origin' | 'tax-number' | 'diia' | 'web-eid'} way  How the visitor signed in.
 * @property {{issuer: string, serial: string, not_before: string, not_after: string, qualified: 'qes' | 'aes' | '', hash: string}} certificate
 *
 * @typedef {object} Sample
 * @property {string} name
 * @property {{name: string, kind: 'person' | 'fop' | 'corporate' | 'stamp'}[]} owners
 * @property {boolean} expired  Such a key is refused.
 * @property {string} password
 * @property {string} [certificate]  The file with the certificate, where the key file holds none.
 * @property {boolean} alone  The certificate has to be found at the authority.
 *
 * @typedef {object} SampleToken  A simulated one, beside which lies an empty one.
 * @property {string} pin
 * @property {string} empty  What that one is called.
 * @property {{name: string, kind: 'person' | 'fop' | 'corporate' | 'stamp'}} owner
 *
 * @typedef {object} SampleUser  One whose key the practice providers keep.
 * @property {string} id  There.
 * @property {string} name
 * @property {'person' | 'fop' | 'corporate' | 'stamp'} kind
 *
 * @typedef {{name: string, title: string, type: string}} Saved
 *
 * @typedef {object} Authority  As the lists have it that pages for other programs of signing get.
 * @property {string[]} issuerCNs  Its names in certificates, the one to show first.
 * @property {string} address
 * @property {string} ocspAccessPointAddress
 * @property {string} ocspAccessPointPort
 * @property {string} cmpAddress
 * @property {string} tspAddress
 * @property {string} tspAddressPort
 *
 * @typedef {'good' | 'bad' | 'unknown'} Outcome
 *
 * @typedef {{outcome?: Outcome, label: string, text: string}} Row  Something known; the outcome of checking it, if it was.
 *
 * @typedef {{code: string, text: string, next: string, detail: string}} Trouble  What is wrong, what to do; the detail is English.
 *
 * @typedef {object} ExplainedSignature
 * @property {Outcome} outcome
 * @property {string} answer
 * @property {Row[]} [who]  Whom the certificate names.
 * @property {Row[]} [when]
 * @property {Row[]} [checked]
 * @property {Trouble[]} [troubles]
 * @property {string[]} [remarks]
 * @property {ExplainedSignature[]} [counter_signatures]
 *
 * @typedef {object} Explanation  A report in the words of people.
 * @property {Outcome} outcome
 * @property {string} answer  The one sentence to read.
 * @property {Trouble[]} [troubles]
 * @property {string[]} [remarks]
 * @property {ExplainedSignature[]} signatures
 * @property {{who: string, named: string, when: string, checked: string, troubles: string, remarks: string, counter_signatures: string}} titles  Named is in place of who, where the answer is not good.
 *
 * @typedef {{passed: boolean, detached: boolean, levels: string[], words: {uk: Explanation, en: Explanation}}} Report
 */

/**
 * @template T
 * @typedef {{start: () => Promise<import('/pidpys/diia.js').Code>, events: (id: string) => string, finish: (id: string) => Promise<T>}} ByPhone
 *   What is asked for with Дія.Підпис; T comes of it.
 */

import { fromBase64, PidpysError } from '/pidpys/client.js';

/** The server refused, saying why. */
export class Denied extends Error {
  /**
   * @param {string} reason
   * @param {string} code  For what the page has words of its own, or empty.
   * @param {string[]} values  What belongs into them.
   */
  constructor(reason, code, values) {
    super(reason);
    this.code = code;
    this.values = values;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @throws {Denied} Why not.
 */
export async function ask(path, init) {
  const answer = await fetch(path, { cache: 'no-store', ...init });
  if (answer.ok) return answer;
  const { error, code, values } = await answer.json();
  // About Дія.Підпис the server has one of Pidpys' codes and nothing else.
  throw error ? new Denied(error, code, values ?? []) : new PidpysError(code);
}

/** @returns {Promise<Visitor | null>} Who is signed in here. */
export async function visitor() {
  return (await ask('/api/visitor')).json();
}

/** @returns {Promise<string>} A fresh challenge in base64. */
export async function challenge() {
  return (await (await ask('/api/challenge', { method: 'POST' })).json()).challenge;
}

/** @param {string} token  A login statement, signed, in base64. @returns {Promise<Visitor>} */
export async function login(token) {
  return (await ask('/api/login', { method: 'POST', body: JSON.stringify({ token }) })).json();
}

/** @param {string} token  The tax number, signed, in base64. @returns {Promise<Visitor>} */
export async function taxLogin(token) {
  return (await ask('/api/tax-login', { method: 'POST', headers: { Authorization: token } })).json();
}

export async function signOut() {
  await ask('/api/sign-out', { method: 'POST' });
}

/** @returns {Promise<Sample[]>} */
export async function samples() {
  return (await ask('/api/samples')).json();
}

/** @returns {Promise<SampleToken | null>} */
export async function token() {
  return (await ask('/api/token')).json();
}

/** @returns {Promise<SampleUser[]>} */
export async function kept() {
  return (await ask('/api/kept')).json();
}

/** @returns {Promise<Saved[]>} */
export async function documents() {
  return (await ask('/api/documents')).json();
}

/** @param {Saved} saved @returns {Promise<File>} */
export async function fetchDocument({ name, type }) {
  const body = await (await ask(`/documents/${encodeURIComponent(name)}`)).blob();
  return new File([body], name, { type });
}

/**
 * @param {Blob} signature
 * @param {Blob} [content]  Given when the signature is detached.
 * @returns {Promise<Report>}
 */
export function verify(signature, content) {
  return judged('/api/verify', signature, content);
}

/** The same for who has not signed in. @param {Blob} signature @param {Blob} content @returns {Promise<Report>} */
export function verifySigned(signature, content) {
  return judged('/api/folder', signature, content);
}

/** @param {string} path @param {Blob} signature @param {Blob} [content] @returns {Promise<Report>} */
async function judged(path, signature, content) {
  const form = new FormData();
  form.append('signature', signature);
  if (content) form.append('content', content);
  return (await ask(`${path}${content ? '?detached' : ''}`, { method: 'POST', body: form })).json();
}

/** @param {string} id */
const phoneEvents = (id) => `/api/diia/events/${id}`;

/** @type {ByPhone<Visitor>} */
export const loginByPhone = {
  start: async () => (await ask('/api/diia/start/auth', { method: 'POST' })).json(),
  events: phoneEvents,
  finish: async (id) => (await ask(`/api/diia/finish/${id}`, { method: 'POST' })).json(),
};

/**
 * @param {File} file  Sent to the server, unlike when the window signs it.
 * @param {boolean} detached
 * @returns {ByPhone<{signature: Blob, report: Report}>}
 */
export function signByPhone(file, detached) {
  return {
    start: async () => (await ask(`/api/diia/start/documents?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file })).json(),
    events: phoneEvents,
    finish: async (id) => {
      const answer = await ask(`/api/diia/finish/${id}${detached ? '' : '?attached'}`, { method: 'POST' });
      const { signature, report } = await answer.json();
      return { signature: new Blob([fromBase64(signature)], { type: 'application/pkcs7-signature' }), report };
    },
  };
}

/** @returns {Promise<Authority[]>} */
export async function authorities() {
  return (await ask('/api/authorities')).json();
}

/** @returns {Promise<Uint8Array>} Certificates of authorities. */
export async function bundle() {
  return new Uint8Array(await (await ask('/api/certificates.p7b')).arrayBuffer());
}

/** The hash of a saved document, in base64. @param {Saved} saved @param {string} hash  As the host names it. @returns {Promise<string>} */
export async function digest({ name }, hash) {
  return (await ask(`/api/digest/${encodeURIComponent(name)}?hash=${hash}`)).json();
}

/** Has a signed file judged that is verified whole. @param {'container' | 'pdf'} kind @param {Blob} file @returns {Promise<Report>} */
export async function verifyWhole(kind, file) {
  return (await ask(`/api/verify/${kind}`, { method: 'POST', body: file })).json();
}

/** @returns {Promise<string>} The certificate to encrypt to, in base64. */
export async function recipient() {
  return (await (await ask('/api/recipient')).json()).certificate;
}

/** Sends what was encrypted to the cabinet. @param {Blob} envelope @returns {Promise<{from: string, content: string, report: Report}>} */
export async function openEnvelope(envelope) {
  return (await ask('/api/recipient', { method: 'POST', body: envelope })).json();
}

/** @param {string} challenge @param {object} token  Of Web eID. @returns {Promise<Visitor>} */
export async function webEIDLogin(challenge, token) {
  return (await ask('/api/web-eid', { method: 'POST', body: JSON.stringify({ challenge, token }) })).json();
}

/** Begins a signature that Web eID will finish. @param {string} certificate @param {string} content  Base64. @returns {Promise<{hash: string, hashFunction: string}>} */
export async function webEIDPrepare(certificate, content) {
  return (await ask('/api/web-eid/prepare', { method: 'POST', body: JSON.stringify({ certificate, content }) })).json();
}

/** @param {string} signature  Base64. @returns {Promise<{signature: string, report: Report}>} */
export async function webEIDFinish(signature) {
  return (await ask('/api/web-eid/finish', { method: 'POST', body: JSON.stringify({ signature }) })).json();
}
