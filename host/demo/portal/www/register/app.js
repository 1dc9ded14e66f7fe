// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Registration: whose key it is, what is known of its owner, a letter, the end. */

import { byId, facts, make } from '/shared/elements.js';
import { errands } from '/shared/errand.js';
import { date, spokenLanguage } from '/shared/language.js';
import { caution, named } from '../data.js';
import { once } from '../once.js';
import * as server from '../server.js';
import { sentences, words } from '../words.js';

/**
 * What is in sight, and the step that it belongs to.
 *
 * @typedef {'category' | 'carrier' | 'key' | 'signer' | 'data' | 'letter' | 'end'} View
 * @type {Record<View, 1 | 2 | 3>}
 */
const STEPS = { category: 1, carrier: 1, key: 1, signer: 1, data: 2, letter: 2, end: 3 };

/** How much may be told in a field; registration.MaxTold. */
const MAX_TOLD = 100;

/** How often the server is asked whether the letter was answered, in milliseconds. */
const PAUSE = 1000;

const { attempt, connected, perform } = errands({ sentences, show });

const { say, speak } = words({
  registration: 'Registration',
  step1: 'Identification', step2: 'Data of the person', step3: 'The end',
  who: 'Who registers?',
  natural: 'Natural person', naturalNote: 'A sole proprietor too. You need your own key.',
  legal: 'Legal entity', legalNote: 'You need the key issued to you as an employee, or the organisation’s stamp.',
  nonResident: 'Non-resident', nonResidentNote: 'A person who lives abroad. You need a personal key of a Ukrainian provider.',
  where: 'Where is your key kept?', fromFile: 'Read the key from a file', fromToken: 'Read the key from a protected carrier', back: 'Back',
  keyLead: 'This page sees neither the key nor the password: the button opens the Pidpys window.',
  email: 'E-mail', emailNote: 'A letter will come there to confirm the registration.',
  read: 'Read and register',
  signer: 'The key was read. The signer:', signerLead: 'The data of the next step come from this certificate. If the key is not yours, stop and take another.',
  mine: 'This is me, go on', restart: 'Take another key',
  dataLead: 'What the certificate proves cannot be changed. If there is a mistake, ask the provider that issued the certificate.',
  confirm: 'Confirm the e-mail',
  sent: 'The letter is on its way', sentLead: 'Open the link in the letter, on another device if you like: this page goes on by itself, do not close it.',
  openMail: 'Open the practice mail', change: 'Change the address or send again',
  confirmed: 'The e-mail is confirmed, the cabinet is made', enter: 'Go to the cabinet',
}, {
  uk: {
    title: 'Реєстрація', fileHeading: 'Зчитування КЕП з файлу', tokenHeading: 'Зчитування КЕП з захищеного носія', sentTo: 'На адресу $1.',
    name: 'Власник', kind: 'Хто це', issuer: 'Видав', until: 'Чинний до', signs: 'Підпис', qes: 'КЕП', aes: 'УЕП',
    person: 'Фізична особа', fop: 'Фізична особа — підприємець', corporate: 'Працівник організації', stamp: 'Печатка організації',
    endNote: '$1, далі входьте тим самим ключем.',
  },
  en: {
    title: 'Registration', fileHeading: 'Reading the key from a file', tokenHeading: 'Reading the key from a protected carrier', sentTo: 'To $1.',
    name: 'Owner', kind: 'Who', issuer: 'Issued by', until: 'Good until', signs: 'Signature', qes: 'qualified (КЕП)', aes: 'advanced (УЕП)',
    person: 'Natural person', fop: 'Sole proprietor', corporate: 'Of an organisation', stamp: 'Stamp of an organisation',
    endNote: '$1, from now on sign in with the same key.',
  },
}, show);

/** @type {server.Application | null} */
let application = null;

/** @type {server.Category | undefined} */
let category;

/** @type {'file' | 'token' | undefined} Where the key is. */
let carrier;

/** Whether the person has seen whose key was read. */
let noticed = true;

/** Whether the address is to be typed again. */
let changing = false;

/** @returns {View} */
function view() {
  if (application?.confirmed) return 'end';
  if (application && !noticed) return 'signer';
  if (application) return application.sent && !changing ? 'letter' : 'data';
  if (!category) return 'category';
  return carrier ? 'key' : 'carrier';
}

