// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { localize, t } from '../locale.js';
import { turn } from '../turn.js';
import { Cabinets } from './cabinets.js';
import { Choices } from './choices.js';
import { PreferenceFields } from './preference-fields.js';
import { showSet } from './set.js';
import { UsedKeys } from './used-keys.js';

/**
 * The page of options: what the person prefers, which keys they used lately, the
 * sites that were added to those we serve, and what the administrator set.
 */
class Options {
  #cabinets = new Cabinets();
  #choices = new Choices();
  #fields = new PreferenceFields();
  #used = new UsedKeys();

  constructor() {
    byId('to-help').addEventListener('click', turn.help);
    byId('to-welcome').addEventListener('click', turn.welcome);
  }

  async begin() {
    document.title = t('options_title');
    this.#ask();
    await Promise.all([this.#fields.show(), this.#used.show(), this.#cabinets.show(), this.#choices.show()]);
  }

  /** Asks the host, through the background, what is set and whom there is to choose. */
  #ask() {
    const port = chrome.runtime.connect({ name: 'options' });
    showSet(undefined);
    port.onMessage.addListener(({ welcome, answer, code }) => {
      if (welcome) {
        showSet(welcome.settings);
        return void this.#cabinets.show();
      }
      port.disconnect();
      void this.#fields.offer(code ? undefined : answer.authorities);
    });
    port.onDisconnect.addListener(() => void this.#fields.offer(undefined));
  }
}

localize();
await new Options().begin();
