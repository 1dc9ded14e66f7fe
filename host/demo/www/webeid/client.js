// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The page's side of the protocol of Web eID, version 2: messages to the page's own
 * window, answered by an extension (facts/native-messaging.md, section 3). Written from
 * that, to see what a page sees; real pages use the library of its makers.
 *
 * @typedef {{cryptoAlgorithm: string, hashFunction: string, paddingScheme: string}} Algorithm
 */

/** Version of the library that this page behaves like. */
const libraryVersion = '2.1.0';

/** How long a page waits, in milliseconds: for an extension to be there, and for a person. */
const HEARD = 1000;
const STATUS = 6000;
const SIGNED_IN = 126_000;
const SIGNED = 246_000;

/** Why a call came to nothing: one of the codes ERR_WEBEID_…. */
export class WebEIDError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Actions that wait for their answers, which bear no other name. @type {Set<string>} */
const pending = new Set();

/**
 * @param {string} action @param {Record<string, unknown>} fields @param {number} patience
 * @returns {Promise<any>}
 */
function ask(action, fields, patience) {
  if (pending.has(action)) return Promise.reject(new WebEIDError('ERR_WEBEID_ACTION_PENDING', action));
  pending.add(action);
  return new Promise((resolve, reject) => {
    /** @param {string} code */
    const late = (code) => () => end(() => reject(new WebEIDError(code, action)));
    let timer = setTimeout(late('ERR_WEBEID_EXTENSION_UNAVAILABLE'), HEARD);
    /** @param {() => void} settle */
    const end = (settle) => {
      clearTimeout(timer);
      pending.delete(action);
      window.removeEventListener('message', heard);
      settle();
    };
    /** @param {MessageEvent} event */
    const heard = ({ source, data }) => {
      if (source !== window) return;
      if (data?.action === `${action}-ack`) {
        clearTimeout(timer);
        timer = setTimeout(late('ERR_WEBEID_ACTION_TIMEOUT'), patience);
      }
      if (data?.action === `${action}-success`) end(() => resolve(data));
      if (data?.action === `${action}-failure`) end(() => reject(new WebEIDError(data.error.code, data.error.message)));
    };
    window.addEventListener('message', heard);
    window.postMessage({ action, libraryVersion, ...fields }, '*');
  });
}

/** @returns {Promise<{library: string, extension: string, nativeApp: string}>} Versions. */
export const status = () => ask('web-eid:status', {}, STATUS);

/** @param {string} challengeNonce @param {string} lang */
export const authenticate = (challengeNonce, lang) => ask('web-eid:authenticate', { challengeNonce, options: { lang } }, SIGNED_IN);

/** @param {string} lang @returns {Promise<{certificate: string, supportedSignatureAlgorithms: Algorithm[]}>} */
export const getSigningCertificate = (lang) => ask('web-eid:get-signing-certificate', { options: { lang } }, SIGNED);

/**
 * @param {string} certificate @param {string} hash  Base64, both. @param {string} hashFunction @param {string} lang
 * @returns {Promise<{signature: string, signatureAlgorithm: Algorithm}>}
 */
export const sign = (certificate, hash, hashFunction, lang) => ask('web-eid:sign', { certificate, hash, hashFunction, options: { lang } }, SIGNED);
