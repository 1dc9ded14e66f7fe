// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The words of the page for Web eID. */

import { vocabulary } from '/shared/language.js';

const english = {
  brand: 'Demo cabinet',
  ribbon: 'This is a sample on your own computer: its keys, authorities and documents are invented.',
  welcome: 'A page made for Web eID',
  lead: 'Sites of other countries sign people in and have documents signed by the open protocol Web eID. Where Pidpys is switched on for the site, it answers such a page too.',
  all: 'Take all steps',
  again: 'Begin anew',
  absent: 'Nobody answered',
  absentLead: 'Pidpys answers such pages only on sites where you have switched it on yourself. To do so:',
  absentButton: 'In the browser’s toolbar press “Extensions” (the piece of a puzzle) and there Pidpys.',
  absentSwitch: 'In the menu that opens, allow it to sign what Pidpys cannot show (Web eID signs nothing but hashes), and switch it on for this site. The page reloads by itself.',
  keys: 'Which keys',
  keysLead: 'To sign in, this protocol takes only a key whose certificate is for sign-ins and not for documents, by ECDSA or RSA. To sign, any key will do that the site can verify. Both samples are of one person:',
  steps: 'What a site does',
  take: 'Do it',
  status: 'See who answers',
  authenticate: 'Sign in',
  authenticateNote: 'The server gives a number, the key signs it together with the site’s address.',
  certificate: 'Get the certificate for documents',
  sign: 'Sign a document',
  signNote: 'The server prepares the signature, the key signs its hash, the server finishes and verifies.',
  leave: 'Sign out',
};

/** What scripts say, in both languages. */
const spoken = {
  uk: {
    title: 'Сторінка, створена для Web eID',
    versions: 'Розширення $1, програма $2.', signedIn: 'Сервер впустив: $1 (алгоритм $2).', algorithms: 'Ключ підписує так: $1.',
    serverSaid: 'Сервер кабінету: $1', save: 'Зберегти', failed: '$1. $2', serverFailed: 'Сервер кабінету не відповів. $1', left: 'Ви вийшли.',
    password: 'пароль',
  },
  en: {
    title: 'A page made for Web eID',
    versions: 'Extension $1, program $2.', signedIn: 'The server let in $1 (algorithm $2).', algorithms: 'The key signs by $1.',
    serverSaid: 'The cabinet’s server: $1', save: 'Save', failed: '$1. $2', serverFailed: 'The cabinet’s server did not answer. $1', left: 'You are signed out.',
    password: 'password',
  },
};

export const { say, speak } = vocabulary(english, spoken);
