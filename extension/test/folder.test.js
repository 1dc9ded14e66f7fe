// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chosen, dropped } from '../../host/demo/www/folder/choosing.js';
import { Names } from '../../host/demo/www/folder/naming.js';

const file = (name) => new File([name], name);

/** A file that was dropped, as browsers describe it; one without content is kept by another program. */
const entry = (fullPath, content = file(fullPath)) => ({ isFile: true, fullPath, file: (found, failed) => (content ? found(content) : failed(new Error('NotReadableError'))) });

/** A folder that was dropped, which browsers list a hundred entries at a time. */
const folder = (fullPath, entries) => {
  const createReader = () => {
    const left = [...entries];
    return { readEntries: (found) => found(left.splice(0, 100)) };
  };
  return { isFile: false, fullPath, createReader };
};

/** What was dropped. */
const transfer = (...entries) => ({ items: [...entries.map((one) => ({ kind: 'file', webkitGetAsEntry: () => one, getAsFile: () => null })), { kind: 'string' }] });
const drop = (...entries) => dropped(transfer(...entries), 10_000);

const paths = (found) => found.map(({ path }) => path);

test('what was chosen has its folder, and what systems leave there is left out', () => {
  const files = [file('a.txt'), Object.assign(file('b.txt'), { webkitRelativePath: 'акти/б/b.txt' }),
    Object.assign(file('config'), { webkitRelativePath: 'акти/.git/config' }), ...['.DS_Store', 'Thumbs.db', 'desktop.ini', '.~lock.a.odt#'].map(file)];
  assert.deepEqual(paths(chosen(files)), ['a.txt', 'акти/б/b.txt']);
});

test('a folder that was dropped is looked through, however long', async () => {
  const many = Array.from({ length: 250 }, (_, i) => entry(`/акти/${i}.txt`));
  const found = await drop(folder('/акти', [...many, folder('/акти/б', [entry('/акти/б/b.txt'), entry('/акти/б/.DS_Store')])]), entry('/a.txt'));
  assert.equal(found.length, 252);
  assert.deepEqual(paths(found).slice(-2), ['акти/б/b.txt', 'a.txt']);
});

test('a hidden folder is not looked into, and nothing is once there are too many', async () => {
  const shut = { ...folder('/акти/.git', []), createReader: () => assert.fail('nobody signs what is there') };
  assert.deepEqual(paths(await drop(folder('/акти', [shut, entry('/акти/a.txt')]))), ['акти/a.txt']);
  const found = await dropped(transfer(folder('/акти', ['a', 'b', 'c', 'd'].map((name) => entry(`/акти/${name}.txt`))), shut), 2);
  assert.deepEqual(paths(found), ['акти/a.txt', 'акти/b.txt', 'акти/c.txt'], 'one more, so that it can be said');
});

test('what the browser may not read is listed without its content', async () => {
  assert.deepEqual(await drop(entry('/зайнятий.xlsx', null)), [{ path: 'зайнятий.xlsx', file: undefined }]);
});

test('folders without an end come to one', async () => {
  let looked = 0;
  const endless = (fullPath) => ({ isFile: false, fullPath, createReader: () => {
    const left = [endless(`${fullPath}/ще`), entry(`${fullPath}/a.txt`)];
    looked++;
    return { readEntries: (found) => found(left.splice(0, 100)) };
  } });
  const found = await drop(endless('/коло'));
  assert.deepEqual([found.length, looked], [16, 16]);
});

test('a folder that cannot be listed, and a drop without entries', async () => {
  assert.deepEqual(await drop({ isFile: false, fullPath: '/закрито', createReader: () => ({ readEntries: (_, failed) => failed(new Error()) }) }), []);
  const plain = file('a.txt');
  assert.deepEqual(await dropped({ items: [{ kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => plain }] }, 1), [{ path: 'a.txt', file: plain }]);
});

test('a signature takes the place of no file that is there', () => {
  const names = new Names(['акти/a.txt', 'акти/a.txt.P7S', 'b.txt']);
  assert.deepEqual(['акти/a.txt', 'акти/a.txt.P7S', 'b.txt'].map((path) => names.ofSignature(path)),
    ['акти/a.txt (2).p7s', 'акти/a.txt.P7S.p7s', 'b.txt.p7s']);
  assert.equal(names.ofSignature('B.txt'), 'B.txt (2).p7s');
});
