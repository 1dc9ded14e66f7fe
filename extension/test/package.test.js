// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path/posix';
import { test } from 'node:test';

import { json } from './fakes.js';

const text = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** How a file of a kind names others: modules, what a page loads, and addresses made by a script. */
const REFERENCES = {
  '.js': [/^import (?:[^']* from )?'(\.[^']+)'/gm, /getURL\(`([^?`$]+)[?`]/g, /'(content\.js|compat\/[^']+)'/g],
  '.html': [/\b(?:src|href)="([^"#]+)"/g],
  '.css': [/\burl\(["']?([^"')]+)/g, /@import "([^"]+)"/g],
};

/** @returns {string[]} The files a file names; paths without a dot at their start are from the extension's root. */
function named(path) {
  const found = (REFERENCES[extname(path)] ?? []).flatMap((pattern) => [...text(path).matchAll(pattern)]);
  return found.map(([whole, to]) => (whole.startsWith('getURL') || whole.startsWith(`'`) ? to : join(dirname(path), to)));
}

/** All that a browser will ever load, from what the manifest names. */
function loaded() {
  const { action, background, content_scripts, icons, options_ui, storage } = json('../manifest.json');
  const waiting = [...background.scripts, ...content_scripts.flatMap(({ js }) => js), ...Object.values(icons), action.default_popup, options_ui.page, storage.managed_schema];
  const reached = new Set();
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (reached.has(path)) continue;
    reached.add(path);
    waiting.push(...named(path));
  }
  return [...reached];
}

/** The catalogues are named by `default_locale` alone. */
const reached = [...loaded(), '_locales/uk/messages.json', '_locales/en/messages.json'];

/** What the verb `extension` takes. */
function inMakefile() {
  return /cd extension && tar -cf - (.+) \| tar /.exec(text('../Makefile'))[1].split(' ');
}

test('whatever is loaded is there', () => {
  for (const path of ['ui/window.html', 'ui/window/window.css', 'ui/base.css', 'ui/help.html', 'ui/menu.html', 'compat/iit.js', 'managed.json', 'ui/window/arming.js', 'lib/operation.js', 'page/client.js', 'sites.json']) assert.ok(reached.includes(path), path);
  for (const path of reached) assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), path);
});

test('`make extension` takes all of it, and nothing that is never loaded', () => {
  const taken = inMakefile();
  const copied = taken.flatMap((entry) => {
    if (extname(entry)) return [entry];
    const inside = readdirSync(new URL(`../${entry}`, import.meta.url), { recursive: true, withFileTypes: true });
    const root = new URL('..', import.meta.url).pathname;
    return inside.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name).slice(root.length));
  });
  assert.deepEqual(copied.sort(), reached.toSorted());
});

test('packages hold all of it', () => {
  const [, list] = /^var loaded = \[\]string\{(.+)\}$/m.exec(text('../installer/addon/files.go'));
  assert.deepEqual([...list.matchAll(/"([^"]+)"/g)].map(([, entry]) => entry), inMakefile().toSorted());
});
