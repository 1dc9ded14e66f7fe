// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { kept } from './settings.js';

/** How an extension got here that its person took for themselves: from a store or a file (chrome.management.ExtensionInstallType). */
const BY_PERSON = ['normal', 'sideload'];

/**
 * Shows who just took the extension for themselves how it is used. Who got it from
 * their administrator, or whose administrator set anything of it or of the program,
 * hears not a word; nor does who loads it unpacked, to work on it.
 *
 * @param {typeof chrome} browser
 * @param {() => Promise<unknown>} informed  Waits until the host was asked for its settings.
 */
export function welcome(browser, informed) {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void greet(browser, informed);
  });
}

/**
 * @param {typeof chrome} browser
 * @param {() => Promise<unknown>} informed
 */
async function greet(browser, informed) {
  const { installType } = await browser.management.getSelf();
  if (!BY_PERSON.includes(installType)) return;
  await informed();
  if (await administered(browser)) return;
  await browser.tabs.create({ url: browser.runtime.getURL(`ui/welcome.html`) });
}

/** @param {typeof chrome} browser */
async function administered(browser) {
  // Firefox refuses to answer where there is no policy.
  const policy = await browser.storage.managed.get(null).catch(() => ({}));
  const settings = await kept(browser);
  return Object.keys(policy).length > 0 || (settings?.locked ?? []).length > 0;
}
