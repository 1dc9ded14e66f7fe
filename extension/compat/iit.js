// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The page's side of the dialect `iit`: pages written for another program's page
// library find us here, and speak JSON-RPC 2.0 in messages to their own window.
// It knows no methods; host/dialect/iit does. No specification of it is
// published: it is as the libraries were seen to speak it.
'use strict';

/* global canSpeak, standing, line */

(() => {
  /** The class by which pages look for their program, and the name they expect of its answers. */
  const URI = chrome.runtime.getURL('').startsWith('moz-') ? 'eusw@iit.com.ua' : 'chrome-extension://jffafkigfgmjafhpkoibhfefeaebmccg/';

  /** How pages name themselves. */
  const CLIENT = 'JSONRPCClient';

  /**
   * What an answer says where there is no host to give one. Pages show people the message
   * of an error as it is, but only of one inside a result; of one beside it, and of their
   * own 4097, they say that the other program is to be installed. 3 is "the library cannot
   * be loaded", at which they stop.
   */
  const LIBRARY_LOAD = 3;

  /** What is not even waited with is an error of JSON-RPC itself, of the numbers that pages know: "application error". */
  const APPLICATION = -32500;
  const UNHEARD = ['busy', 'frame-too-large'];

  /**
   * How often the mark is put back after the page took it away with all that was in the
   * document. A page that takes away what it does not know would undo it for ever.
   */
  const RETURNS = 64;

  if (!canSpeak()) return;
  const { ask, leave } = line('iit');

  const mark = document.createElement('object');
  mark.className = URI;
  mark.style.display = 'none';
  mark.style.visibility = 'hidden';

  /** Live, and cheap to look through. */
  const marks = document.getElementsByClassName(URI);

  /** The other program is here too, or something like it. If both answered, both would try the PIN. */
  let another = false;
  let placed = 0;

  const look = () => {
    if (another) return;
    another = [...marks].some((each) => each !== mark);
    if (another) {
      changes.disconnect();
      mark.remove();
      leave();
    } else if (!mark.isConnected && document.documentElement && placed++ <= RETURNS) {
      document.documentElement.append(mark);
    }
  };
  const changes = new MutationObserver(look);

  /** @param {MessageEvent} event */
  const heard = (event) => {
    // A script can make an event with any source and origin, but no trusted one.
    if (!event.isTrusted || event.source !== window || event.origin !== location.origin) return;
    const { sender, request, callback_id } = event.data ?? {};
    if (sender !== CLIENT || typeof request !== 'string' || !Number.isSafeInteger(callback_id)) return;
    look();
    if (another) return;
    const answer = (/** @type {string} */ data) => another || window.postMessage({ sender: URI, callback_id, data }, location.origin);
    ask(request).then(answer, (fault) => answer(JSON.stringify(failure(request, fault))));
  };

  standing(() => {
    window.addEventListener('message', heard);
    look();
  });
  changes.observe(document, { childList: true, subtree: true });

  /**
   * @param {string} request
   * @param {{code: string, message: string}} fault
   */
  function failure(request, { code, message }) {
    const answer = { jsonrpc: '2.0', id: idOf(request) };
    if (UNHEARD.includes(code)) return { ...answer, error: { code: APPLICATION, message } };
    return { ...answer, result: { result: null, error: { code: LIBRARY_LOAD, message } } };
  }

  /** @param {string} request */
  function idOf(request) {
    try {
      return JSON.parse(request).id ?? null;
    } catch {
      return null;
    }
  }
})();
