// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** What the portal knows of a person or an organisation, and what that is worth. */

import { spokenLanguage } from '/shared/language.js';

const WORDS = {
  uk: {
    surname: 'Прізвище', 'given-name': 'Ім’я, по батькові', drfo: 'РНОКПП', passport: 'Паспорт', unzr: 'УНЗР',
    organization: 'Організація', edrpou: 'Код ЄДРПОУ', title: 'Посада', country: 'Країна проживання',
    document: 'Документ, що посвідчує особу', phone: 'Телефон',
    proven: 'із сертифіката', stated: 'записано в сертифікаті, але ним не доведено', told: 'з ваших слів', optional: 'необов’язково',
    natural: 'Фізична особа', legal: 'Юридична особа', 'non-resident': 'Нерезидент',
    titled: 'У сертифікаті записано посаду «$1». Сертифікат не доводить, що людина керує організацією: повноваження портал перевіряє за Єдиним державним реєстром.',
    untitled: 'Сертифікат не доводить, що людина керує організацією: повноваження портал перевіряє за Єдиним державним реєстром.',
    stamped: 'Печатка доводить лише організацію, а не те, хто діє від її імені. Повноваження портал перевіряє за Єдиним державним реєстром.',
    abroad: 'Сертифікат не доводить, де людина живе: країну й документ портал записує з ваших слів і може попросити підтвердження.',
  },
  en: {
    surname: 'Surname', 'given-name': 'Given name, patronymic', drfo: 'Tax number (РНОКПП)', passport: 'Passport', unzr: 'Register number (УНЗР)',
    organization: 'Organisation', edrpou: 'Code (ЄДРПОУ)', title: 'Title', country: 'Country of residence',
    document: 'Identity document', phone: 'Telephone',
    proven: 'from the certificate', stated: 'in the certificate, but not proven by it', told: 'by your word', optional: 'optional',
    natural: 'Natural person', legal: 'Legal entity', 'non-resident': 'Non-resident',
    titled: 'The certificate has the title “$1”. It does not prove that somebody directs the organisation: the portal checks that in the state register.',
    untitled: 'A certificate does not prove that somebody directs the organisation: the portal checks that in the state register.',
    stamped: 'A stamp proves the organisation only, not who acts for it. The portal checks that in the state register.',
    abroad: 'A certificate does not prove where somebody lives: the portal has the country and the document by your word and may ask for a proof.',
  },
};

/** @param {string} name  A field, a source or a category. @returns {string} */
export function named(name) {
  return /** @type {Record<string, string>} */ (WORDS[spokenLanguage()])[name];
}

/**
 * What the certificate does not prove, in a sentence; empty where there is nothing to say.
 *
 * @param {import('./server.js').Category} category
 * @param {import('./server.js').Datum[]} data
 */
export function caution(category, data) {
  const words = WORDS[spokenLanguage()];
  if (category === 'non-resident') return words.abroad;
  if (category !== 'legal') return '';
  const title = data.find(({ field }) => field === 'title')?.value;
  if (title) return words.titled.replace('$1', () => title);
  return data.some(({ field, source }) => field === 'surname' && source === 'told') ? words.stamped : words.untitled;
}
