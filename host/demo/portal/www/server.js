// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the pages ask the portal's server.
 *
 * @typedef {'natural' | 'legal' | 'non-resident'} Category
 *
 * @typedef {object} Datum
 * @property {string} field  As registration.Field has it.
 * @property {string} value
 * @property {'proven' | 'stated' | 'told'} source  By the certificate, in it, or by the person.
 * @property {boolean} [required]  Of what is told.
 *
 * @typedef {object} Application
 * @property {{name: string, kind: 'person' | 'fop' | 'corporate' | 'stamp', issuer: string, not_after: string, signs: 'qes' | 'aes' | ''}} signer
 * @property {Category} category
 * @property {Datum[]} data
 * @property {string} email
 * @property {boolean} sent  The letter to that address.
 * @property {boolean} confirmed
 *
 * @typedef {object} Account
 * @property {Category} category
 * @property {Datum[]} data
 * @property {string} email
 * @property {string} since
 */

/** The server refused; its code has words in words.js. */
export class Refusal extends Error {
  /** @param {string} code  Empty where there are none. @param {string} reason  In English. @param {string[] | null} [values]  Of its words. */
  constructor(code, reason, values) {
    super(reason);
    this.code = code;
    this.values = values ?? [];
  }
}

/** @param {string} path @param {unknown} [body]  What is sent; without it the server is only asked. @returns {Promise<any>} */
async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  const value = await answer.json();
  if (!answer.ok) throw new Refusal(value.code, value.error, value.values);
  return value;
}

/** @returns {Promise<string>} In base64, for `login`. */
export const challenge = async () => (await ask('/api/challenge', {})).challenge;

/** @param {string} typed @returns {Promise<string>} The address in order. */
export const email = (typed) => ask('/api/email', typed);

/** @param {{category: Category, email: string, token: string}} whose @returns {Promise<Application>} */
export const identify = (whose) => ask('/api/identify', whose);

/** @returns {Promise<Application | null>} That of this browser. */
export const application = () => ask('/api/application');

/** Gives the application of this browser up. */
export const restart = () => ask('/api/restart', {});

/** @param {{data: Record<string, string>, email: string}} told @returns {Promise<Application>} */
export const letter = (told) => ask('/api/letter', told);

/** @param {string} link  What stands behind the # of its address. @returns {Promise<{here: boolean}>} */
export const confirm = (link) => ask('/api/confirm', link);

/** @returns {Promise<Account>} */
export const enter = () => ask('/api/enter', {});

/** @param {string} token @returns {Promise<Account>} */
export const signIn = (token) => ask('/api/sign-in', token);

/** @returns {Promise<Account | null>} Of who is signed in. */
export const cabinet = () => ask('/api/cabinet');

export const signOut = () => ask('/api/sign-out', {});

/** @returns {Promise<string>} Where letters are read. */
export const mail = () => ask('/api/mail');
