// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The language of the demo's pages. Ukrainian words stand in the HTML, where they
 * are read without any script; English ones take their place by data-t.
 *
 * @typedef {'uk' | 'en'} Language
 */

/** @type {Language} */
let language = localStorage.getItem('language') === 'en' ? 'en' : 'uk';

/** @returns {Language} */
export function spokenLanguage() {
  return language;
}

/** @param {string | number | Date} time */
export function date(time) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(time));
}

/**
 * The words of one page.
 * @template {string} K
 * @param {Record<string, string>} english  What stands in its HTML, by data-t.
 * @param {Record<Language, Record<K | 'title', string>>} spoken  What its scripts say.
 */
export function vocabulary(english, spoken) {
  /** @param {K} key @param {...string} values */
  const say = (key, ...values) => values.reduce((text, value, i) => text.replace(`$${i + 1}`, () => value), spoken[language][key]);

  /** Speaks a language from now on. @param {Language} wanted */
  const speak = (wanted) => {
    language = wanted;
    localStorage.setItem('language', wanted);
    document.documentElement.lang = wanted;
    document.title = spoken[wanted].title;
    for (const element of document.querySelectorAll('[data-t]')) {
      if (!(element instanceof HTMLElement)) continue;
      element.dataset.uk ??= element.textContent ?? '';
      element.textContent = wanted === 'uk' ? element.dataset.uk : english[element.dataset.t ?? ''];
    }
    for (const button of document.querySelectorAll('[data-language]')) {
      button.setAttribute('aria-pressed', String(button instanceof HTMLElement && button.dataset.language === wanted));
    }
  };
  return { say, speak };
}
