// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// What one extension may try against another. Each attempt resolves to
// 'refused', or to what it got.
'use strict';

/** @param {chrome.runtime.Port} port */
const outcome = (port) => new Promise((resolve) => {
  port.onMessage.addListener((message) => resolve(JSON.stringify(message)));
  port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError ? 'refused' : 'closed'));
  port.postMessage({ id: '1', method: 'operation' });
});

const connect = (id, name) => outcome(chrome.runtime.connect(id, { name }));
const native = (host) => outcome(chrome.runtime.connectNative(host));
const message = (id) => chrome.runtime.sendMessage(id, { method: 'operation' }).then(JSON.stringify, () => 'refused');
const read = (url) => fetch(url).then((answer) => answer.text(), () => 'refused');

Object.assign(globalThis, { connect, native, message, read });
