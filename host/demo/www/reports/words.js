// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The words of the page on which tax reports are filed. */

import { spokenLanguage, vocabulary } from '/shared/language.js';

const english = {
  brand: 'Demo cabinet',
  ribbon: 'This is a sample on your own computer: its keys, authorities and documents are invented.',
  signOut: 'Sign out',
  close: 'Close',
  show: 'Show',
  cancel: 'Cancel',
  waiting: 'Continue in the Pidpys window',
  waitingNote: 'It has opened beside this one. If you cannot see it, press “Show”.',
  verifying: 'The cabinet passes it on',
  verifyingNote: 'It verifies the signature, or waits for the tax service’s answer.',
  welcome: 'Tax reports',
  lead: 'A report is signed in turn: the accountant, the director, the stamp — each with a key of their own, in the Pidpys window. There it is also encrypted for the tax service, and receipts are read. This page sees no keys.',
  signIn: 'Sign in with a qualified e-signature',
  signInNote: 'Sign in with an entrepreneur’s key, or anybody’s of the organisation: the report is filled in from the certificate.',
  samples: 'Keys to try',
  samplesLead: 'Save the files of those who will sign. The last director is of another organisation: try to sign a report that is not theirs.',
  choosing: '1. Choose a report',
  mishaps: 'And if something goes wrong?',
  mishapsLead: 'A program acts as the tax service here. Choose what shall happen, then fill in a report and send it.',
  begun: 'Begun, but not sent',
  asFile: 'The same in the file that is signed',
  signing: '2. Sign',
  signingNote: 'Who may sign, the tax service knows from what the organisation told it: no certificate proves that somebody is the director.',
  sent: 'Reports sent',
};

