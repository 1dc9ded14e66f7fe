// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The page's side of a protocol that many cabinets speak with the program of
// signing of their visitors. No specification of it is published: this is written
// from how pages were seen to speak (facts/iit.md, section 2), and knows nothing of
// Pidpys. Like theirs it is a plain script, and as strict as theirs.
'use strict';

/* exported ProgramError, SigningProgram, UNREACHABLE, WRONG_VERSION, object, octetsOf, toBase64, fromBase64, suffices */

/** Why a call came to nothing. */
class ProgramError extends Error {
  /** @param {number} code @param {string} message  The program's, which pages show as it is. */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Numbers that the page itself gives. */
const UNREACHABLE = 4097;
const WRONG_VERSION = 4098;

/** The last member of a list was read already. */
const END_OF_LIST = 7;

/** Version of the classes that this page sends and takes. */
const CLASSES = Object.freeze({
  EndUserByteArray: 1, EndUserKeyMedia: 1, EndUserFileStoreSettings: 1, EndUserProxySettings: 1, EndUserTSPSettings: 1,
  EndUserOCSPSettings: 1, EndUserLDAPSettings: 1, EndUserCMPSettings: 1, EndUserModeSettings: 1, EndUserOCSPAccessInfoModeSettings: 1,
  EndUserOCSPAccessInfoSettings: 1, EndUserOwnerInfo: 1, EndUserTimeInfo: 2, EndUserSignInfo: 1, EndUserSenderInfo: 1,
  EndUserCertificateInfoEx: 8, EndUserCertificate: 1, EndUserContext: 1, EndUserHashContext: 1, EndUserPrivateKeyContext: 1,
  EndUserTransportHeader: 1, EndUserCryptoHeader: 1,
});

/**
 * @typedef {{method: string, params: unknown[], octets: number, ms: number, code: number}} Call  One that was answered.
 */

class SigningProgram {
  /** The class of the element by which a page knows that the program is there, and the name that it answers under. */
  static URI = navigator.userAgent.includes('Firefox/') ? 'eusw@iit.com.ua' : 'chrome-extension://jffafkigfgmjafhpkoibhfefeaebmccg/';

  /** How many programs there are. A page works with exactly one. */
  static present() {
    return document.getElementsByClassName(SigningProgram.URI).length;
  }

  #callback = 0;
  #id = 0;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #observe;

  /** @param {(call: Call) => void} [observe]  Hears of each call. */
  constructor(observe = () => {}) {
    this.#observe = observe;
  }

  /**
   * Calls a method, after all that were called before. Null where a list has ended.
   * @param {string} method @param {...unknown} params
   * @returns {Promise<any>}
   */
  call(method, ...params) {
    const answered = this.#last.then(() => this.#exchange(method, params));
    this.#last = answered.catch(() => {});
    return answered;
  }

  /** @param {string} method @param {unknown[]} params */
  async #exchange(method, params) {
    if (SigningProgram.present() !== 1) throw new ProgramError(UNREACHABLE, '');
    const id = this.#id++;
    const request = JSON.stringify({ jsonrpc: '2.0', id, method, params, session_id: session() });
    const since = performance.now();
    const answer = parse(await post(++this.#callback, request), id);
    const { result, error: { code, message } } = answer;
    this.#observe({ method, params, octets: request.length, ms: performance.now() - since, code });
    if (code === END_OF_LIST) return null;
    if (code !== 0) throw new ProgramError(code, message);
    return check(result);
  }
}

/** The session that the program named, which outlives a reload. */
const SESSION = 'JSONRPCClientsession_id';
const session = () => sessionStorage.getItem(SESSION);

/** @param {number} callback_id @param {string} request @returns {Promise<string>} */
function post(callback_id, request) {
  return new Promise((resolve) => {
    /** @param {MessageEvent} event */
    const heard = ({ source, data }) => {
      if (source !== window || data?.sender !== SigningProgram.URI || data.callback_id !== callback_id) return;
      window.removeEventListener('message', heard);
      resolve(data.data);
    };
    window.addEventListener('message', heard);
    window.postMessage({ sender: 'JSONRPCClient', request, callback_id }, '*');
  });
}

/**
 * What the program answered to a request, unless it speaks of another session, or
 * not as agreed.
 * @param {string} text @param {number} id
 * @returns {{result: unknown, error: {code: number, message: string}}}
 */
function parse(text, id) {
  const answer = JSON.parse(text);
  const known = session();
  const foreign = known !== null && (answer.session_id ?? known) !== known;
  if (Number(answer.id) !== id || foreign || answer.error?.code || !answer.result?.error) {
    sessionStorage.removeItem(SESSION);
    throw new ProgramError(UNREACHABLE, answer.error?.message ?? '');
  }
  if (answer.session_id) sessionStorage.setItem(SESSION, answer.session_id);
  return answer.result;
}

/**
 * A result as it is, if it has no class that is unknown here.
 * @param {any} value
 * @returns {any}
 */
function check(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(check);
  if (!Object.hasOwn(CLASSES, value.className)) throw new ProgramError(UNREACHABLE, `class ${value.className}`);
  Object.values(value.classFields).forEach(check);
  return value;
}

/** An object of a class. @param {keyof typeof CLASSES} className @param {Record<string, unknown>} classFields */
const object = (className, classFields) => ({ className, classVersion: CLASSES[className], classFields });

/** Octets. @param {Uint8Array} octets */
const octetsOf = (octets) => object('EndUserByteArray', { data: toBase64(octets) });

/** @param {Uint8Array} octets */
function toBase64(octets) {
  let text = '';
  for (let i = 0; i < octets.length; i += 0x8000) text += String.fromCharCode(...octets.subarray(i, i + 0x8000));
  return btoa(text);
}

/** @param {string} text */
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/**
 * Whether a page that was written for one version can use another: as many parts,
 * and none of them less.
 * @param {string} host @param {string} wanted
 */
function suffices(host, wanted) {
  const has = host.split('.').map(Number);
  const needs = wanted.split('.').map(Number);
  return has.length === needs.length && needs.every((part, i) => part <= has[i]);
}
