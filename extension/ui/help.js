// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { causesOf, commandIn } from '../lib/causes.js';
import { browserName, family, system } from '../lib/system.js';
import listed from '../sites.json' with { type: 'json' };
import { Cabinets } from './cabinets.js';
import { Choices } from './choices.js';
import { byId, element } from './elements.js';
import { Failure } from './failure.js';
import { showFindings } from './findings.js';
import { localize, t } from './locale.js';
import { showSet } from './set.js';

/**
 * The page of help, which is the one of options too: whether the host can be
 * reached and what it finds, or why not; what the administrator set, and the
 * pages of other programs that the person chose.
 */
class Help {
  #cabinets = new Cabinets();
  #choices = new Choices();
  #failure = new Failure('state-failure', false);
  /** @type {chrome.runtime.Port | undefined} */
  #port;

  constructor() {
    byId('again').addEventListener('click', () => this.ask());
  }

  begin() {
    document.title = t('page_title');
    byId('versions').textContent = t('page_extension', chrome.runtime.getManifest().version, browserName());
    byId('doctor').textContent = t('page_doctor', commandIn(system()));
    void this.#cabinets.show();
    void this.#choices.show();
    this.ask();
  }

  /** Asks the host, through the background. */
  ask() {
    this.#port?.disconnect();
    const port = (this.#port = chrome.runtime.connect({ name: 'help' }));
    this.#say('page_asking');
    this.#failure.clear();
    byId('causes-section').hidden = true;
    showFindings([]);
    showSet(undefined);
    port.onMessage.addListener((answer) => this.#hear(answer));
    // Nobody stands behind it any more, and not all was said: the extension was updated meanwhile.
    port.onDisconnect.addListener(() => this.#fail('failed'));
  }

  /** @param {any} answer  One of `Answer`. */
  #hear({ welcome, examination, code }) {
    if (welcome) {
      this.#say('page_examining', welcome.version);
      showSet(welcome.settings);
      return void this.#cabinets.show();
    }
    // All is said; a background that the browser puts to sleep later must not look like a fault.
    this.#port?.disconnect();
    if (code) return this.#fail(code);
    const urgent = showFindings(examination.findings);
    this.#say(urgent > 0 ? 'page_found' : 'page_well', String(urgent));
  }

  /** @param {string} code */
  #fail(code) {
    byId('state').hidden = true;
    this.#failure.show(code);
    const where = { system: system(), family: family(), host: listed.host, command: commandIn(system()) };
    const causes = causesOf(code, where).map(({ check, with: filled = [] }) => {
      const remedy = t(`doctor_${check}_next`, ...filled);
      return element('li', {}, element('p', {}, t(`doctor_${check}`, ...filled)), ...(remedy ? [element('p', {}, remedy)] : []));
    });
    byId('causes').replaceChildren(...causes);
    byId('causes-section').hidden = causes.length === 0;
  }

  /**
   * @param {string} key
   * @param {string[]} filled
   */
  #say(key, ...filled) {
    byId('state').hidden = false;
    byId('state').textContent = t(key, ...filled);
  }
}

localize();
new Help().begin();
