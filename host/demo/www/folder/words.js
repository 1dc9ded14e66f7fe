// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The words of the page on which a folder is signed. */

import { spokenLanguage, vocabulary } from '/shared/language.js';

const english = {
  brand: 'Demo cabinet',
  ribbon: 'This is a sample on your own computer: its keys, authorities and documents are invented.',
  close: 'Close',
  welcome: 'Sign a folder',
  lead: 'Up to ten thousand documents at once: one list, one key, one PIN or one confirmation on the phone. Every document is signed for itself, so what is done stays done, whatever happens next.',
  leadNote: 'This cabinet verifies every signature at once; for that the document is sent to it with its signature.',
  choose: 'Choose documents',
  chooseNote: 'Or drop a folder or files here.',
  chooseFolder: 'Choose a folder',
  chooseFiles: 'Choose files',
  clear: 'Clear the list',
  waiting: 'Continue in the Pidpys window. It says how far it is, and can be paused.',
  show: 'Show',
  stop: 'Stop',
  save: 'Save the signatures',
  withDocuments: 'with the documents',
  find: 'Find in the list',
  kindAll: 'All',
  kindLeft: 'Not signed',
  kindSigned: 'Signed',
  kindFailed: 'Failed',
};

/** What scripts say, in both languages. */
const spoken = {
  uk: {
    title: 'Підписати теку',
    one: '$1 документ', few: '$1 документи', many: '$1 документів',
    count: '$1 · $2',
    summary: 'Підписано $1 з $2',
    summaryFailed: 'не вдалося: $1',
    signAll: 'Підписати все', goOn: 'Продовжити: лишилося $1', again: 'Спробувати ще раз: $1',
    waiting: 'чекає', checking: 'підписано, перевіряємо', good: 'підписано й перевірено', unchecked: 'підписано; кабінет не зміг перевірити',
    more: 'Показано $1 з $2. Щоб побачити решту, скористайтеся пошуком.', none: 'Таких документів у списку немає.',
    lost: 'Програма Pidpys несподівано завершилася', keptHint: 'Усе, що вже підписано, збережено у списку. Натисніть «Продовжити», щоб підписати решту.',
    saveFirst: 'Спершу збережіть підписи.',
    stopped: 'Підписання зупинено', stoppedHint: 'Усе, що вже підписано, збережено у списку. Решту можна підписати будь-коли.',
    tooMany: 'Документів забагато', tooManyHint: 'За один раз можна підписати не більше ніж 10 000. Решту до списку не додано.',
    saveFailed: 'Не вдалося зібрати файл', saveFailedHint: 'Документ «$1» змінено чи видалено, або його використовує інша програма. Поверніть його або збережіть лише підписи.',
    archive: 'підписи.zip',
    read_failed: 'не вдалося прочитати', document_changed: 'змінився або зник', refused: 'підписувати не можна', failed: 'не вдалося підписати',
  },
  en: {
    title: 'Sign a folder',
    one: '$1 document', few: '$1 documents', many: '$1 documents',
    count: '$1 · $2',
    summary: 'Signed: $1 of $2',
    summaryFailed: 'failed: $1',
    signAll: 'Sign all', goOn: 'Continue: $1 left', again: 'Try again: $1',
    waiting: 'waits', checking: 'signed, being verified', good: 'signed and verified', unchecked: 'signed; the cabinet could not verify it',
    more: '$1 of $2 are shown. Search the list to see the others.', none: 'There are no such documents in the list.',
    lost: 'The Pidpys program ended unexpectedly', keptHint: 'All that is signed is kept in the list. Press “Continue” to sign the rest.',
    saveFirst: 'Save the signatures first.',
    stopped: 'Signing was stopped', stoppedHint: 'All that is signed is kept in the list. The rest can be signed at any time.',
    tooMany: 'There are too many documents', tooManyHint: 'No more than 10,000 can be signed at once. The others were not added to the list.',
    saveFailed: 'The file could not be put together', saveFailedHint: 'The document “$1” was changed, deleted, or is in use by another program. Bring it back, or save the signatures alone.',
    archive: 'signatures.zip',
    read_failed: 'could not be read', document_changed: 'changed or gone', refused: 'may not be signed', failed: 'could not be signed',
  },
};

export const { say, speak } = vocabulary(english, spoken);

/** @param {number} count */
export function number(count) {
  return new Intl.NumberFormat(spokenLanguage()).format(count);
}

/** «5 документів». @param {number} count */
export function counted(count) {
  const form = new Intl.PluralRules(spokenLanguage()).select(count);
  return say(form === 'one' || form === 'few' ? form : 'many', number(count));
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** «1,2 МБ». @param {number} octets */
export function size(octets) {
  const step = Math.min(Math.floor(Math.log2(Math.max(octets, 1)) / 10), UNITS.length - 1);
  const digits = step > 0 && octets / 1024 ** step < 10 ? 1 : 0;
  return new Intl.NumberFormat(spokenLanguage(), { style: 'unit', unit: UNITS[step], unitDisplay: 'short', maximumFractionDigits: digits }).format(octets / 1024 ** step);
}
