// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// What the content scripts of all page dialects share: where one may be spoken,
// and the line on which whole requests go to the host in pieces and answers come
// back (PROTOCOL.md, section 14). It is loaded before each of them, and so maybe
// twice in one document: it leaves functions there, and nothing else.
'use strict';

/* exported canSpeak, standing, line, faultOf */

/**
 * @typedef {{code: string, message: string}} Fault  The protocol's code, and what it means in the person's words.
 * @typedef {{text: string, last: boolean}} Piece
 * @typedef {object} Connection
 * @property {Promise<void>} ready  Once the host has answered.
 * @property {(params: Partial<Piece>) => Promise<Piece>} call
 * @property {() => void} cancel
 * @property {() => void} leave
 */

/** Whether a page is one that anybody may ever answer: secure, with an origin of its own, and the top page or directly in it. */
function canSpeak() {
  // The browser tells the background of the frame and of the top page, but not of one between them.
  const near = window === window.top || window.parent === window.top;
  // An opaque origin is "null" here, whatever the document's address.
  return near && window.isSecureContext && window.origin === location.origin && location.protocol.startsWith('http');
}

/** @param {() => void} listen  Adds what document.open() takes away: now, and again after each. */
function standing(listen) {
  listen();
  new MutationObserver(listen).observe(document, { childList: true });
}

/**
 * @param {string} code
 * @returns {Fault}
 */
function faultOf(code) {
  // An extension that was updated or removed under a page that stayed open has no id, and no words.
  const words = (/** @type {string} */ key) => (chrome.runtime?.id ? chrome.i18n.getMessage(key) : '');
  const name = code.replaceAll('-', '_');
  // No list of ours decides who may speak a dialect, but the person.
  const message = code === 'page-not-listed' ? words('dialect_off') : `${words(`error_${name}`)} ${words(`hint_${name}`)}`.trim();
  return { code, message };
}

/**
 * A document's line to the host. It begins with the first request and ends when
 * the page is left, with all that the host kept for it.
 *
 * @param {string} name  The dialect's, and so the port's.
 * @returns {{ask: (request: string) => Promise<string>, cancel: () => void, leave: () => void}}  `ask` has requests
 *   answered one at a time, in turn, or rejects with a {@link Fault}. `cancel` ends the one that is being answered,
 *   `leave` all of them, as if the page were left.
 */
function line(name) {
  /** Units of UTF-16: of a piece, and of all that waits, which is what one request may have. */
  const PIECE = 131_072;
  const WAITING = 96 * 1024 * 1024;
  /** How many requests may wait. */
  const REQUESTS = 256;

  /** @type {{request: string, resolve: (answer: string) => void, reject: (fault: Fault) => void}[]} The first is being answered. */
  const turns = [];
  const { call, cancel, leave: hangUp } = connection(name);

  /** @param {string} request */
  function* pieces(request) {
    let from = 0;
    do {
      let to = Math.min(from + PIECE, request.length);
      // A character of two units goes as a whole.
      if (to < request.length && /[\ud800-\udbff]/.test(request[to - 1])) to--;
      yield { text: request.slice(from, to), last: to === request.length };
      from = to;
    } while (from < request.length);
  }

  /** @param {string} request */
  const exchange = async (request) => {
    // A page that is only prepared is not answered before the person sees it, if ever.
    if ('prerendering' in document && document.prerendering) await new Promise((seen) => document.addEventListener('prerenderingchange', seen, { once: true }));
    let heard = { text: '', last: true };
    for (const piece of pieces(request)) heard = await call(piece);
    const answer = [heard.text];
    while (!heard.last) answer.push((heard = await call({})).text);
    return answer.join('');
  };

  const work = async () => {
    while (turns.length > 0) {
      const [turn] = turns;
      await exchange(turn.request).then(turn.resolve, turn.reject);
      if (turns[0] === turn) turns.shift();
    }
  };

  const leave = () => {
    for (const { reject } of turns.splice(0)) reject(faultOf('failed'));
    hangUp();
  };
  // A page kept for the back button is left too.
  standing(() => window.addEventListener('pagehide', leave));

  /** @param {string} request */
  const ask = (request) => new Promise((resolve, reject) => {
    if (turns.reduce((size, turn) => size + turn.request.length, request.length) > WAITING) return reject(faultOf('frame-too-large'));
    if (turns.length >= REQUESTS) return reject(faultOf('busy'));
    turns.push({ request, resolve, reject });
    if (turns.length === 1) void work();
  });
  return { ask, cancel, leave };
}

/**
 * Calls to the host, one at a time, on a port that is opened for the first.
 *
 * @param {string} name  The port's.
 */
function connection(name) {
  /** @type {Connection | undefined} */
  let open;

  /** @returns {Connection} */
  const connect = () => {
    const port = chrome.runtime.connect({ name });
    let count = 0;
    let served = false;
    /** @type {Fault | undefined} */
    let over;
    /** @type {{id: string, resolve: (piece: Piece) => void, reject: (fault: Fault) => void} | undefined} */
    let pending;
    /** @type {() => void} */
    let begin = () => {};
    /** @type {(fault: Fault) => void} */
    let refuse = () => {};
    /** @type {Promise<void>} */
    const ready = new Promise((resolve, reject) => ([begin, refuse] = [resolve, reject]));

    /** @param {string} code */
    const end = (code) => {
      // The port is gone a little after it was said why; another may be open by then.
      if (over) return;
      over = faultOf(code);
      refuse(over);
      pending?.reject(over);
      // What never began may be mended and tried anew; what a host knew of the page must not be forgotten by asking anew.
      if (!served) open = undefined;
    };
    /** @param {object} message */
    const say = (message) => {
      try {
        port.postMessage(message);
      } catch {
        end('failed');
      }
    };

    port.onMessage.addListener(({ pidpys, code, id, result, error }) => {
      if (pidpys === 'closed') return end(code);
      if (pidpys === 'ready') {
        served = true;
        return begin();
      }
      if (!pending || id !== pending.id) return;
      if (error) pending.reject(faultOf(error.code));
      else pending.resolve(result);
      pending = undefined;
    });
    port.onDisconnect.addListener(() => end('failed'));

    return {
      ready,
      call: (params) => new Promise((resolve, reject) => {
        if (over) return reject(over);
        pending = { id: String(++count), resolve, reject };
        say({ id: pending.id, method: 'dialect', params });
      }),
      cancel: () => pending && say({ id: String(++count), method: 'cancel', params: { id: pending.id } }),
      leave: () => {
        port.disconnect();
        end('failed');
        open = undefined;
      },
    };
  };

  return {
    /** @param {Partial<Piece>} params */
    call: async (params) => {
      try {
        open ??= connect();
      } catch {
        // This extension is gone from the browser.
        throw faultOf('extension-missing');
      }
      const { ready, call } = open;
      await ready;
      return call(params);
    },
    cancel: () => open?.cancel(),
    leave: () => open?.leave(),
  };
}
