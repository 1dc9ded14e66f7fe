// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { union } from './cabinets.js';
import { enter, look } from './entry.js';
import { inHost, inPolicy, kept } from './settings.js';

/**
 * The cabinets that the administrator added, in the background: who they are,
 * that our script runs there once the browser lets it, and that the toolbar's
 * button tells when it does not yet.
 */
export class Added {
  #browser;
  #known;
  #refreshed = Promise.resolve();

  /**
   * @param {typeof chrome} browser
   * @param {() => Promise<void>} greet  Has the host say its settings, if it can be reached.
   */
  constructor(browser, greet) {
    this.#browser = browser;
    this.#known = this.#learn(greet);
    const again = () => this.#refresh();
    browser.storage.onChanged.addListener((changes, area) => void ((area === 'managed' || changes.settings) && again()));
    browser.permissions.onAdded.addListener(again);
    browser.permissions.onRemoved.addListener(again);
    // Otherwise no browser would wake the background before something else happens.
    browser.runtime.onStartup.addListener(again);
    browser.runtime.onInstalled.addListener(again);
  }

  /** All of them, once the host has been asked. */
  async sites() {
    await this.#known;
    return this.#sites();
  }

  /** @returns {Promise<boolean>} Whether the person is to be asked now: the browser does not let us in somewhere, and since it was started they were not asked of that. */
  async mustAsk() {
    const { session } = this.#browser.storage;
    const { lacking } = await look(await this.#sites(), this.#browser);
    const { asked } = /** @type {{asked: string[]}} */ (await session.get({ asked: [] }));
    await session.set({ asked: lacking });
    return lacking.some((each) => !asked.includes(each));
  }

  /** @param {() => Promise<void>} greet */
  async #learn(greet) {
    if (!(await kept(this.#browser))) await greet();
    // Pages wait for the list alone, not for what a browser may refuse.
    void this.#refresh();
  }

  async #sites() {
    return union(await inPolicy(this.#browser), await inHost(this.#browser));
  }

  /** One after the other: scripts are not registered twice. */
  #refresh() {
    const now = () => this.#look();
    return (this.#refreshed = this.#refreshed.then(now, now));
  }

  async #look() {
    const { action, i18n } = this.#browser;
    const { granted, lacking } = await look(await this.#sites(), this.#browser);
    await enter(granted, this.#browser);
    await action.setBadgeText({ text: lacking.length > 0 ? '!' : '' });
    await action.setTitle({ title: i18n.getMessage(lacking.length > 0 ? 'action_title_lacking' : 'action_title') });
  }
}
