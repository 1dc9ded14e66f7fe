// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The page's side of the dialect `webeid`: a page written for Web eID's library
// posts `{action: 'web-eid:…'}` to its own window and is answered there, '-ack' at
// once, then '-success' or '-failure'. Messages bear no id, so of each action one is
// under way. What is done host/dialect/webeid knows; here are the envelope, the
// versions, and the time that a person has (github.com/web-eid/web-eid.js, src/).
'use strict';

/* global canSpeak, standing, line, faultOf */

(() => {
  /** Of the messages that are spoken here, as the page's library counts its own (SemVer). */
  const VERSION = '2.1.0';

  /** The actions, and for how many answers of a person the library waits. */
  const TURNS = new Map([['web-eid:status', 0], ['web-eid:authenticate', 1], ['web-eid:get-signing-certificate', 2], ['web-eid:sign', 2]]);

  /** How long the host may take to be there, in milliseconds; the library waits a second longer. */
  const HANDSHAKE = 5_000;

  /** How long a person may take for one answer, in milliseconds: where the page does not say, and at most. */
  const PATIENCE = 120_000;
  const LONGEST = 600_000;

  /** How long after our own ack that of another extension may come, in milliseconds: both are posted in the same turn. */
  const MANNERS = 50;

  /** A request holds a certificate and a hash at most; in UTF-16 units. */
  const MAX_REQUEST = 65_536;

  /** What the library calls those of our codes (PROTOCOL.md, section 10) that are not its NATIVE_FATAL. */
  const KNOWN = new Map([
    ['cancelled', 'USER_CANCELLED'], ['timed-out', 'USER_TIMEOUT'], ['invalid-params', 'NATIVE_INVALID_ARGUMENT'],
    ['host-missing', 'NATIVE_UNAVAILABLE'], ['host-forbidden', 'NATIVE_UNAVAILABLE'], ['failed', 'NATIVE_UNAVAILABLE'],
    ['extension-missing', 'EXTENSION_UNAVAILABLE'], ['page-not-listed', 'EXTENSION_UNAVAILABLE'], ['forbidden', 'CONTEXT_INSECURE'],
    ['host-too-old', 'VERSION_MISMATCH'], ['extension-too-old', 'VERSION_MISMATCH'],
  ]);

  /** @typedef {{code: string, message: string, [more: string]: unknown}} Failure  With a code of the library's. */

  /**
   * @param {{code: string, message: string}} fault  With a code of ours.
   * @param {object} [more]
   * @returns {Failure}
   */
  const known = ({ code, message }, more) => {
    const requiresUpdate = code.endsWith('-too-old') && { extension: code === 'extension-too-old', nativeApp: code === 'host-too-old' };
    return { code: `ERR_WEBEID_${KNOWN.get(code) ?? 'NATIVE_FATAL'}`, message, ...(requiresUpdate && { requiresUpdate }), ...more };
  };

  /** @param {string} code  Of the library's, whose class for ERR_WEBEID_USER_CANCELLED is UserCancelledError. */
  const nameOf = (code) => `${code.split('_').slice(2).map((word) => word[0] + word.slice(1).toLowerCase()).join('')}Error`;

  /** @typedef {{action: string, libraryVersion: any, options: any, rest: object}} Call  A message of the page's, as it was sent. */

  /** @type {Map<string, Call>} Those under way, by their actions. */
  const calls = new Map();
  /** @type {string[]} Messages of ours that have not come back to this window yet. */
  const echoes = [];
  /** Another extension answers here: this one is silent until the page is loaded again. */
  let yielded = false;

  /** @param {Call} call  Whether anybody still waits for it. */
  const awaited = (call) => calls.get(call.action) === call;

  const { ask, cancel, leave } = line('webeid');

  /** @type {Promise<string> | undefined} The host's version, as far as it was asked. */
  let greeting;
  /** @type {Promise<unknown>} The end of all that was asked so far. */
  let before = Promise.resolve();
  /** @type {Call | undefined} Whose request the host has. */
  let served;

  /** @param {object} request */
  const exchange = async (request) => {
    let text;
    try {
      text = await ask(JSON.stringify(request));
    } catch (fault) {
      // It may be mended by now, or another host that is to be greeted.
      greeting = undefined;
      throw known(/** @type {any} */ (fault));
    }
    const answer = JSON.parse(text);
    if (answer.error) throw answer.error;
    return answer;
  };

  /** @returns {Promise<string>} */
  const greet = () => (greeting ??= exchange({ command: 'status', arguments: {} }).then(({ version }) => version));

  /**
   * @param {Call} call
   * @param {object} request
   * @returns {Promise<object>} Nothing, if by its turn nobody waits for it any more.
   */
  const inTurn = (call, request) => {
    const answer = before.then(() => {
      if (!awaited(call)) return {};
      served = call;
      return exchange(request);
    });
    before = answer.then(() => (served = undefined), () => (served = undefined));
    return answer;
  };

  /**
   * @template T
   * @param {Promise<T>} answer
   * @param {number} time  In milliseconds.
   * @param {string} code  Of ours, if it is not there by then.
   * @returns {Promise<T>}
   */
  const within = (answer, time, code) => Promise.race([answer, new Promise((_, late) => setTimeout(() => late(known(faultOf(code))), time))]);

  /** @param {unknown} version */
  const majorOf = (version) => {
    const [, major] = (typeof version === 'string' && /^(\d{1,9})\.\d{1,9}\.\d{1,9}(?:[-+][\w.+-]{1,64})?$/.exec(version)) || [];
    if (!major) throw { ...known(faultOf('invalid-params')), code: 'ERR_WEBEID_VERSION_INVALID' };
    return Number(major);
  };

  /** @param {{library: string, extension: string, nativeApp: string}} versions  Whoever is older than whom it serves must be updated. */
  const compare = (versions) => {
    const [library, extension, nativeApp] = [versions.library, versions.extension, versions.nativeApp].map(majorOf);
    const requiresUpdate = { extension: extension < library, nativeApp: nativeApp < Math.max(library, extension) };
    const old = Object.values(requiresUpdate).indexOf(true);
    if (old >= 0) throw known(faultOf(['extension-too-old', 'host-too-old'][old]), { ...versions, requiresUpdate });
  };

  /** @param {Call} call  Of which the host gets what is not for the library or for us. */
  const requestOf = ({ action, libraryVersion, options, rest }) => {
    majorOf(libraryVersion);
    const request = { command: action.replace('web-eid:', ''), arguments: { ...rest, ...(options?.lang && { lang: options.lang }) } };
    try {
      if (JSON.stringify(request).length <= MAX_REQUEST) return request;
    } catch {
      // What JSON cannot say: a bigint, a circle.
    }
    throw known(faultOf('invalid-params'));
  };

  /** @param {Call} call */
  const patience = ({ options }) => {
    const wanted = options?.userInteractionTimeout;
    return Number.isFinite(wanted) && wanted > 0 ? Math.min(wanted, LONGEST) : PATIENCE;
  };

  /**
   * @param {Call} call
   * @returns {Promise<object>} The members of a success.
   */
  const answer = async (call) => {
    if (!canSpeak()) throw known(faultOf('forbidden'));
    const request = requestOf(call);
    const versions = { library: call.libraryVersion, extension: VERSION, nativeApp: await within(greet(), HANDSHAKE, 'failed') };
    compare(versions);
    const turns = TURNS.get(call.action);
    return turns ? within(inTurn(call, request), turns * patience(call), 'timed-out') : versions;
  };

  /**
   * @param {Call} call
   * @param {'ack' | 'success' | 'failure'} kind
   * @param {object} [members]
   */
  const post = (call, kind, members) => {
    const action = `${call.action}-${kind}`;
    echoes.push(action);
    // To an opaque origin nothing is delivered by name. There is nothing but a refusal to tell it.
    window.postMessage({ ...members, action }, window.origin === 'null' ? '*' : location.origin);
  };

  /** @param {Call} call  For whose answer nobody waits any more. */
  const drop = (call) => {
    calls.delete(call.action);
    if (served === call) cancel();
  };

  /** @param {any} message  Of the page. */
  const begin = ({ action, libraryVersion, options, ...rest }) => {
    const call = { action, libraryVersion, options, rest };
    calls.set(action, call);
    post(call, 'ack');
  };

  /** @param {Call} call */
  const go = async (call) => {
    /** @type {(kind: 'success' | 'failure', members: object) => void} */
    const end = (kind, members) => {
      if (!awaited(call)) return;
      drop(call);
      post(call, kind, members);
    };
    const fail = (/** @type {Failure} */ failure) => end('failure', { error: { name: nameOf(failure.code), ...failure } });
    if (awaited(call)) await answer(call).then((members) => end('success', members), fail);
  };

  const yieldTo = () => {
    yielded = true;
    calls.clear();
    leave();
  };

  /** @param {MessageEvent} event */
  const heard = (event) => {
    // A script can make an event with any source and origin, but no trusted one.
    if (yielded || !event.isTrusted || event.source !== window) return;
    const action = event.data?.action;
    if (typeof action !== 'string') return;
    if (TURNS.has(action)) return calls.has(action) || begin(event.data);
    const [, asked, kind] = /^(web-eid:[a-z-]+)-(ack|success|failure)$/.exec(action) ?? [];
    if (!kind) return;
    const echo = echoes.indexOf(action);
    if (echo < 0) return yieldTo();
    echoes.splice(echo, 1);
    const call = calls.get(asked);
    if (kind === 'ack' && call) setTimeout(() => go(call), MANNERS);
  };

  standing(() => window.addEventListener('message', heard));
})();