/** What scripts say, in both languages. */
const spoken = {
  uk: {
    title: 'Податкова звітність',
    filerLine: 'Звіт подає $1 ($2).',
    fill: 'Заповнити', proceed: 'Продовжити', otherKind: 'подає організація: увійдіть ключем когось із неї', ownKind: 'подає підприємець: увійдіть його ключем',
    filer: 'Хто подає', period: 'Період', file: 'Файл',
    accountant: 'Бухгалтер', director: 'Директор', stamp: 'Печатка',
    sign: 'Підписати', signedAt: 'підписано $1', turn: 'підписує зараз', later: 'підпише згодом', optional: 'якщо організація має печатку; можна без неї',
    waitsFor: 'чекає на підпис: $1', signedByAll: 'підписано, можна надсилати',
    sending: '3. Надішліть', sendingAlone: '2. Підпишіть і надішліть', send: 'Зашифрувати й надіслати', sendAlone: 'Підписати, зашифрувати й надіслати',
    sendingNote: 'Звіт зашифрують так, що прочитає його лише податкова, і ще раз підпишуть. Квитанції на нього прочитає той самий ключ, яким надсилаєте.',
    sendingWaits: 'Спершу має підписати $1.',
    sentAt: 'надіслано $1', silent: 'Надіслано. Квитанцій ще немає.', unread: 'Є квитанція: прочитайте її.',
    received: 'Доставлено, податкова перевіряє. Чи прийнято звіт, скаже квитанція №2.',
    accepted: 'Звіт прийнято.', rejected: 'Звіт не прийнято.', unknown: 'Податкова відповіла, але не сказала, чи прийнято звіт.',
    doubtful: 'Цю квитанцію не підтверджено.',
    receipt: 'Квитанція №$1', read: 'Прочитати квитанцію №$1', readOther: 'Прочитати іншу квитанцію №$1', refresh: 'Оновити', content: 'Що в ній сказано', saveReceipt: 'Зберегти квитанцію',
    registered: 'Реєстраційний номер', signer: 'Підписала', time: 'Час підпису',
    quarter: '$1 квартал $2 року',
    honest: 'Нічого: усе гаразд', 'unknown-form': 'Податкова не знає такої форми', 'wrong-key': 'Кабінет має сертифікат іншого одержувача', 'wrong-use': 'Кабінет має сертифікат шлюзу, але не для шифрування',
    silentGateway: 'Шлюз не відповідає', forged: 'Квитанцію підроблено', foreign: 'Квитанцію підписала не податкова', mixed: 'Надійде квитанція на інший звіт', unsignedReceipt: 'Квитанція без підпису', cutReceipt: 'Квитанція надійде не вся', preceded: 'Перед справжньою квитанцією надійде підроблена',
    serverFailed: 'Кабінет не відповів', serverHint: 'Перевірте, чи він ще запущений, і спробуйте знову.',
    denied: 'Кабінет відмовив', deniedHint: 'Відповідь сервера: $1.',
  },
  en: {
    title: 'Tax reports',
    filerLine: 'The report is of $1 ($2).',
    fill: 'Fill in', proceed: 'Go on', otherKind: 'organisations file it: sign in with the key of somebody there', ownKind: 'entrepreneurs file it: sign in with such a key',
    filer: 'Filed by', period: 'Period', file: 'File',
    accountant: 'Accountant', director: 'Director', stamp: 'Stamp',
    sign: 'Sign', signedAt: 'signed $1', turn: 'signs now', later: 'signs later', optional: 'where the organisation has a stamp; may be left out',
    waitsFor: 'waits to be signed by $1', signedByAll: 'signed, ready to be sent',
    sending: '3. Send', sendingAlone: '2. Sign and send', send: 'Encrypt and send', sendAlone: 'Sign, encrypt and send',
    sendingNote: 'The report is encrypted so that the tax service alone can read it, and signed once more. Its receipts are read by the key that you send it with.',
    sendingWaits: '$1 has to sign first.',
    sentAt: 'sent $1', silent: 'Sent. There are no receipts yet.', unread: 'A receipt came: read it.',
    received: 'Delivered; the tax service is checking it. Whether it is accepted, receipt no. 2 will say.',
    accepted: 'The report is accepted.', rejected: 'The report is not accepted.', unknown: 'The tax service answered, but did not say whether the report is accepted.',
    doubtful: 'This receipt is not confirmed.',
    receipt: 'Receipt no. $1', read: 'Read receipt no. $1', readOther: 'Read the other receipt no. $1', refresh: 'Look for more', content: 'What it says', saveReceipt: 'Save the receipt',
    registered: 'Registration number', signer: 'Signed by', time: 'Signed at',
    quarter: 'quarter $1 of $2',
    honest: 'Nothing: all goes well', 'unknown-form': 'The tax service does not know the form', 'wrong-key': 'The cabinet has the certificate of somebody else', 'wrong-use': 'The cabinet has the gateway’s certificate, but not the one to encrypt to',
    silentGateway: 'The gateway does not answer', forged: 'The receipt is forged', foreign: 'Somebody else signed the receipt', mixed: 'The receipt is about another report', unsignedReceipt: 'Nobody signed the receipt', cutReceipt: 'The end of the receipt is missing', preceded: 'A forged receipt comes before the true one',
    serverFailed: 'The cabinet did not answer', serverHint: 'See whether it still runs, then try again.',
    denied: 'The cabinet refused', deniedHint: 'The server says: $1.',
  },
};

export const { say, speak } = vocabulary(english, spoken);

/**
 * Why the cabinet or the gateway did not take something, and what to do, by the server's code.
 * @type {Record<import('/shared/language.js').Language, Record<string, [sentence: string, hint: string]>>}
 */
