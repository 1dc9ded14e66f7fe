// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import listed from '../../sites.json' with { type: 'json' };
import { pattern } from '../../lib/cabinets.js';
import { isSwitchable, standing } from '../../lib/chosen.js';
import { packaged } from '../../lib/dialects.js';
import { look, patterns, unserved } from '../../lib/entry.js';
import { added } from '../../lib/settings.js';
import { byId } from '../elements.js';
import { localize, t } from '../locale.js';
import { turn } from '../turn.js';
import { wish } from '../wish.js';
import { PageSwitch } from './page-switch.js';

/**
 * The menu below the toolbar's button: what we do on the page in the tab, the
 * switch for one that was made for another program, and what else there is. The
 * person alone opens it and presses anything in it. In a tab of its own it is
 * about the tab that `?tab=` names.
 */
class Menu {
  #switch = new PageSwitch();
  /** @type {number | undefined} */
  #tab;
  /** @type {string | undefined} The page's, if anything can be switched there. */
  #origin;
  /** Whether the page speaks our own protocol. */
  #native = false;

  constructor() {
    byId('files').addEventListener('click', () => leave(() => void chrome.tabs.create({ url: chrome.runtime.getURL(`ui/files.html`) })));
    byId('move').addEventListener('click', () => leave(() => wish({ wish: 'move', tab: this.#tab })));
    for (const id of ['options', 'allow']) byId(id).addEventListener('click', () => leave(turn.options));
    byId('help').addEventListener('click', () => leave(turn.help));
    for (const changed of [chrome.storage.onChanged, chrome.permissions.onAdded, chrome.permissions.onRemoved]) changed.addListener(() => void this.show());
  }

  async begin() {
    const tab = await tabOf(new URLSearchParams(window.location.search).get('tab'));
    this.#tab = tab?.id;
    // A page of the browser's own has no address for us.
    const { origin } = new URL(tab?.url || 'about:blank');
    this.#origin = isSwitchable(origin) ? origin : undefined;
    wish({ wish: 'look', tab: this.#tab }, ({ native }) => {
      this.#native = native;
      void this.show();
    });
  }

  async show() {
    const origin = this.#origin;
    const [set, names, choices] = await Promise.all([added(), packaged(), standing()]);
    const { lacking } = await look([...unserved(set.cabinets), ...patterns(set.dialects)]);
    const ordered = set.dialects.some((row) => row.origin === origin && !lacking.includes(pattern(row.origin)));
    const choice = choices.find((choice) => choice.origin === origin);

    byId('lacking').hidden = lacking.length === 0;
    byId('site').textContent = origin ? new URL(origin).host : 'Pidpys';
    this.#say(names.length > 0, ordered);
    const known = [...listed.sites, ...set.cabinets].some((site) => site.origin === origin);
    const switchable = names.length > 0 && !ordered && (choice !== undefined || !this.#native);
    await this.#switch.show(origin && switchable ? { tab: this.#tab, origin, choice, known } : undefined);
    const state = ordered || choice !== undefined ? 'on' : 'off';
    mark(names.length > 0 && origin && !this.#native ? state : 'none');
  }

  /**
   * @param {boolean} able  Whether this package speaks with pages of other programs.
   * @param {boolean} ordered  Whether the administrator has us do so here.
   */
  #say(able, ordered) {
    const nothing = able && !this.#origin && 'menu_nothing';
    const key = (this.#native && 'menu_native') || (ordered && 'menu_ordered') || nothing || '';
    byId('said').hidden = !key;
    byId('said').textContent = key && t(key);
  }
}

/** @param {'on' | 'off' | 'none'} state  Whether we answer on the page for another program; none where that is no question. */
function mark(state) {
  document.body.dataset.state = state;
  byId('badge').hidden = state === 'none';
  byId('badge').textContent = state === 'none' ? '' : t(`menu_${state}`);
}

/** @param {() => void} act  After which nobody looks at the menu any more. */
function leave(act) {
  act();
  window.close();
}

/**
 * @param {string | null} id  Of a tab; null for the one that the person sees.
 * @returns {Promise<chrome.tabs.Tab | undefined>}
 */
async function tabOf(id) {
  if (id !== null) return chrome.tabs.get(Number(id));
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab;
}

localize();
void new Menu().begin();
