// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The words of the page that says what works. */

import { spokenLanguage, vocabulary } from '/shared/language.js';

const english = {
  brand: 'Demo cabinet',
  ribbon: 'This is a sample on your own computer: its keys, authorities and documents are invented.',
  welcome: 'What works here',
  lead: 'For who builds a cabinet. The first two lists fill by themselves; methods open the Pidpys window. Whatever does not work comes with what to do.',
  all: 'Take all steps',
  again: 'Begin anew',
  take: 'Do it',
  page: 'The page',
  pidpys: 'Pidpys',
  methods: 'Methods',
  methodsLead: 'Any sample key of the demo cabinet will do; what is encrypted is for the organisation’s seal, so decrypt with stamp.pfx.',
  samples: 'Sample keys',
  origin: 'Secure context',
  frames: 'Frames',
  policy: 'Content-Security-Policy',
  extension: 'The extension',
  listed: 'The site is on the list',
  program: 'The program',
  login: 'login: sign in',
  loginNote: 'The challenge is from the cabinet’s server, and it verifies the answer.',
  certificate: 'certificate: whose key it is',
  detached: 'sign: a signature apart',
  lasting: 'sign: with the document, for years',
  several: 'sign: three documents by one consent',
  verify: 'verify: verify',
  verifyNote: 'What was just signed apart. Nobody is asked.',
  encrypt: 'encrypt: encrypt',
  encryptNote: 'For the cabinet’s organisation.',
  decrypt: 'decrypt: decrypt',
  cancel: 'cancel: take a request back',
  cancelNote: 'The page asks and at once thinks better of it: the window closes by itself.',
  unknown: 'What there is not yet',
  unknownNote: 'An unknown profile must be answered “unsupported”, not by silence.',
};

/** What scripts say, in both languages. */
const spoken = {
  uk: {
    title: 'Що тут працює', serverSaid: 'Сервер: $1', save: 'Зберегти',
    secure: 'Так: $1.', insecure: 'Ні. Відкрийте сторінку за https (на власному комп’ютері — http://localhost): інакше жодне розширення не відповість.',
    opaque: 'Сторінка не має власної адреси: її відкрито з blob:, about: або в пісочниці. Відкрийте її за звичайною адресою; у рамці додайте до sandbox allow-same-origin.',
    top: 'Сторінка у власній вкладці.', framed: 'Сторінка в рамці. Так можна, якщо у списку сайтів є саме ця пара: рамка і сторінка, у якій вона стоїть (tops).',
    nested: 'Рамка в рамці: браузер не каже розширенню, хто посередині. Поставте рамку прямо на сторінку.',
    policyStrict: 'Сувора, і для Pidpys цього досить.', policyNone: 'Немає. Pidpys працюватиме, але радимо: default-src \'none\'; script-src \'self\'; style-src \'self\'; connect-src \'self\'.',
    policyLoose: 'Є, але дозволяє чужі або вписані скрипти. Pidpys цього не потребує: досить script-src \'self\'.',
    policySandbox: 'У політиці є sandbox без allow-same-origin: сторінка не має власної адреси, і розширення їй не відповість.',
    answers: 'Відповідає.', isListed: 'Так: $1.', version: 'Відповідає, версія $1.',
    signedIn: 'Сервер упізнав: $1.', owner: '$1. Сертифікатів над власником: $2.', made: 'Рівень $1, $2 байтів.',
    settled: 'Людина погодилася на рівень $1. Якщо ваш сервер вимагає більшого, скажіть про це на сторінці.',
    several: 'Підписано: $1.', encrypted: '$1 байтів.', decrypted: 'Розшифровано те саме, що було зашифровано.', answeredWith: 'Відповідь, як має бути: $1.',
    wrong: 'Прийшло не те, чого чекали: $1', serverFailed: 'Сервер кабінету не відповів як слід: $1',
  },
  en: {
    title: 'What works here', serverSaid: 'The server: $1', save: 'Save',
    secure: 'Yes: $1.', insecure: 'No. Open the page by https (on your own computer http://localhost): no extension answers otherwise.',
    opaque: 'The page has no address of its own: it was opened from blob:, about: or in a sandbox. Open it at its usual address; in a frame add allow-same-origin to sandbox.',
    top: 'The page has a tab of its own.', framed: 'The page is in a frame. That works where this very pair is on the list of sites: the frame, and the page it stands in (tops).',
    nested: 'A frame in a frame: the browser does not tell the extension who is between. Put the frame right into the page.',
    policyStrict: 'Strict, and enough for Pidpys.', policyNone: 'None. Pidpys will work, but better: default-src \'none\'; script-src \'self\'; style-src \'self\'; connect-src \'self\'.',
    policyLoose: 'There is one, but it lets others’ or inline scripts run. Pidpys does not need that: script-src \'self\' will do.',
    policySandbox: 'The policy has sandbox without allow-same-origin: the page has no address of its own, and the extension will not answer it.',
    answers: 'It answers.', isListed: 'Yes: $1.', version: 'It answers, version $1.',
    signedIn: 'The server knows who it is: $1.', owner: '$1. Certificates above the owner: $2.', made: 'Level $1, $2 bytes.',
    settled: 'The person settled for level $1. If your server wants more, say so on the page.',
    several: 'Signed: $1.', encrypted: '$1 bytes.', decrypted: 'What was decrypted is what was encrypted.', answeredWith: 'Answered as it should be: $1.',
    wrong: 'Something else came than was expected: $1', serverFailed: 'The cabinet’s server did not answer as it should: $1',
  },
};

