// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { OPTIONS, TSC, declarations } from './declarations.js';
import { json } from './fakes.js';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));
const text = (path) => readFileSync(join(PAGE, path), 'utf8');
const meant = json('page/package.json');

const room = mkdtempSync(join(tmpdir(), 'pidpys-page-'));
after(() => rmSync(room, { recursive: true }));

test('the package has the product’s version and licence, and needs nobody', () => {
  assert.equal(meant.version, json('../manifest.json').version);
  assert.equal(meant.license, json('../package.json').license);
  assert.equal(text('LICENSE'), readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8'));
  for (const needs of ['dependencies', 'peerDependencies', 'devDependencies', 'scripts']) assert.equal(meant[needs], undefined, needs);
});

test('`npm pack` takes exactly these files', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--offline', '--cache', join(room, 'npm')], { cwd: PAGE, stdio: ['ignore', 'pipe', 'ignore'] }));
  const modules = ['blobs', 'client', 'diia', 'element', 'face', 'handover', 'peer', 'phone', 'style', 'trouble', 'words', 'zip'];
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    'LICENSE', 'README.md', 'package.json', 'types/tags.d.ts', ...modules.flatMap((name) => [`${name}.js`, `types/${name}.d.ts`]),
  ].sort());
});

test('what it exports is there, with its types', () => {
  for (const { types, default: module } of Object.values(meant.exports)) {
    assert.ok(text(types), types);
    assert.ok(text(module), module);
  }
});

test('modules name nothing but one another', () => {
  for (const name of readdirSync(PAGE).filter((file) => file.endsWith('.js'))) {
    for (const [, from] of text(name).matchAll(/^(?:import|export) .*from '(.+)';$/gm)) assert.ok(text(from), `${name} names ${from}`);
  }
});

test('the types are what the modules have: `npm run declarations`', () => {
  const made = declarations();
  assert.deepEqual(Object.keys(made).concat('tags.d.ts').sort(), readdirSync(join(PAGE, 'types')).sort());
  for (const [name, declared] of Object.entries(made)) assert.equal(text(`types/${name}`), declared, name);
});

test('what is between the extension’s own parts is not declared', () => {
  const all = Object.values(declarations()).join('\n');
  for (const inside of ['Peer', 'Shelf', 'Written', 'PIECE', 'toBase64']) assert.doesNotMatch(all, new RegExp(`declare (class|const|function) ${inside}\\b`));
});

/** What the compiler says of a program that uses the package as installed. */
function compiled(program) {
  const folder = mkdtempSync(join(room, 'user-'));
  mkdirSync(join(folder, 'node_modules/@pidpys'), { recursive: true });
  symlinkSync(PAGE, join(folder, 'node_modules/@pidpys/page'));
  writeFileSync(join(folder, 'user.ts'), program);
  try {
    execFileSync(TSC, ['user.ts', ...OPTIONS, '--noEmit'], { cwd: folder, encoding: 'utf8' });
    return '';
  } catch (error) {
    return error.stdout;
  }
}

const USER = `
import { Pidpys, PidpysError, type Signed } from '@pidpys/page';
import { Diia } from '@pidpys/page/diia.js';
import '@pidpys/page/element.js';

const pidpys: Pidpys = await Pidpys.connect();
const { token } = await pidpys.login({ challenge: async () => new Uint8Array(32) });
const one: Signed = await pidpys.sign(new Blob(['a']), { level: 'B-LT' });
const { deferred } = await pidpys.sign(new Blob(['a']), { diia: true });
const element = document.querySelector('pidpys-sign')!;
element.site = { deliver: ({ token }) => fetch('/login', { method: 'POST', body: token }), diia: () => ({ start: async () => ({ id: '1', deeplink: '', qr: { size: 1, rows: ['1'] }, life: 180 }), events: (id) => id }) };
element.addEventListener('pidpys-done', ({ detail }) => void detail.result.signed?.signature.size);
const text: string = token + one.name + deferred + new PidpysError('failed').hint + Diia.name;
`;

test('a program in TypeScript uses it', () => assert.equal(compiled(USER), ''));

for (const [what, wrong, said] of [
  ['a level that there is not', "pidpys.sign(new Blob(), { level: 'B-X' });", /B-X/],
  ['a signature that was deferred', 'const blob: Blob = (await pidpys.sign(new Blob(), { diia: true })).signature;', /undefined/],
  ['what is not the element’s', 'element.password = "secret";', /password/],
  ['a reference to a key', "pidpys.sign(new Blob(), { key: 'pkcs11:token=a' });", /pkcs11/],
]) {
  test(`the types refuse ${what}`, () => assert.match(compiled(`${USER}\n${wrong}`), said));
}
