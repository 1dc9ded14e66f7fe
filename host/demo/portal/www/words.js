// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** What all pages of the portal say. */

import { PidpysError } from '/pidpys/client.js';
import { explain } from '/pidpys/trouble.js';
import { spokenLanguage, vocabulary } from '/shared/language.js';
import { named } from './data.js';
import { Refusal } from './server.js';

/** What stands in parts.html. */
const PARTS = {
  brand: 'Practice state portal',
  ribbon: 'This is a sample on your computer. There are no real services here; people and organisations are invented.',
  close: 'Close',
  waiting: 'Go on in the Pidpys window',
  waitingNote: 'It opened nearby. The password or PIN is typed there only. If you cannot see the window, press “Show”.',
  show: 'Show',
  cancel: 'Cancel',
};

/** Why the server refused, and what to do, by code; $1 is the field that it is about. @type {Record<import('/shared/language.js').Language, Record<string, [string, string]>>} */
const REFUSALS = {
  uk: {
    'no-code': ['У сертифікаті немає коду власника', 'Без РНОКПП, паспорта чи коду ЄДРПОУ портал не відрізнить вас від тезки. Візьміть інший ключ.'],
    'for-an-organization': ['Цей ключ видано для роботи в організації', 'Візьміть свій особистий ключ. Щоб зареєструвати організацію, оберіть «Юридична особа».'],
    stamp: ['Це печатка організації', 'Візьміть свій особистий ключ. Щоб зареєструвати організацію, оберіть «Юридична особа».'],
    'no-organization': ['У сертифікаті немає організації', 'Це особистий ключ. Візьміть ключ, виданий вам як працівникові, або печатку організації. Щоб зареєструватися самому, оберіть «Фізична особа».'],
    'sole-proprietor': ['Підприємець реєструється як фізична особа', 'Візьміть особистий ключ підприємця й оберіть «Фізична особа».'],
    'unknown-category': ['Невідомо, хто реєструється', 'Почніть спочатку.'],
    'already-registered': ['Такий кабінет уже є', 'Натисніть «Увійти з КЕП» на головній сторінці. Якщо кабінет організації зареєстрував хтось інший, попросіть його дати вам доступ.'],
    email: ['Це не схоже на електронну адресу', 'Перевірте, чи немає в ній пробілів, ком або кирилиці. Приклад: oksana@example.com.'],
    nobody: ['Лист не доставлено: такої скриньки немає', 'Перевірте адресу й спробуйте ще раз.'],
    letters: ['На цю адресу вже надіслано багато листів', 'Пошукайте лист у теці «Спам» або спробуйте за годину.'],
    post: ['Не вдалося надіслати лист', 'Ваші дані залишилися тут. Спробуйте за кілька хвилин.'],
    contradicts: ['Дані не збігаються з сертифікатом', 'Зареєструвати можна лише того, чий ключ зчитано. Зчитайте ключ тієї людини чи організації.'],
    missing: ['Не заповнено поле «$1»', 'Заповніть усі поля, крім необов’язкових.'],
    unfit: ['У полі «$1» зайві символи або задовгий текст', 'Напишіть коротше, звичайними літерами й цифрами.'],
    'no-application': ['У цьому браузері ніхто не реєструється', 'Почніть спочатку: зчитайте ключ.'],
    'not-believed': ['Портал не прийняв підпис', 'Сертифікат може бути скасований або прострочений. Спробуйте ще раз або візьміть інший ключ.'],
    link: ['Посилання неправильне', 'Можливо, його скопійовано не повністю, адресу відтоді змінено або реєстрацію почато заново. Відкрийте найновіший лист.'],
    'link-expired': ['Посилання застаріло', 'Воно діяло 24 години. Поверніться до реєстрації й надішліть новий лист.'],
    'link-used': ['Посилання вже використано', 'Цю пошту підтверджено раніше. Увійдіть до кабінету з головної сторінки.'],
    unconfirmed: ['Пошту ще не підтверджено', 'Відкрийте посилання з листа.'],
    'no-account': ['Кабінету ще немає', 'Натисніть «Зареєструватися».'],
    'another-holder': ['Кабінет цієї організації зареєстрував хтось інший', 'Попросіть його або керівника дати вам доступ.'],
    '': ['Портал не зміг відповісти', 'Спробуйте ще раз за хвилину.'],
  },
  en: {
    'no-code': ['The certificate has no code of its owner', 'Without a tax number, a passport or an organisation’s code the portal cannot tell you from a namesake. Take another key.'],
    'for-an-organization': ['This key was issued for work in an organisation', 'Take your own key. To register the organisation choose “Legal entity”.'],
    stamp: ['This is the stamp of an organisation', 'Take your own key. To register the organisation choose “Legal entity”.'],
    'no-organization': ['There is no organisation in the certificate', 'This is a personal key. Take the one issued to you as an employee, or the organisation’s stamp. To register yourself choose “Natural person”.'],
    'sole-proprietor': ['A sole proprietor registers as a natural person', 'Take the sole proprietor’s own key and choose “Natural person”.'],
    'unknown-category': ['It is not known who registers', 'Begin again.'],
    'already-registered': ['There is such a cabinet already', 'Press “Sign in with your key” on the first page. If somebody else registered the organisation, ask them to give you access.'],
    email: ['This does not look like an e-mail address', 'Look for spaces, commas and letters that are not Latin. An example: oksana@example.com.'],
    nobody: ['The letter was not delivered: there is no such mailbox', 'Check the address and try again.'],
    letters: ['Many letters were sent to this address already', 'Look for the letter in “Spam”, or try in an hour.'],
    post: ['The letter could not be sent', 'Your data are still here. Try in some minutes.'],
    contradicts: ['The data differ from the certificate', 'Only the owner of the key can be registered. Read the key of that person or organisation.'],
    missing: ['The field “$1” is not filled in', 'Fill in all fields but the optional ones.'],
    unfit: ['The field “$1” has odd characters or too much text', 'Write less, in ordinary letters and digits.'],
    'no-application': ['Nobody registers in this browser', 'Begin again: read the key.'],
    'not-believed': ['The portal did not accept the signature', 'The certificate may be revoked or expired. Try again or take another key.'],
    link: ['The link is wrong', 'Perhaps not all of it was copied, the address was changed since, or the registration was begun anew. Open the newest letter.'],
    'link-expired': ['The link has expired', 'It was good for 24 hours. Go back to the registration and send another letter.'],
    'link-used': ['The link was used already', 'This address was confirmed before. Sign in from the first page.'],
    unconfirmed: ['The address is not confirmed yet', 'Open the link in the letter.'],
    'no-account': ['There is no cabinet yet', 'Press “Register”.'],
    'another-holder': ['Somebody else registered this organisation', 'Ask them or the head to give you access.'],
    '': ['The portal could not answer', 'Try again in a minute.'],
  },
};

/**
 * Why something came to nothing, and what to do.
 *
 * @param {unknown} reason
 * @returns {[code: string, sentence: string, hint: string]}
 */
export function sentences(reason) {
  if (reason instanceof PidpysError) {
    const { sentence, hint } = explain(reason, undefined, spokenLanguage());
    return [reason.code, sentence, hint];
  }
  const { code, values } = reason instanceof Refusal ? reason : { code: '', values: [] };
  const [sentence, hint] = REFUSALS[spokenLanguage()][code] ?? REFUSALS[spokenLanguage()][''];
  return [code, sentence.replace('$1', () => named(values[0])), hint];
}

/**
 * The words of one page, as `vocabulary` has them, and what pressing a language does.
 *
 * @template {string} K
 * @param {Record<string, string>} english
 * @param {Record<import('/shared/language.js').Language, Record<K | 'title', string>>} spoken
 * @param {() => void} show  Draws the page anew.
 */
export function words(english, spoken, show) {
  const { say, speak } = vocabulary({ ...PARTS, ...english }, spoken);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      speak(/** @type {import('/shared/language.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
      show();
    });
  }
  return { say, speak };
}
