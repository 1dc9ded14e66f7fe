// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The cabinet's words. */

import { vocabulary } from '/shared/language.js';

export { date, spokenLanguage } from '/shared/language.js';

/** @typedef {import('/shared/language.js').Language} Language */

const english = {
  brand: 'Demo cabinet',
  ribbon: 'This is a sample on your own computer: its keys, authorities and documents are invented.',
  signOut: 'Sign out',
  close: 'Close',
  welcome: 'Sign in to your cabinet',
  welcomeLead: 'One button — the rest is in the Pidpys window: a key file, a token or a key in the cloud, its password, your consent. This page sees neither the key nor the password.',
  signIn: 'Sign in with a qualified e-signature',
  signInTax: 'Sign in the way of the tax cabinet',
  signInTaxNote: 'Дія.Підпис needs a phone alone. The last button signs in as the Electronic Cabinet of the tax service expects it: by a signature of the tax number.',
  samples: 'Sample keys',
  samplesLead: 'Save a file, press “Sign in”, choose it in the window and type its password.',
  token: 'Practice token',
  tokenLead: 'No token at hand? A program acts as one here, and it is always plugged in. Press “Sign in”, open the tab “Token or card” in the window, choose it and type the PIN.',
  cloud: 'Practice cloud keys and Дія.Підпис',
  cloudLead: 'The provider keeps the key and you agree on a phone. Press “Sign in”, open the tab “Cloud storage” in the window, choose a provider and press “Get the link”: twice, first for whose key it is, then for the sign-in.',
  cloudPhone: 'No phone will see this computer, so a page plays one: open the link below the QR code and press «Підтвердити» there.',
  cloudCSC: 'After the standard of the Cloud Signature Consortium. The provider’s own page asks whose key it is.',
  cloudKSP4: 'The way of IIT’s sign server: it wants a user id, from below.',
  cloudKSP6: 'The way of SmartID: without an id, the phone knows whose it is.',
  cloudDiia: 'The button beside “Sign in” on this page, or among the providers in the window.',
  phoneLevel: 'How long the signature lasts is up to Дія.',
  phoneWhy: 'Have the phone at hand. The code is valid for three minutes.',
  phoneGet: 'Get the code',
  phoneScan: 'Scan the QR code in the app Дія and confirm there. This page goes on by itself.',
  phoneOpen: 'Or open the link here',
  move: 'Moving to a token or card',
  moveLead: 'A key is never copied from a file to a token: a new one is made there, and its certificate is issued for a request that the current key signed. Try it:',
  moveButton: 'Save a sample key from below. In the browser’s toolbar press “Extensions” (the piece of a puzzle) and there Pidpys.',
  movePlace: 'Open that key in the window, and have the new one made on the empty token.',
  moveEnd: 'Sign in with the new key. With the old one this cabinet lets nobody in any more: its certificate is revoked.',
  others: 'Pages made for other programs',
  othersLead: 'Pidpys also answers pages that were written for other programs of signing, on sites where you switch it on. Two samples:',
  othersIIT: 'A page for another program of signing',
  othersWebEID: 'A page for Web eID',
  portal: 'Registration at a state portal',
  portalLead: 'Another site, where a cabinet is registered with a key: the data come from the certificate, the e-mail is confirmed by a letter. Letters come to this computer.',
  portalOpen: 'Go to the portal',
  reports: 'Tax reports',
  reportsLead: 'The accountant, the director and the stamp sign a report in turn; it is encrypted, sent, and its receipts are read.',
  reportsOpen: 'File a report',
  folder: 'Many documents',
  folderLead: 'A folder of a thousand documents: one consent, one PIN, and every document is signed for itself.',
  folderOpen: 'Sign a folder',
  developers: 'For cabinets’ developers',
  developersLead: 'How to put such a button on a site of yours, and how to see that it works.',
  developersEmbed: 'Embed it in ten minutes',
  developersConformance: 'See what works',
  certificate: 'Certificate',
  documents: 'Documents',
  form: 'Form of the signature',
  detached: 'Signature apart',
  attached: 'With the document inside',
  level: 'How long the signature must last',
  plain: 'For now',
  stamped: 'With the time',
  lasting: 'For years',
  upload: 'Sign a file of your own',
  uploadNote: 'Of any size: the Pidpys window reads it, and the server gets it only to verify the signature.',
  results: 'Signed',
  waiting: 'Continue in the Pidpys window',
  waitingNote: 'It has opened beside this one. If you cannot see it, press “Show”.',
  verifying: 'The cabinet is verifying the signature',
  verifyingNote: 'A large document takes a while.',
  show: 'Show',
  cancel: 'Cancel',
};

