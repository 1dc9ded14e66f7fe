// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { causesOf, commandIn } from '../../lib/causes.js';
import { browserName, family, system } from '../../lib/system.js';
import listed from '../../sites.json' with { type: 'json' };
import { byId, element } from '../elements.js';
import { Failure } from '../failure.js';
import { localize, t, wordsFor } from '../locale.js';
import { turn } from '../turn.js';
import { showFindings } from './findings.js';
import { Report } from './report.js';

/**
 * The page of diagnostics: whether the host can be reached and what it finds, or
 * why not, and all of it as a text to be sent to whoever helps.
 */
class Help {
  #failure = new Failure('state-failure', false);
  #report = new Report();
  /** @type {chrome.runtime.Port | undefined} */
  #port;

  constructor() {
    byId('again').addEventListener('click', () => this.ask());
    byId('to-options').addEventListener('click', turn.options);
    byId('to-welcome').addEventListener('click', turn.welcome);
  }

  begin() {
    document.title = t('page_title');
    byId('versions').textContent = t('page_extension', chrome.runtime.getManifest().version, browserName());
    byId('doctor').textContent = t('page_doctor', commandIn(system()));
    this.ask();
  }

  /** Asks the host, through the background. */
  ask() {
    this.#port?.disconnect();
    const port = (this.#port = chrome.runtime.connect({ name: 'help' }));
    this.#say('page_asking');
    this.#failure.clear();
    this.#report.begin(chrome.runtime.getManifest().version, browserName(), system());
    byId('causes-section').hidden = true;
    showFindings([]);
    port.onMessage.addListener((answer) => this.#hear(answer));
    // Nobody stands behind it any more, and not all was said: the extension was updated meanwhile.
    port.onDisconnect.addListener(() => this.#fail('failed'));
  }

  /** @param {any} heard  One of `Answer`. */
  #hear({ welcome, answer, code }) {
    if (welcome) {
      this.#report.greeted(welcome);
      return this.#say('page_examining', welcome.version);
    }
    // All is said; a background that the browser puts to sleep later must not look like a fault.
    this.#port?.disconnect();
    if (code) return this.#fail(code);
    const urgent = showFindings(answer.findings);
    this.#report.found(answer.findings);
    this.#say(urgent > 0 ? 'page_found' : 'page_well', String(urgent));
  }

  /** @param {string} code */
  #fail(code) {
    byId('state').hidden = true;
    this.#failure.show(code);
    this.#report.failed(code, wordsFor(code).sentence);
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
