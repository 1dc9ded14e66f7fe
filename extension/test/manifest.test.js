// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { json } from './fakes.js';

const manifest = json('../manifest.json');
const demo = json('demo/manifest.json');
const ids = json('ids.json');
const text = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** Chromium's id of a key: 128 bits of the hash of its SPKI, a nibble a letter from a to p. */
function id(key) {
  const spki = Buffer.from(key, 'base64');
  return createHash('sha256').update(spki).digest('hex').slice(0, 32).replace(/./g, (nibble) => String.fromCharCode(97 + parseInt(nibble, 16)));
}

test('it asks for native messaging, the browser’s own sign-in window and what sites that are added need, and nothing else', () => {
  assert.deepEqual(manifest.permissions, ['nativeMessaging', 'identity', 'storage', 'scripting', 'activeTab']);
  assert.deepEqual(manifest.optional_host_permissions, ['https://*/*']);
  // No more than where the content script runs, of which browsers warn the same.
  for (const { host_permissions, content_scripts } of [manifest, demo]) assert.deepEqual(host_permissions, content_scripts[0].matches);
  for (const key of ['optional_host_permissions', 'permissions']) assert.ok(!(key in demo), key);
  for (const key of ['optional_permissions', 'web_accessible_resources', 'externally_connectable']) {
    assert.ok(!(key in manifest), key);
    assert.ok(!(key in demo), key);
  }
});

test('the toolbar’s button opens the menu', () => {
  assert.deepEqual(Object.keys(manifest.action), ['default_title', 'default_popup', 'default_icon']);
  assert.equal(manifest.action.default_popup, 'ui/menu.html');
  assert.ok(!('action' in demo), 'the demo has the same one');
});

test('the page of options has a tab of its own', () => {
  assert.deepEqual(manifest.options_ui, { page: 'ui/options.html', open_in_tab: true });
});

test('no browser is let in that lacks what we use', () => {
  // light-dark() of ui/base.css came with Chromium 123; the question about collected data with Firefox 140.
  assert.ok(Number(manifest.minimum_chrome_version) >= 123);
  assert.ok(Number.parseFloat(manifest.browser_specific_settings.gecko.strict_min_version) >= 140);
  assert.match(text('ui/base.css'), /light-dark\(/);
  for (const { minimum_chrome_version, browser_specific_settings } of [demo]) assert.deepEqual([minimum_chrome_version, browser_specific_settings.gecko.strict_min_version], [undefined, undefined], 'the demo has the same');
});

test('one manifest for both browsers', () => {
  assert.equal(manifest.manifest_version, 3);
  const { service_worker, scripts, type } = manifest.background;
  assert.deepEqual([[service_worker], type], [scripts, 'module']);
  assert.deepEqual(manifest.browser_specific_settings.gecko.data_collection_permissions, { required: ['none'] });
  assert.equal(manifest.default_locale, 'uk');
});

test('the content script runs in exact https hosts, in frames too, before the page’s own scripts', () => {
  const [content, ...more] = manifest.content_scripts;
  assert.deepEqual(more, []);
  assert.deepEqual(content.js, ['content.js']);
  assert.equal(content.all_frames, true);
  assert.equal(content.run_at, 'document_start');
  for (const match of content.matches) assert.match(match, /^https:\/\/[a-z.]+\/\*$/);
});

test('our pages run our files only, in no frame', () => {
  const policy = Object.fromEntries(manifest.content_security_policy.extension_pages.split('; ').map((directive) => {
    const [name, ...sources] = directive.split(' ');
    return [name, sources.join(' ')];
  }));
  assert.deepEqual(policy, {
    'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self' blob:", 'connect-src': "'self'",
    'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'",
  });
  for (const page of readdirSync(new URL('../ui', import.meta.url)).filter((name) => name.endsWith('.html'))) assert.doesNotMatch(text(`ui/${page}`), /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|https?:/);
});

test('text is never put in as markup', () => {
  for (const folder of ['lib', 'ui', 'page', 'compat']) {
    for (const name of readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true }).filter((file) => file.endsWith('.js'))) {
      assert.doesNotMatch(text(`${folder}/${name}`), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function/, name);
    }
  }
});

test('the ids follow from the keys, and the demo is another product', () => {
  assert.deepEqual(ids.release, { chromium: [id(manifest.key)], firefox: manifest.browser_specific_settings.gecko.id });
  assert.deepEqual(ids.demo, { chromium: [id(demo.key)], firefox: demo.browser_specific_settings.gecko.id });
  assert.notDeepEqual(ids.release.chromium, ids.demo.chromium);
  assert.notEqual(json('sites.json').host, json('demo/sites.json').host);
  assert.deepEqual(demo.content_scripts[0].matches, ['http://localhost/*']);
  const { matches, ...release } = manifest.content_scripts[0];
  const { matches: local, ...differing } = demo.content_scripts[0];
  assert.deepEqual(release, differing);
  assert.ok(matches && local);
});

test('every icon is there in its size', () => {
  for (const [size, path] of [manifest.icons, manifest.action.default_icon].flatMap(Object.entries)) {
    const png = readFileSync(new URL(`../${path}`, import.meta.url));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [Number(size), Number(size)]);
  }
});

test('tools only: nothing from a registry ships, and no registry is named', () => {
  for (const folder of ['..', '../installer/tools']) {
    const { dependencies, devDependencies } = json(`${folder}/package.json`);
    assert.equal(dependencies, undefined);
    assert.ok(Object.keys(devDependencies).length > 0);
    assert.doesNotMatch(text(`${folder}/package-lock.json`), /"resolved"/);
  }
});