/** What scripts say, in both languages. */
const spoken = {
  uk: {
    title: 'Демонстраційний кабінет',
    save: 'Зберегти', password: 'пароль', pin: 'PIN-код', unprotected: 'носій несправжній: ключ нічим не захищений', copy: 'Скопіювати', copied: 'Скопійовано',
    certificateFile: 'Сертифікат', expired: 'строк дії минув: такий ключ не приймуть', alone: 'без сертифіката: його знайде вікно Pidpys', view: 'Переглянути', sign: 'Підписати',
    person: 'Фізична особа', fop: 'Фізична особа — підприємець', corporate: 'Представник організації', stamp: 'Печатка організації',
    drfo: 'РНОКПП', edrpou: 'ЄДРПОУ', unzr: 'УНЗР', organization: 'Організація', jobTitle: 'Посада',
    issuer: 'Видав', serial: 'Номер', validity: 'Чинний', signature: 'Підпис', hash: 'Геш', way: 'Вхід',
    qes: 'кваліфікований (КЕП)', aes: 'удосконалений (УЕП)',
    origin: 'прив’язаний до цього сайту', 'tax-number': 'підпис податкового номера', diia: 'Дія.Підпис на телефоні', 'web-eid': 'Web eID',
    userID: 'ідентифікатор', phoneSignIn: 'Вхід через Дія.Підпис', phoneSign: 'Підпис документа через Дія.Підпис',
    phoneLeft: 'QR-код дійсний ще $1', phoneLate: 'Час вичерпано.',
    checkedBy: 'Перевірив сервер кабінету',
    inside: 'документ усередині підпису', apart: 'документ окремим файлом',
    saveSignature: 'Зберегти підпис', saveDocument: 'Зберегти документ',
    serverFailed: 'Кабінет не відповів', serverHint: 'Перевірте, чи він ще запущений, і спробуйте знову.',
    denied: 'Кабінет відмовив', deniedHint: 'Відповідь сервера: $1.',
    revoked: 'Кабінет відмовив: сертифікат цього ключа скасовано', revokedHint: 'Якщо ви перейшли на новий ключ, увійдіть ним.',
    unknownError: 'Не вдалося',
  },
  en: {
    title: 'Demo cabinet',
    save: 'Save', password: 'password', pin: 'PIN', unprotected: 'not a real device: nothing protects the key', copy: 'Copy', copied: 'Copied',
    certificateFile: 'Certificate', expired: 'expired: it will be refused', alone: 'without a certificate: the Pidpys window finds it', view: 'View', sign: 'Sign',
    person: 'Natural person', fop: 'Sole proprietor', corporate: 'Representative of an organisation', stamp: 'Seal of an organisation',
    drfo: 'Tax number', edrpou: 'EDRPOU code', unzr: 'UNZR number', organization: 'Organisation', jobTitle: 'Position',
    issuer: 'Issued by', serial: 'Number', validity: 'Valid', signature: 'Signature', hash: 'Hash', way: 'Signed in',
    qes: 'qualified', aes: 'advanced',
    origin: 'bound to this site', 'tax-number': 'by a signature of the tax number', diia: 'with Дія.Підпис on a phone', 'web-eid': 'Web eID',
    userID: 'user id', phoneSignIn: 'Signing in with Дія.Підпис', phoneSign: 'Signing a document with Дія.Підпис',
    phoneLeft: 'The QR code is valid for $1 more', phoneLate: 'Its time is over.',
    checkedBy: 'Verified by the cabinet’s server',
    inside: 'the document inside the signature', apart: 'the document a file of its own',
    saveSignature: 'Save the signature', saveDocument: 'Save the document',
    serverFailed: 'The cabinet did not answer', serverHint: 'See whether it still runs, then try again.',
    denied: 'The cabinet refused', deniedHint: 'The server says: $1.',
    revoked: 'The cabinet refused: the certificate of this key is revoked', revokedHint: 'If you moved to a new key, sign in with that.',
    unknownError: 'That did not work',
  },
};

/** @type {Record<string, string>} */
const hashes = {
  gost34311: 'ГОСТ 34.311-95', kupyna256: 'Купина-256', kupyna384: 'Купина-384', kupyna512: 'Купина-512',
  sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512',
};

const words = vocabulary(english, spoken);

export const { say } = words;

/** @type {Record<string, {error: string, hint: string}>} Pidpys' own words for its codes. */
let codes = {};

/** What a code means and what to do about it. @param {string} code */
export function explain(code) {
  const { error, hint } = codes[code] ?? { error: say('unknownError'), hint: code };
  return { error: fill(error), hint: fill(hint) };
}

/** Names the one provider that this page itself asks. @param {string} text */
function fill(text) {
  return text.replace('$1', 'Дія.Підпис').replace('$2', '').trim();
}

/** @param {string} name  As the host names it. */
export function hashName(name) {
  return hashes[name] ?? name;
}

/** Speaks a language from now on. @param {Language} wanted */
export async function speak(wanted) {
  words.speak(wanted);
  const answer = await fetch(`/pidpys/words/${wanted}.json`);
  codes = await answer.json();
}
