// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The page of a link. What confirms the address stands behind the #, which no server is told; and only a button
 * sends it, for programs that look at letters open links too.
 */

import { byId } from '/shared/elements.js';
import { spokenLanguage } from '/shared/language.js';
import { once } from '../once.js';
import * as server from '../server.js';
import { sentences, words } from '../words.js';

const link = location.hash.slice(1);
// Who sits here next must not find it.
history.replaceState(null, '', location.pathname);
// Another link pasted into this tab loads no page, and is the one that is meant.
addEventListener('hashchange', () => location.reload());

/** @type {unknown} Why it came to nothing. */
let reason;

const { speak } = words({
  heading: 'Confirming the e-mail',
  lead: 'Press this if it is you who registers at the portal. If not, just close this page.',
  confirm: 'Confirm the e-mail',
  done: 'The e-mail is confirmed',
  here: 'One step is left.',
  elsewhere: 'Go back to the browser in which you register: the last step is open there. Nobody was signed in here.',
  goOn: 'Finish the registration',
}, { uk: { title: 'Підтвердження пошти' }, en: { title: 'Confirming the e-mail' } }, show);

function show() {
  if (reason === undefined) return;
  const [code, sentence, hint] = sentences(reason);
  byId('failure').dataset.code = code;
  byId('failure-title').textContent = sentence;
  byId('failure-hint').textContent = hint;
  byId('failure').hidden = false;
}

byId('failure-close').addEventListener('click', () => { byId('failure').hidden = true; });
byId('confirm').addEventListener('click', once(async () => {
  document.body.dataset.state = 'waiting';
  try {
    const { here } = await server.confirm(link);
    byId('ask').hidden = true;
    byId('done').hidden = false;
    byId('here').hidden = byId('go-on').hidden = !here;
    byId('elsewhere').hidden = here;
    document.body.dataset.state = here ? 'here' : 'elsewhere';
  } catch (error) {
    reason = error;
    show();
    document.body.dataset.state = 'ready';
  }
}));
speak(spokenLanguage());
document.body.dataset.state = 'ready';