function show() {
  const now = view();
  const before = document.body.dataset.view;
  document.body.dataset.view = now;
  document.body.dataset.state = 'ready';
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('section[data-view]'))) {
    section.hidden = section.dataset.view !== now;
  }
  for (const step of [1, 2, 3]) {
    const shown = byId(`progress-${step}`);
    shown.classList.toggle('past', step < STEPS[now]);
    shown.ariaCurrent = step === STEPS[now] ? 'step' : null;
  }
  for (const heading of document.querySelectorAll('[data-chosen]')) heading.textContent = named(application?.category ?? category ?? 'natural');
  byId('key-heading').textContent = say(carrier === 'token' ? 'tokenHeading' : 'fileHeading');
  if (application) showApplication(application, before === now);
  if (!before || before === now) return;
  /** @type {HTMLElement} */ (document.querySelector(`section[data-view="${now}"]`)).focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** @param {server.Application} shown @param {boolean} again  What was typed stays. */
function showApplication({ signer, category, data, email }, again) {
  facts(byId('signer'), [
    [say('name'), signer.name],
    [say('kind'), say(signer.kind)],
    ...data.filter(({ source, value, field }) => source === 'proven' && value && !['surname', 'given-name'].includes(field))
      .map(({ field, value }) => /** @type {[string, string]} */ ([named(field), value])),
    [say('issuer'), signer.issuer],
    [say('until'), date(signer.not_after)],
    [say('signs'), signer.signs && say(signer.signs)],
  ]);
  const warned = caution(category, data);
  byId('caution').hidden = warned === '';
  byId('caution').textContent = warned;
  const typed = again ? told() : {};
  byId('fields').replaceChildren(...data.map((datum) => fieldOf({ ...datum, value: typed[datum.field] ?? datum.value })));
  if (!again) /** @type {HTMLInputElement} */ (byId('email-again')).value = email;
  byId('sent-to').textContent = say('sentTo', email);
  byId('end-note').textContent = say('endNote', signer.name);
}

/** @param {server.Datum} datum */
function fieldOf({ field, value, source, required = false }) {
  const input = Object.assign(document.createElement('input'), { name: field, value, readOnly: source !== 'told', required, maxLength: MAX_TOLD });
  const note = source !== 'told' ? named(source) : required ? named('told') : named('optional');
  return make('label', {}, named(field), make('small', {}, note), input);
}

/** What stands in the form, by field. @returns {Record<string, string>} */
function told() {
  return Object.fromEntries(Array.from(byId('fields').querySelectorAll('input'), ({ name, value }) => [name, value]));
}

/** Looks whether the letter was answered, until it was. */
async function look() {
  if (view() === 'letter') {
    application = await server.application().catch(() => application);
    if (!application || application.confirmed) show();
  }
  setTimeout(() => void look(), PAUSE);
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('button[data-category]'))) {
  button.addEventListener('click', () => {
    category = /** @type {server.Category} */ (button.dataset.category);
    show();
  });
}
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('button[data-key]'))) {
  button.addEventListener('click', () => {
    carrier = /** @type {'file' | 'token'} */ (button.dataset.key);
    show();
  });
}
for (const button of document.querySelectorAll('.back')) {
  button.addEventListener('click', () => {
    byId('failure').hidden = true;
    if (carrier) carrier = undefined;
    else category = undefined;
    show();
  });
}
for (const button of document.querySelectorAll('.restart')) {
  button.addEventListener('click', once(() => attempt(async () => {
    await server.restart();
    application = null;
    category = carrier = undefined;
    show();
  })));
}

byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void perform(async (signal) => {
    if (!category) return;
    const email = await server.email(/** @type {HTMLInputElement} */ (byId('email')).value);
    const pidpys = await connected();
    const { token } = await pidpys.login({ challenge: server.challenge, key: carrier, signal });
    application = await server.identify({ category, email, token });
    noticed = changing = false;
  });
});
byId('mine').addEventListener('click', () => {
  noticed = true;
  show();
});
const send = once(() => attempt(async () => {
  application = await server.letter({ data: told(), email: /** @type {HTMLInputElement} */ (byId('email-again')).value });
  changing = false;
  show();
}));
byId('data-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
byId('change').addEventListener('click', () => {
  changing = true;
  show();
});
byId('enter').addEventListener('click', once(() => attempt(async () => {
  await server.enter();
  location.assign('/cabinet/');
})));

const [begun, mail] = await Promise.all([server.application(), server.mail()]);
application = begun;
byId('mail').setAttribute('href', mail);
speak(spokenLanguage());
show();
void look();
