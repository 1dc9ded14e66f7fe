// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { choose, chosen, forget, hostsOf } from './chosen.js';
import { patterns } from './entry.js';
import { added } from './settings.js';

/**
 * Switches dialects on and off as the person wants it in our menu. While the
 * browser asks them whether we may run there, what they want is kept here and not
 * in the menu, which Firefox closes for its question.
 *
 * @typedef {object} Intention
 * @property {import('./chosen.js').Choice} choice
 * @property {number} tab  That is loaded anew once it is done.
 * @property {number} until  Milliseconds, as of Date.now: what the browser lets later was meant for something else.
 */

/** How long somebody may think about the browser's question, in milliseconds. */
const THOUGHT = 300_000;

/**
 * Called by a press alone. What it wants is written before the browser asks, without waiting for it: later no browser would ask.
 *
 * @param {import('./chosen.js').Choice} choice
 * @param {number} tab
 * @returns {Promise<boolean>} Whether the browser lets us in.
 */
export async function intend(choice, tab, browser = chrome) {
  /** @type {Intention} */
  const intention = { choice, tab, until: Date.now() + THOUGHT };
  const written = browser.storage.session.set({ intention });
  const granted = await browser.permissions.request({ origins: hostsOf(choice) });
  await written;
  if (!granted) await browser.storage.session.remove('intention');
  return granted;
}

/** The background's side. */
export class Switch {
  #browser;
  #entered;
  #done = Promise.resolve();

  /**
   * @param {typeof chrome} browser
   * @param {() => Promise<void>} entered  Has our scripts run where they may.
   */
  constructor(browser, entered) {
    this.#browser = browser;
    this.#entered = entered;
    browser.permissions.onAdded.addListener(() => void this.on());
  }

  /** Does what was intended, once the browser lets us. */
  on() {
    const now = () => this.#finish();
    return (this.#done = this.#done.then(now, now));
  }

  /**
   * @param {string} origin  Of the page that was chosen.
   * @param {number} [tab]  That is loaded anew, without us.
   */
  async off(origin, tab) {
    await this.#change(() => forget(origin, this.#browser), tab);
  }

  async #finish() {
    const { permissions, storage } = this.#browser;
    const { intention } = /** @type {{intention?: Intention}} */ (await storage.session.get('intention'));
    if (!intention || !(await permissions.contains({ origins: hostsOf(intention.choice) }))) return;
    await storage.session.remove('intention');
    if (intention.until < Date.now()) return;
    await this.#change(() => choose(intention.choice, this.#browser), intention.tab);
  }

  /**
   * @param {() => Promise<void>} make
   * @param {number} [tab]
   */
  async #change(make, tab) {
    const before = await this.#hosts();
    await make();
    await this.#giveBack(before);
    await this.#entered();
    // It may have been closed meanwhile.
    if (tab !== undefined) await this.#browser.tabs.reload(tab).catch(() => {});
  }

  async #hosts() {
    return (await chosen(this.#browser)).flatMap(hostsOf);
  }

  /** @param {string[]} hosts  Into which the browser let us; where nothing has us any more, it shall not. */
  async #giveBack(hosts) {
    const { permissions, runtime } = this.#browser;
    const { cabinets, dialects } = await added(this.#browser);
    // Firefox would take back what the manifest names, too.
    const needed = [...(await this.#hosts()), ...patterns([...cabinets, ...dialects]), ...(runtime.getManifest().host_permissions ?? [])];
    const origins = hosts.filter((host) => !needed.includes(host));
    // Who lets us in everywhere is not contradicted.
    if (origins.length > 0) await permissions.remove({ origins }).catch(() => {});
  }
}
