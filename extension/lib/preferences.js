// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the person set on our page of options, as their browser keeps it
 * (`storage.local`). What an administrator locked they cannot set there.
 *
 * @typedef {object} Preferences
 * @property {'' | 'uk' | 'en'} language  Of our pages, and of what the host says; empty: the browser's.
 * @property {string} authority  The name of the one (АЦСК) at which a certificate is looked for first; empty: where one was last found.
 * @property {'B-B' | 'B-T' | 'B-LT' | 'B-LTA'} level  The least of signatures, by EN 319 122-1: a page may ask for more.
 * @property {boolean} lately  Whether it is kept which keys were used.
 */

/** @type {Preferences['language'][]} */
export const LANGUAGES = ['', 'uk', 'en'];

/** @type {Preferences['level'][]} Lowest first. */
export const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** How long the name of an authority may be, in UTF-16 units. */
const NAME = 256;

/** @type {{[name in keyof Preferences]: {unset: Preferences[name], fits: (value: unknown) => boolean}}} */
const ALL = {
  language: { unset: '', fits: (value) => LANGUAGES.some((language) => language === value) },
  authority: { unset: '', fits: (value) => typeof value === 'string' && value.length <= NAME },
  level: { unset: 'B-B', fits: (value) => LEVELS.some((level) => level === value) },
  lately: { unset: true, fits: (value) => typeof value === 'boolean' },
};

/**
 * @returns {Promise<Preferences>} What was never set, is nothing that can be, or cannot be read, as it is at first; but who may
 *   have wanted no keys kept has none kept.
 */
export async function preferences(browser = chrome) {
  return kept(browser).catch(() => ({ ...read(undefined), lately: false }));
}

/**
 * @param {Partial<Preferences>} changes
 * @returns {Promise<void>}
 */
export async function prefer(changes, browser = chrome) {
  await browser.storage.local.set({ preferences: { ...(await kept(browser)), ...changes } });
}

/** @param {typeof chrome} browser */
async function kept(browser) {
  const { preferences } = await browser.storage.local.get({ preferences: {} });
  return read(preferences);
}

/**
 * @param {any} kept
 * @returns {Preferences}
 */
function read(kept) {
  return /** @type {Preferences} */ (Object.fromEntries(Object.entries(ALL).map(([name, { unset, fits }]) => {
    const value = kept?.[name];
    return [name, fits(value) ? value : unset];
  })));
}

/**
 * The preferences, for the background, which is started anew at will: known a
 * moment after it began, and up to date from then on.
 */
export class Preferred {
  /** @type {Preferences | undefined} Nothing before they are known. */
  #known;
  #browser;
  /** @type {Promise<void>} */
  #learned;

  /** @param {typeof chrome} browser */
  constructor(browser) {
    this.#browser = browser;
    this.#learned = this.#learn();
    browser.storage.onChanged.addListener((changes, area) => {
      if (area === 'local' && changes.preferences) this.#known = read(changes.preferences.newValue);
    });
  }

  /** @param {(preferences: Preferences) => void} use  Called at once if they are known. */
  tell(use) {
    if (this.#known) return use(this.#known);
    void this.#learned.then(() => use(/** @type {Preferences} */ (this.#known)));
  }

  async #learn() {
    const learned = await preferences(this.#browser);
    this.#known ??= learned;
  }
}
