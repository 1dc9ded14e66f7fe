// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The cabinet: what the portal knows of who is signed in. */

import { byId, facts } from '/shared/elements.js';
import { date, spokenLanguage } from '/shared/language.js';
import { caution, named } from '../data.js';
import * as server from '../server.js';
import { words } from '../words.js';

const account = await server.cabinet();

const { say, speak } = words({
  cabinet: 'Your cabinet', data: 'Data of the person', signOut: 'Sign out', nobody: 'You are not signed in', home: 'To the first page',
}, {
  uk: { title: 'Особистий кабінет', greeting: '$1 · зареєстровано $2', email: 'Електронна пошта', confirmed: '$1 (підтверджено)' },
  en: { title: 'Your cabinet', greeting: '$1 · registered on $2', email: 'E-mail', confirmed: '$1 (confirmed)' },
}, show);

function show() {
  byId('inside').hidden = account === null;
  byId('outside').hidden = account !== null;
  document.body.dataset.state = account ? 'in' : 'out';
  if (!account) return;
  const { category, data, email, since } = account;
  byId('greeting').textContent = say('greeting', named(category), date(since));
  const warned = caution(category, data);
  byId('caution').hidden = warned === '';
  byId('caution').textContent = warned;
  facts(byId('facts'), [
    ...data.map(({ field, value, source }) => /** @type {[string, string]} */ ([named(field), value && `${value} (${named(source)})`])),
    [say('email'), say('confirmed', email)],
  ]);
}

byId('sign-out').addEventListener('click', async () => {
  await server.signOut();
  location.assign('/');
});
speak(spokenLanguage());
show();
