// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The demo cabinet: one button to sign in, one to sign a document. */

import { Pidpys, PidpysError } from '/pidpys/client.js';
import { preview, showDocuments, showResults } from './documents.js';
import { byId } from './elements.js';
import { showSamples, showToken, showVisitor } from './pages.js';
import * as server from './server.js';
import { explain, say, speak, spokenLanguage } from './words.js';

const waiting = /** @type {HTMLDialogElement} */ (byId('waiting'));

/** @type {Pidpys | undefined} */
let pidpys;

/** Ends what the visitor is being asked now. @type {AbortController | undefined} */
let operation;

/** @type {server.Visitor | null} */
let visitor = null;

/** @type {server.Sample[]} */
let samples = [];

/** @type {server.SampleToken | null} */
let token = null;

/** @type {server.Saved[]} */
let documents = [];

/** @type {import('./documents.js').Result[]} The newest first. */
let results = [];

function show() {
  byId('signed-out').hidden = visitor !== null;
  byId('signed-in').hidden = visitor === null;
  byId('sign-out').hidden = visitor === null;
  document.body.dataset.state = visitor ? 'in' : 'out';
  showSamples(samples);
  showToken(token);
  showResults(results);
  if (!visitor) return;
  showVisitor(visitor);
  showDocuments(documents, saved);
}

/** @param {server.Visitor | null} who  Signed in, if anybody. */
async function welcome(who) {
  visitor = who;
  if (who) documents = await server.documents();
}

/**
 * Runs one thing the visitor does in the Pidpys window, showing that it waits
 * there and, if it came to nothing, why.
 * @param {(pidpys: Pidpys, signal: AbortSignal) => Promise<void>} work
 */
async function inWindow(work) {
  if (operation) return;
  const { signal } = (operation = new AbortController());
  waiting.dataset.phase = 'window';
  document.body.dataset.state = 'waiting';
  waiting.showModal();
  await attempt(async () => {
    pidpys ??= await Pidpys.connect();
    await work(pidpys, signal);
  });
  operation = undefined;
  waiting.close();
  show();
}

/**
 * Does what the visitor pressed a button for, or says why it came to nothing.
 * @param {() => Promise<void>} work
 */
async function attempt(work) {
  byId('failure').hidden = true;
  try {
    await work();
  } catch (error) {
    showFailure(error);
  }
}

/** @param {unknown} error */
function showFailure(error) {
  // A challenge that the server did not give fails the call, and is its cause.
  const reason = error instanceof PidpysError && error.cause ? error.cause : error;
  const [code, sentence, hint] = sentences(reason);
  byId('failure').dataset.code = code;
  byId('failure-title').textContent = sentence;
  byId('failure-hint').textContent = hint;
  byId('failure').hidden = false;
}

/** @param {unknown} error @returns {[string, string, string]} A code, what happened, what to do. */
function sentences(error) {
  if (error instanceof PidpysError) {
    const { error: sentence, hint } = explain(error.code);
    return [error.code, sentence, error.hint || hint];
  }
  if (error instanceof server.Denied && error.code === 'revoked') return ['revoked', say('revoked'), say('revokedHint')];
  if (error instanceof server.Denied) return ['denied', say('denied'), say('deniedHint', error.message)];
  return ['server', say('serverFailed'), say('serverHint')];
}

function signIn() {
  return inWindow(async (pidpys, signal) => {
    const { token } = await pidpys.login({ challenge: server.challenge, signal });
    await welcome(await server.login(token));
  });
}

function signInTax() {
  return inWindow(async (pidpys, signal) => {
    const { token } = await pidpys.login({ profile: 'tax-cabinet', signal });
    await welcome(await server.taxLogin(token));
  });
}

/** What is chosen among radio buttons. @param {string} name */
function chosen(name) {
  return /** @type {HTMLInputElement} */ (document.querySelector(`[name=${name}]:checked`)).value;
}

/** @param {File} file */
async function sign(file) {
  const before = results.length;
  await inWindow(async (pidpys, signal) => {
    const detached = chosen('form') === 'detached';
    const level = /** @type {'B-B' | 'B-T' | 'B-LT'} */ (chosen('level'));
    const { signature } = await pidpys.sign(file, { detached, level, signal });
    waiting.dataset.phase = 'server';
    const report = await server.verify(signature, detached ? file : undefined);
    results = [{ file, signature, report }, ...results];
  });
  if (results.length > before) byId('results-card').scrollIntoView({ block: 'nearest' });
}

/** What the buttons of a document saved in the cabinet do. */
const saved = {
  /** @param {server.Saved} chosen */
  view: (chosen) => attempt(() => preview(chosen)),
  /** @param {server.Saved} chosen */
  sign: (chosen) => attempt(async () => sign(await server.fetchDocument(chosen))),
};

function signOut() {
  return attempt(async () => {
    await server.signOut();
    visitor = null;
    results = [];
    show();
  });
}

byId('sign-in').addEventListener('click', signIn);
byId('sign-in-tax').addEventListener('click', signInTax);
byId('sign-out').addEventListener('click', signOut);
byId('show').addEventListener('click', () => pidpys?.show());
byId('cancel').addEventListener('click', () => operation?.abort());
waiting.addEventListener('cancel', (event) => {
  event.preventDefault(); // Escape cancels what waits; the dialog closes when it has ended
  operation?.abort();
});
byId('failure-close').addEventListener('click', () => { byId('failure').hidden = true; });
byId('preview-close').addEventListener('click', () => /** @type {HTMLDialogElement} */ (byId('preview')).close());
byId('file').addEventListener('change', async ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  const [file] = field.files ?? [];
  if (file) await sign(file);
  field.value = '';
});
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', async () => {
    await speak(/** @type {import('./words.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
    show();
  });
}

[samples, token] = await Promise.all([server.samples(), server.token()]);
await Promise.all([speak(spokenLanguage()), server.visitor().then(welcome)]);
show();
