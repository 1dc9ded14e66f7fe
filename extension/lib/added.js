// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { hostsOf, placesOf as placesChosen, standing } from './chosen.js';
import { packaged, placesOf } from './dialects.js';
import { enter, look, patterns, unserved } from './entry.js';
import { added, inHost, inPolicy, kept, sitesOf } from './settings.js';

/**
 * The sites that were added to those we serve, in the background: the cabinets
 * and the pages of other programs that the administrator named, and those of them
 * that the person chose. Who they are, that our scripts run there once the browser
 * lets them, and that the toolbar's button tells when it does not yet.
 */
export class Added {
  #browser;
  #known;
  #refreshed = Promise.resolve();

  /**
   * @param {typeof chrome} browser
   * @param {() => Promise<void>} greet  Has the host say its settings, if it can be reached.
   * @param {() => void} changed  Is told when others may be added by now, or some no more.
   */
  constructor(browser, greet, changed) {
    this.#browser = browser;
    this.#known = this.#learn(greet);
    const again = () => {
      changed();
      void this.refresh();
    };
    browser.storage.onChanged.addListener((changes, area) => void ((area === 'managed' || changes.settings || changes.chosen) && again()));
    browser.permissions.onAdded.addListener(again);
    browser.permissions.onRemoved.addListener(again);
    // Otherwise no browser would wake the background before something else happens.
    browser.runtime.onStartup.addListener(again);
    browser.runtime.onInstalled.addListener(again);
  }

  /** All cabinets, once the host has been asked. */
  async sites() {
    await this.#known;
    return (await added(this.#browser)).cabinets;
  }

  /**
   * Where a dialect may be spoken, once the host has been asked; nowhere if this package has none.
   *
   * @param {import('./dialects.js').Dialect} dialect
   * @returns {Promise<(settings?: import('./settings.js').Settings) => import('./dialects.js').Place[]>}  By what the
   *   host just said, or by what was kept of it.
   */
  async places(dialect) {
    await this.#known;
    const names = await packaged(this.#browser);
    const [policy, host, choices] = await Promise.all([inPolicy(this.#browser), inHost(this.#browser), standing(this.#browser)]);
    return (settings) => {
      if (!names.includes(dialect)) return [];
      const { dialects } = settings ? sitesOf(settings) : host;
      return [...placesOf([...policy.dialects, ...dialects], dialect), ...placesChosen(choices)];
    };
  }

  /** Has our scripts run where they may. One after the other: scripts are not registered twice. */
  refresh() {
    const now = () => this.#look();
    return (this.#refreshed = this.#refreshed.then(now, now));
  }

  /** @param {() => Promise<void>} greet */
  async #learn(greet) {
    if (!(await kept(this.#browser))) await greet();
    // Pages wait for the list alone, not for what a browser may refuse.
    void this.refresh();
  }

  async #look() {
    const browser = this.#browser;
    const { cabinets, dialects } = await added(browser);
    const hosts = await look(unserved(cabinets, browser), browser);
    await enter('cabinets', hosts.granted, browser);
    const lacking = new Set(hosts.lacking);

    // Where the person took back what they chose, they are asked for nothing: they switch it on again.
    const chosen = (await standing(browser)).flatMap(hostsOf);
    for (const name of await packaged(browser)) {
      const named = await look(patterns(dialects.filter(({ dialect }) => dialect === name)), browser);
      await enter(name, [...new Set([...named.granted, ...chosen])], browser);
      for (const each of named.lacking) lacking.add(each);
    }
    await this.#tell(lacking.size > 0);
  }

  /** @param {boolean} lacking  Whether the browser does not let us in somewhere. */
  async #tell(lacking) {
    const { action, i18n } = this.#browser;
    await action.setBadgeText({ text: lacking ? '!' : '' });
    await action.setTitle({ title: i18n.getMessage(lacking ? 'action_title_lacking' : 'action_title') });
  }
}
