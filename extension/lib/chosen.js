// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import listed from '../sites.json' with { type: 'json' };
import { hasOnly, isExact, pattern } from './cabinets.js';
import { look } from './entry.js';

/**
 * The pages where the person let other programs' protocols be spoken, as their
 * browser keeps them. One choice is about one page and what is in it, so that
 * what is said of one never counts for another that has the same frame.
 *
 * @typedef {object} Choice
 * @property {string} origin  Of the page in the tab.
 * @property {string[]} frames  Origins of frames in it that may speak, too. Its own may anyway.
 * @property {boolean} hashes  Whether they may ask for signatures of what cannot be shown.
 */

/** How many frames of a page can be chosen. */
export const FRAMES = 16;

/**
 * @param {unknown} origin
 * @param {{sites: import('./sites.js').Site[], practice?: string[]}} [edition]  Match patterns of the hosts where one that
 *   is no release lets people practise, on every port.
 * @returns {origin is string} Whether dialects can be switched on there: by https, or where an edition's own pages are.
 */
export function isSwitchable(origin, { sites, practice = [] } = listed) {
  if (isExact(origin) || sites.some((site) => site.origin === origin)) return true;
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin && practice.includes(pattern(origin));
}

/** @returns {Promise<Choice[]>} */
export async function chosen(browser = chrome) {
  const { chosen } = await browser.storage.local.get({ chosen: [] });
  return Array.isArray(chosen) ? chosen.filter(isChoice) : [];
}

/** @returns {Promise<Choice[]>} Those that count: what of one the person took back in the browser's own settings ends all of it. */
export async function standing(browser = chrome) {
  const all = await chosen(browser);
  const { lacking } = await look(all.flatMap(hostsOf), browser);
  return all.filter((choice) => !hostsOf(choice).some((host) => lacking.includes(host)));
}

/** @param {Choice} choice  In place of an earlier one about the page. */
export async function choose(choice, browser = chrome) {
  if (!isChoice(choice)) return;
  const others = (await chosen(browser)).filter(({ origin }) => origin !== choice.origin);
  await browser.storage.local.set({ chosen: [...others, choice] });
}

/** @param {string} page  Its origin. */
export async function forget(page, browser = chrome) {
  await browser.storage.local.set({ chosen: (await chosen(browser)).filter(({ origin }) => origin !== page) });
}

/**
 * @param {Choice} choice
 * @returns {string[]} Match patterns of the hosts that it is about.
 */
export function hostsOf({ origin, frames }) {
  return [...new Set([origin, ...frames].map(pattern))];
}

/**
 * @param {Choice[]} choices
 * @returns {import('./dialects.js').Place[]}
 */
export function placesOf(choices) {
  return choices.flatMap((choice) => [
    { origin: choice.origin, hashes: choice.hashes },
    ...[choice.origin, ...choice.frames].map((origin) => ({ origin, top_origin: choice.origin, hashes: choice.hashes })),
  ]);
}

/**
 * @param {any} each
 * @returns {each is Choice}
 */
function isChoice(each) {
  if (!hasOnly(each, ['origin', 'frames', 'hashes'])) return false;
  const { origin, frames, hashes } = each;
  return isSwitchable(origin) && Array.isArray(frames) && frames.length <= FRAMES && frames.every((frame) => isSwitchable(frame)) && typeof hashes === 'boolean';
}
