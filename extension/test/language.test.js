// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { languageOf, translator } from '../lib/language.js';
import { prefer, preferences } from '../lib/preferences.js';
import { FakeBrowser, json, translator as fake } from './fakes.js';

let browser, fetched;
beforeEach(() => {
  browser = new FakeBrowser();
  fetched = [];
  globalThis.fetch = async (address) => {
    fetched.push(address);
    const [, language] = /_locales\/(uk|en)\/messages\.json$/.exec(address);
    return { json: async () => json(`_locales/${language}/messages.json`) };
  };
});

test('without a choice the browser’s own words are taken, and nothing is loaded', async () => {
  for (const language of ['', 'uk']) {
    await prefer({ language }, browser);
    const t = await translator(browser);
    assert.equal(t('read'), 'Зчитати');
  }
  assert.deepEqual(fetched, []);
});

test('the chosen language is that of our pages and of the host', async () => {
  await prefer({ language: 'en' }, browser);
  const t = await translator(browser);
  const en = fake('en');
  assert.equal(t('language'), 'en');
  assert.equal(t('page_extension', ['1', 'b']), en('page_extension', ['1', 'b']));
  assert.equal(t('nothing_of_the_kind'), '');
  assert.equal(t('page_extension'), en('page_extension'), 'what is not put in leaves nothing behind');
  assert.equal(languageOf(await preferences(browser), browser), 'en');
  assert.equal(languageOf({ ...(await preferences(browser)), language: '' }, browser), 'uk');
});

test('what is put in is put in as it is, once', async () => {
  await prefer({ language: 'en' }, browser);
  globalThis.fetch = async () => ({ json: async () => ({ a: { message: '$1 of $2, $$1' } }) });
  const t = await translator(browser);
  assert.equal(t('a', ['$2', '<b>']), '$2 of <b>, $1');
});

test('where the catalogue cannot be had, or storage not be read, the browser’s words stay', async () => {
  await prefer({ language: 'en' }, browser);
  globalThis.fetch = async () => { throw new TypeError('Failed to fetch'); };
  assert.equal((await translator(browser))('read'), 'Зчитати');
  browser.storage.local.get = async () => { throw new Error('no'); };
  assert.equal((await translator(browser))('read'), 'Зчитати');
});
