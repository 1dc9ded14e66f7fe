// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Carries messages between a page and the background, and knows no methods.
// Only the words of the hand-over (`pidpys`) are said here: a page posts
// {pidpys: 'connect', version: 1} with one MessagePort to its own window and is
// answered on that port, 'taken' or 'closed' with a code.
'use strict';

(() => {
  /** How often a document may connect once more because its host was lost. */
  const LOSSES = 3;

  /** Once a document: what a page's host remembers, as refusals in a row, must not be forgotten by asking anew. */
  let taken = false;

  let losses = 0;

  /** Ends the connection there is. */
  let leave = () => {};

  /**
   * @param {MessagePort} page
   * @param {string} code
   */
  const close = (page, code) => {
    // An extension that was updated or removed under a page that stayed open has no id, and no words.
    const hint = chrome.runtime?.id ? chrome.i18n.getMessage(`hint_${code.replaceAll('-', '_')}`) : '';
    page.postMessage({ pidpys: 'closed', code, hint });
    page.close();
  };

  /** @param {MessageEvent} event */
  const refusal = (event) => {
    // Not in sight yet, and maybe never: its turn is not used up.
    if ('prerendering' in document && document.prerendering) return 'forbidden';
    // An opaque origin is "null" here, whatever the document's address.
    if (event.origin !== location.origin || !window.isSecureContext) return 'forbidden';
    // The browser tells the background of the frame and of the top page, but not of one between them.
    if (window !== window.top && window.parent !== window.top) return 'forbidden';
    if (event.data.version !== 1) return 'extension-too-old';
    return taken ? 'busy' : undefined;
  };

  /** @param {any} message  Of the background, to the page. */
  const told = (message) => {
    if (message.pidpys !== 'closed' || !message.lost) return message;
    taken = ++losses > LOSSES;
    return { ...message, lost: !taken };
  };

  /** @param {MessagePort} page */
  const connect = (page) => {
    // The host is to know that it is not the first.
    const background = chrome.runtime.connect({ name: losses > 0 ? 'page-again' : 'page' });
    const end = (leave = () => {
      background.disconnect();
      close(page, 'failed');
    });
    background.onMessage.addListener((message) => page.postMessage(told(message)));
    background.onDisconnect.addListener(() => close(page, 'failed'));
    page.onmessage = ({ data }) => {
      try {
        background.postMessage(data);
      } catch {
        // The browser takes no message over 64 MiB, and none for an extension that is gone.
        end();
      }
    };
    page.postMessage({ pidpys: 'taken' });
  };

  /** @param {MessageEvent} event */
  const heard = (event) => {
    // A script can make an event with any source and origin, but no trusted one.
    if (!event.isTrusted || event.source !== window || event.data?.pidpys !== 'connect' || event.ports.length !== 1) return;
    const [page] = event.ports;
    const code = refusal(event);
    if (code) return close(page, code);
    taken = true;
    try {
      connect(page);
    } catch {
      close(page, 'extension-missing');
    }
  };

  // A page kept for the back button is left too.
  const left = () => leave();

  const listen = () => {
    window.addEventListener('message', heard);
    window.addEventListener('pagehide', left);
  };
  listen();
  // document.open() takes away every listener and every child of the document.
  new MutationObserver(listen).observe(document, { childList: true });
})();