const refusals = {
  uk: {
    'certificate-unfit': ['Із цього сертифіката звіт не заповнити.', 'Для звіту в сертифікаті мають бути назва чи ім’я та РНОКПП або ЄДРПОУ. Паспорт замість коду цей зразок не приймає.'],
    'other-organization': ['Це ключ іншої організації: $1, $2 ($3).', 'Звіт подає $4 ($5). Підпишіть ключем, виданим для цієї організації.'],
    'wrong-order': ['Підпис не в свою чергу: власник обраного ключа — $1, а зараз підписує $2.', 'Звіт підписують по черзі: бухгалтер, директор, печатка. Оберіть у вікні ключ того, чия черга.'],
    'no-signatory': ['$1 не підписує звіти цієї організації.', 'Хто має право підпису, податкова знає з повідомлення організації, а не з сертифіката. Зараз підписує $2.'],
    'signature-bad': ['Підпис не пройшов перевірки.', 'Перевірте, чи чинний сертифікат ключа, і підпишіть ще раз.'],
    'other-report': ['Підписано не той звіт: його тим часом змінив хтось інший.', 'Перезавантажте сторінку, відкрийте звіт і підпишіть ще раз.'],
    'not-a-report': ['Це не підписаний звіт.', 'Перезавантажте сторінку й підпишіть ще раз.'],
    'signed-already': ['Цей звіт підписувати вже не треба.', 'Перезавантажте сторінку: звіт можна надсилати або вже надіслано.'],
    unsigned: ['Звіт підписали ще не всі: бракує підпису. Його має поставити $1.', 'Відкрийте звіт і передайте його на підпис.'],
    'sent-already': ['Цей звіт уже надіслано.', 'Перезавантажте сторінку: він серед надісланих.'],
    'gateway-silent': ['Шлюз податкової не відповідає.', 'Чи дійшов звіт, невідомо. Його збережено: зачекайте кілька хвилин і надішліть ще раз.'],
    'gateway-failed': ['Шлюз податкової відповів незрозуміло.', 'Чи дійшло надіслане, невідомо. Спробуйте ще раз трохи згодом.'],
    'receipts-silent': ['Шлюз податкової не відповідає.', 'Звіт уже надіслано, і надсилати його знову не треба. Натисніть «Оновити» за кілька хвилин.'],
    'receipts-failed': ['Шлюз податкової відповів незрозуміло.', 'Звіт уже надіслано, і надсилати його знову не треба. Натисніть «Оновити» трохи згодом.'],
    'receipts-refused': ['Шлюз податкової не дав квитанцій.', 'Звіт уже надіслано, і надсилати його знову не треба. Відповідь шлюзу: $2'],
    'no-receipt': ['Нової квитанції ще немає.', 'Податкова перевіряє звіт. Зазвичай це кілька хвилин, але може бути й доба: натисніть «Оновити» згодом.'],
    ERROR_DECRYPT: ['Шлюз податкової не зміг розшифрувати звіт, тож його не подано.', 'Звіт зашифровано для іншого одержувача: сертифікат шлюзу в кабінеті хибний або застарів. Повідомте підтримку кабінету.'],
    ERROR_STRUCT_REPORT: ['Шлюз податкової не впізнав звіту, тож його не подано.', 'Заповніть звіт ще раз. Якщо повториться, повідомте підтримку кабінету.'],
    ERROR_SERTIF: ['Шлюз податкової не прийняв сертифіката того, хто підписав.', 'Перевірте, чи чинний ваш сертифікат, і підпишіть ще раз.'],
    ERROR_SERTIF_ORG: ['Шлюз податкової відмовив: підписав хтось не з цієї організації.', 'Підпишіть ключем, виданим для організації, яка подає звіт.'],
    ERROR_XSD: ['Шлюз податкової не прийняв форми звіту: вона хибна, застаріла або ще не діє.', 'Перевірте, чи є новіша версія форми, і заповніть звіт у ній.'],
    ERROR_DB: ['Шлюз податкової тимчасово не працює.', 'Звіт збережено: надішліть ще раз за кілька хвилин.'],
    'gateway-refused': ['Шлюз податкової не прийняв звіту.', 'Його відповідь: $2'],
  },
  en: {
    'certificate-unfit': ['The report cannot be filled in from this certificate.', 'It takes a name and a РНОКПП or ЄДРПОУ in the certificate. A passport in place of a code this sample does not take.'],
    'other-organization': ['This is a key of another organisation: $1, $2 ($3).', 'The report is of $4 ($5). Sign with a key issued for that organisation.'],
    'wrong-order': ['It is not yet their turn: the key that you chose is of $1, and $2 signs now.', 'Reports are signed in turn: the accountant, the director, the stamp. In the window, choose the key of whose turn it is.'],
    'no-signatory': ['$1 does not sign the reports of this organisation.', 'Who may sign, the tax service knows from what the organisation told it, not from a certificate. $2 signs now.'],
    'signature-bad': ['The signature did not pass verification.', 'See whether the key’s certificate is valid, and sign again.'],
    'other-report': ['Another report was signed: somebody changed it meanwhile.', 'Reload the page, open the report and sign again.'],
    'not-a-report': ['This is no signed report.', 'Reload the page and sign again.'],
    'signed-already': ['This report needs no more signatures.', 'Reload the page: it can be sent, or was.'],
    unsigned: ['Not all have signed: $1 has not.', 'Open the report and have it signed.'],
    'sent-already': ['This report was sent before.', 'Reload the page: it is among those sent.'],
    'gateway-silent': ['The tax service’s gateway does not answer.', 'Whether the report arrived is not known. It is kept: wait some minutes and send it again.'],
    'gateway-failed': ['The tax service’s gateway answered unintelligibly.', 'Whether it took what was sent is not known. Try again a little later.'],
    'receipts-silent': ['The tax service’s gateway does not answer.', 'The report is sent, there is no need to send it again. Press “Look for more” in some minutes.'],
    'receipts-failed': ['The tax service’s gateway answered unintelligibly.', 'The report is sent, there is no need to send it again. Press “Look for more” a little later.'],
    'receipts-refused': ['The tax service’s gateway gave no receipts.', 'The report is sent, there is no need to send it again. The gateway says: $2'],
    'no-receipt': ['There is no new receipt yet.', 'The tax service is checking the report. That takes minutes as a rule, but may take a day: look again later.'],
    ERROR_DECRYPT: ['The tax service’s gateway could not decrypt the report, so it is not filed.', 'It was encrypted to somebody else: the gateway’s certificate in the cabinet is wrong or out of date. Tell the cabinet’s support.'],
    ERROR_STRUCT_REPORT: ['The tax service’s gateway found no report, so it is not filed.', 'Fill it in again. If it happens again, tell the cabinet’s support.'],
    ERROR_SERTIF: ['The tax service’s gateway did not accept the signer’s certificate.', 'See whether your certificate is valid, and sign again.'],
    ERROR_SERTIF_ORG: ['The tax service’s gateway refused: somebody signed who is not of this organisation.', 'Sign with a key issued for the organisation that files the report.'],
    ERROR_XSD: ['The tax service’s gateway did not accept the form: it is wrong, out of date or not in force yet.', 'See whether there is a newer version of the form, and fill in that.'],
    ERROR_DB: ['The tax service’s gateway does not work at the moment.', 'The report is kept: send it again in some minutes.'],
    'gateway-refused': ['The tax service’s gateway did not take the report.', 'It says: $2'],
  },
};

/**
 * @param {import('../server.js').Denied} denied
 * @returns {[code: string, sentence: string, hint: string]}
 */
export function refusal({ code, values, message }) {
  const known = refusals[spokenLanguage()];
  const name = code === 'gateway-refused' && known[values[0]] ? values[0] : code;
  if (!known[name]) return ['denied', say('denied'), say('deniedHint', message)];
  const [sentence, hint] = known[name].map((text) => values.reduce((filled, value, i) => filled.replace(`$${i + 1}`, () => value), text));
  return [name, sentence, hint];
}

/** @param {{year: number, quarter: number}} period */
export function periodOf({ year, quarter }) {
  return say('quarter', String(quarter), String(year));
}

/** @param {string} value @param {'people' | 'money'} unit */
export function amount(value, unit) {
  const style = unit === 'money' ? /** @type {const} */ ({ style: 'currency', currency: 'UAH', currencyDisplay: 'narrowSymbol' }) : {};
  return new Intl.NumberFormat(spokenLanguage(), style).format(Number(value));
}

/** @param {string} time */
export function moment(time) {
  return new Intl.DateTimeFormat(spokenLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}
