// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The first page: from here people register, or sign in. */

import { byId } from '/shared/elements.js';
import { errands } from '/shared/errand.js';
import { spokenLanguage } from '/shared/language.js';
import * as server from './server.js';
import { sentences, words } from './words.js';

const { connected, perform } = errands({ sentences, show });

const { speak } = words({
  welcome: 'Electronic services',
  welcomeLead: 'To use the services of the portal, register a cabinet with your qualified electronic signature (КЕП). The portal takes your data from the certificate; you add the rest.',
  register: 'Register',
  signIn: 'Sign in with your key',
}, { uk: { title: 'Навчальний державний портал' }, en: { title: 'Practice state portal' } }, () => {});

function show() {
  document.body.dataset.state = 'ready';
}

byId('sign-in').addEventListener('click', () => perform(async (signal) => {
  const pidpys = await connected();
  const { token } = await pidpys.login({ challenge: server.challenge, signal });
  await server.signIn(token);
  location.assign('/cabinet/');
}));
speak(spokenLanguage());
show();
