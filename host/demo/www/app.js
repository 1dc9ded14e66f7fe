// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The demo cabinet: one button to sign in, one to sign a document. */

import { PidpysError } from '/pidpys/client.js';
import { preview, showDocuments, showResults } from './documents.js';
import { byId } from '/shared/elements.js';
import { errands } from '/shared/errand.js';
import { showKept, showSamples, showToken, showVisitor } from './pages.js';
import { confirmOnPhone } from './phone.js';
import * as server from './server.js';
import { explain, say, speak, spokenLanguage } from './words.js';

const { attempt, connected, goesOn, perform } = errands({ sentences, show });

/** @type {server.Visitor | null} */
let visitor = null;

/** @type {server.Sample[]} */
let samples = [];

/** @type {server.SampleToken | null} */
let token = null;

/** @type {server.SampleUser[]} */
let kept = [];

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
  showKept(kept);
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
 * @template T
 * @param {string} what
 * @param {server.ByPhone<T>} asked
 * @param {AbortSignal} signal
 */
function onPhone(what, asked, signal) {
  goesOn('phone');
  return confirmOnPhone(what, asked, signal);
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
  return perform(async (signal) => {
    const { token, deferred } = await (await connected()).login({ challenge: server.challenge, diia: true, signal });
    await welcome(await (deferred ? onPhone('', server.loginByPhone, signal) : server.login(token)));
  });
}

function signInByPhone() {
  return perform(async (signal) => welcome(await onPhone('', server.loginByPhone, signal)));
}

function signInTax() {
  return perform(async (signal) => {
    const { token } = await (await connected()).login({ profile: 'tax-cabinet', signal });
    await welcome(await server.taxLogin(token));
  });
}

/** What is chosen among radio buttons. @param {string} name */
function chosen(name) {
  return /** @type {HTMLInputElement} */ (document.querySelector(`[name=${name}]:checked`)).value;
}

/**
 * @param {File} file
 * @param {(file: File, detached: boolean, signal: AbortSignal) => Promise<{signature: Blob, report: server.Report}>} way
 */
async function signed(file, way) {
  const before = results.length;
  await perform(async (signal) => {
    results = [{ file, ...await way(file, chosen('form') === 'detached', signal) }, ...results];
  });
  if (results.length > before) byId('results-card').scrollIntoView({ block: 'nearest' });
}

/** @type {Parameters<typeof signed>[1]} */
async function inWindow(file, detached, signal) {
  const level = /** @type {'B-B' | 'B-T' | 'B-LT'} */ (chosen('level'));
  const { signature, deferred } = await (await connected()).sign(file, { detached, level, diia: true, signal });
  if (deferred) return byPhone(file, detached, signal);
  goesOn('server');
  return { signature, report: await server.verify(signature, detached ? file : undefined) };
}

/** @type {Parameters<typeof signed>[1]} */
function byPhone(file, detached, signal) {
  return onPhone(file.name, server.signByPhone(file, detached), signal);
}

/** What the buttons of a document saved in the cabinet do. */
const saved = {
  /** @param {server.Saved} chosen */
  view: (chosen) => attempt(() => preview(chosen)),
  /** @param {server.Saved} chosen */
  sign: (chosen) => attempt(async () => signed(await server.fetchDocument(chosen), inWindow)),
  /** @param {server.Saved} chosen */
  signByPhone: (chosen) => attempt(async () => signed(await server.fetchDocument(chosen), byPhone)),
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
byId('sign-in-by-phone').addEventListener('click', signInByPhone);
byId('sign-in-tax').addEventListener('click', signInTax);
byId('sign-out').addEventListener('click', signOut);
byId('preview-close').addEventListener('click', () => /** @type {HTMLDialogElement} */ (byId('preview')).close());
byId('file').addEventListener('change', async ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  const [file] = field.files ?? [];
  if (file) await signed(file, inWindow);
  field.value = '';
});
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', async () => {
    await speak(/** @type {import('./words.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
    show();
  });
}

[samples, token, kept] = await Promise.all([server.samples(), server.token(), server.kept()]);
await Promise.all([speak(spokenLanguage()), server.visitor().then(welcome)]);
show();
