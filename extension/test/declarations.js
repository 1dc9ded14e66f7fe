// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The types of the package that pages load, as its modules' JSDoc has them. They lie in page/types as they are shipped;
 * `npm run declarations` writes them anew.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));
const HEAD = '// SPDX-FileCopyrightText: The Pidpys Authors\n// SPDX-License-Identifier: BSD-3-Clause\n\n';

/** The compiler, and what it is told of every page's script. */
export const TSC = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
export const OPTIONS = ['--ignoreConfig', '--strict', '--target', 'ES2024', '--lib', 'ESNext,DOM,DOM.Iterable', '--module', 'ESNext', '--moduleResolution', 'Bundler', '--types', ''];

/** @returns {Record<string, string>} Each declaration by its file's name. */
export function declarations() {
  const out = mkdtempSync(join(tmpdir(), 'pidpys-types-'));
  try {
    const modules = readdirSync(PAGE).filter((name) => name.endsWith('.js')).map((name) => join(PAGE, name));
    execFileSync(TSC, [...modules, ...OPTIONS, '--allowJs', '--declaration', '--emitDeclarationOnly', '--stripInternal', '--outDir', out]);
    return Object.fromEntries(readdirSync(out).map((name) => [name, HEAD + readFileSync(join(out, name), 'utf8').replace(HEAD, '')]));
  } finally {
    rmSync(out, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(declarations())) writeFileSync(join(PAGE, 'types', name), text);
}