/**
 * What a developer does about a code, where that is not what the visitor does.
 * @type {Record<import('/shared/language.js').Language, Record<string, string>>}
 */
const remedies = {
  uk: {
    'extension-missing': 'Встановіть розширення та перезавантажте сторінку: у вкладках, відкритих раніше, його ще немає. У вікні інкогніто його треба дозволити окремо.',
    'extension-too-old': 'Оновіть розширення. Або client.js новіший за все, що встановлено: візьміть його з того самого випуску.',
    'page-not-listed': 'Розширення є, але адреси $1 немає в його списку. Напишіть нам або попросіть адміністратора додати її в налаштування «cabinets»; для рамки — ще й сторінку, де вона стоїть, у «tops».',
    'host-missing': 'Розширення є, програми немає. Встановіть її, а якщо встановлено — запустіть у терміналі: pidpys doctor.',
    'host-forbidden': 'Політика браузера забороняє програму (NativeMessagingBlocklist). Скаже точно: pidpys doctor.',
    'host-too-old': 'Розширення новіше за програму. Оновіть програму.',
    forbidden: 'Сторінка не в захищеному контексті, без власної адреси або в рамці, якій не дозволено. Подивіться на перші пункти.',
    busy: 'Цей документ уже передав канал: з’єднуйтеся раз і бережіть з’єднання. Зараз перезавантажте сторінку.',
    cancelled: 'Людина передумала. Це звичайна відповідь: лишіть кнопку й дайте спробувати ще раз.',
    'too-many-cancels': 'Після трьох відмов поспіль сторінка мовчить, доки її не перезавантажать.',
    failed: 'Чому саме, людині сказало вікно Pidpys: сторінка цього не дізнається.',
  },
  en: {
    'extension-missing': 'Install the extension and reload the page: it is not in tabs that were open before. In private windows it has to be allowed separately.',
    'extension-too-old': 'Update the extension. Or client.js is newer than anything installed: take it from the same release.',
    'page-not-listed': 'The extension is there, but the address $1 is not on its list. Write to us, or have the administrator add it to the setting “cabinets”; for a frame also the page it stands in, to “tops”.',
    'host-missing': 'The extension is there, the program is not. Install it; if it is installed, run in a terminal: pidpys doctor.',
    'host-forbidden': 'The browser’s policy forbids the program (NativeMessagingBlocklist). This tells exactly: pidpys doctor.',
    'host-too-old': 'The extension is newer than the program. Update the program.',
    forbidden: 'The page is in no secure context, has no address of its own, or is in a frame that may not. Look at the first points.',
    busy: 'This document has handed over a channel already: connect once and keep the connection. Now reload the page.',
    cancelled: 'The person thought better of it. That is a usual answer: leave the button there and let them try again.',
    'too-many-cancels': 'After three refusals in a row the page is silent until it is loaded anew.',
    failed: 'Why, the Pidpys window told the person: a page does not learn that.',
  },
};

/** @param {string} code @param {string} origin @returns {string} Empty where what the visitor does is all. */
export function remedy(code, origin) {
  return (remedies[spokenLanguage()][code] ?? '').replace('$1', origin);
}

export const { say, speak } = vocabulary(english, spoken);
