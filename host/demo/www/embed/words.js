// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The words of the page that says how to embed Pidpys. */

import { vocabulary } from '/shared/language.js';

const english = {
  brand: 'Demo cabinet',
  ribbon: 'This is a sample on your own computer: its keys, authorities and documents are invented.',
  welcome: 'Embed it in ten minutes',
  lead: 'Four steps until people sign in and sign on your site. The page’s and the server’s code is real: it is what runs here, and what you copy.',
  files: '1. Take the files',
  filesLead: 'Copy the folder extension/page to your site (here it is /pidpys), or install it as an npm package. There is nothing to build, and there are no dependencies.',
  terminal: 'Terminal',
  copy: 'Copy',
  one: '1 min',
  three: '3 min',
  signIn: '2. Put the button for signing in',
  signInLead: 'The button itself says what to do next and what is wrong: no extension, no program, a person who changed their mind. Yours are two calls of your server.',
  live: 'This code on this page',
  server: '3. Verify the sign-in on the server',
  serverLead: 'A page cannot be believed: the server says who signed in. In Go these are two calls of the package host/relying. Here are the handlers of this cabinet:',
  sign: '4. Have a document signed',
  signLead: 'The same button without action="login". The document is sent nowhere: the Pidpys window reads it from the page, and a signature comes back. This cabinet verifies signatures only for those who signed in.',
  text: 'Text of the application',
  next: 'What else it takes',
  nextHTTPS: 'The site is served by https (on your own computer http://localhost will do).',
  nextList: 'The site’s address is on the extension’s list: write to us, or add it by the administrator’s setting “cabinets”.',
  nextPolicy: 'The Content-Security-Policy may be the strictest there is: the button needs script-src \'self\' and has no inline styles or scripts.',
  conformance: 'See what works',
};

/** What scripts say, in both languages. */
const spoken = {
  uk: { title: 'Вбудувати за десять хвилин', copied: 'Скопійовано', visitor: 'Сервер упізнав: $1.', verdict: 'Сервер перевірив: $1' },
  en: { title: 'Embed it in ten minutes', copied: 'Copied', visitor: 'The server knows who it is: $1.', verdict: 'The server verified: $1' },
};

export const { say, speak } = vocabulary(english, spoken);
