// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// What one extension may try against another. Each attempt resolves to
// 'refused', or to what it got.
'use strict';

/** @param {() => chrome.runtime.Port} open  A browser may refuse at once, or later: Firefox says so on the port. */
const outcome = (open) => new Promise((resolve) => {
  const port = open();
  port.onMessage.addListener((message) => resolve(JSON.stringify(message)));
  port.onDisconnect.addListener(() => resolve(port.error ?? chrome.runtime.lastError ? 'refused' : 'closed'));
  port.postMessage({ id: '1', method: 'operation' });
}).catch(() => 'refused');

const connect = (id, name) => outcome(() => chrome.runtime.connect(id, { name }));
const native = (host) => outcome(() => chrome.runtime.connectNative(host));
const message = (id) => new Promise((answered) => answered(chrome.runtime.sendMessage(id, { method: 'operation' }))).then(JSON.stringify, () => 'refused');
const read = (url) => fetch(url).then((answer) => answer.text(), () => 'refused');
const show = (url) => {
  try {
    return window.open(url) ? 'opened' : 'refused';
  } catch {
    return 'refused';
  }
};

Object.assign(globalThis, { connect, native, message, read, show });
