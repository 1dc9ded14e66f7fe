// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The page that was made for Web eID. */

import { authenticate, getSigningCertificate, sign, status, WebEIDError } from './client.js';
import { byId, make } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import * as server from '../server.js';
import { walk } from '../stepper.js';
import { say, speak } from './words.js';

/** Keys of one person to try: to sign in with, and to sign documents with. */
const SAMPLES = ['ecdsa-login.p12', 'ecdsa.p12'];

/** The certificate that documents are signed with, in base64. */
let certificate = '';

async function see() {
  const { extension, nativeApp } = await status();
  return { text: say('versions', extension, nativeApp) };
}

async function signIn() {
  const challenge = await server.challenge();
  const { unverifiedCertificate, algorithm, signature, format } = await authenticate(challenge, spokenLanguage());
  const { name } = await server.webEIDLogin(challenge, { unverifiedCertificate, algorithm, signature, format });
  return { text: say('signedIn', name, algorithm) };
}

async function getCertificate() {
  const got = await getSigningCertificate(spokenLanguage());
  certificate = got.certificate;
  const algorithms = got.supportedSignatureAlgorithms.map(({ cryptoAlgorithm, hashFunction }) => `${cryptoAlgorithm} ${hashFunction}`);
  return { text: say('algorithms', algorithms.join(', ')) };
}

async function signDocument() {
  const [saved] = await server.documents();
  const file = await server.fetchDocument(saved);
  const { hash, hashFunction } = await server.webEIDPrepare(certificate, toBase64(await file.arrayBuffer()));
  const { signature } = await sign(certificate, hash, hashFunction, spokenLanguage());
  const finished = await server.webEIDFinish(signature);
  const data = new Blob([Uint8Array.from(atob(finished.signature), (character) => character.charCodeAt(0))]);
  return { text: finished.report.levels.join(', '), report: finished.report, file: { name: `${file.name}.p7s`, data } };
}

async function leave() {
  await server.signOut();
  return { text: say('left') };
}

/** @param {ArrayBuffer} octets */
function toBase64(octets) {
  return btoa(Array.from(new Uint8Array(octets), (octet) => String.fromCharCode(octet)).join(''));
}

/** @param {unknown} error */
function failure(error) {
  const { message } = /** @type {Error} */ (error);
  if (!(error instanceof WebEIDError)) return { text: say('serverFailed', message), code: '' };
  byId('absent').hidden = error.code !== 'ERR_WEBEID_EXTENSION_UNAVAILABLE';
  return { text: say('failed', error.code, message), code: error.code };
}

/** Where to get the sample keys. */
async function showSamples() {
  const samples = await server.samples();
  const chosen = SAMPLES.flatMap((name) => samples.filter((sample) => sample.name === name));
  byId('samples').replaceChildren(...chosen.map(({ name, password, owners: [owner] }) => make('li', {},
    make('div', { className: 'sample-what' }, make('strong', {}, name), make('span', {}, owner.name)),
    make('div', { className: 'sample-password' }, make('span', { className: 'fine' }, say('password')), make('code', {}, password)),
    make('div', { className: 'sample-files' }, make('a', { className: 'button secondary small', href: `/samples/${name}`, download: name }, say('save'))))));
}

walk({
  status: { take: see },
  authenticate: { take: signIn, needs: ['status'] },
  certificate: { take: getCertificate, needs: ['status'] },
  sign: { take: signDocument, needs: ['authenticate', 'certificate'] },
  leave: { take: leave },
}, { failure, say, speak, taken: showSamples });
await showSamples();
