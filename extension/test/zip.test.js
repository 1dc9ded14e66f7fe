// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Zip } from '../page/zip.js';

const room = mkdtempSync(join(tmpdir(), 'pidpys-zip-'));
after(() => rmSync(room, { recursive: true }));

/** What another program unpacks, by name; nothing where there is none here. */
function unpacked(t, archive) {
  const [file, folder] = [join(room, `${t.name.length}.zip`), mkdtempSync(join(room, 'out-'))];
  writeFileSync(file, archive);
  try {
    execFileSync('python3', ['-m', 'zipfile', '--test', file], { stdio: 'pipe' });
    execFileSync('python3', ['-m', 'zipfile', '--extract', file, folder], { stdio: 'pipe' });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    t.skip('no python3');
    return undefined;
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), readFileSync(join(parentPath, name), 'utf8')]));
}

/** A Blob of any size, and of as many parts: of one that is given by its size alone all octets are zero. */
class SparseBlob {
  parts = [];
  constructor(parts, { size } = {}) {
    for (const part of parts) part instanceof SparseBlob ? this.parts.push(...part.parts) : this.parts.push({ octets: part, size: part.length });
    if (size) this.parts.push({ size });
  }

  get size() {
    return this.parts.reduce((sum, { size }) => sum + size, 0);
  }

  slice(start, end = this.size) {
    let at = 0;
    const inside = this.parts.flatMap(({ octets, size }) => {
      const [from, to] = [Math.max(start - at, 0), Math.min(end - at, size)];
      at += size;
      if (from >= to) return [];
      return [octets ? new SparseBlob([octets.subarray(from, to)]) : new SparseBlob([], { size: to - from })];
    });
    return new SparseBlob(inside);
  }

  async arrayBuffer() {
    return new Uint8Array(Buffer.concat(this.parts.map(({ octets, size }) => octets ?? Buffer.alloc(size)))).buffer;
  }
}

/** An archive of such blobs, whose octets nobody sums up. */
async function sparse(use) {
  const { Blob } = globalThis;
  globalThis.Blob = SparseBlob;
  try {
    return await use(new Zip(async () => 0));
  } finally {
    globalThis.Blob = Blob;
  }
}

const bytes = async (blob) => new DataView(await blob.arrayBuffer());

test('another program unpacks what was added, whatever its name', async (t) => {
  const zip = new Zip();
  await zip.add('акти/акт № 1.txt', new Blob(['перший']));
  await zip.add('акти/акт № 1.txt.p7s', new Blob(['підпис']));
  await zip.add('порожній', new Blob([]));
  const files = unpacked(t, new Uint8Array(await zip.close().arrayBuffer()));
  if (files) assert.deepEqual(files, { 'акти/акт № 1.txt': 'перший', 'акти/акт № 1.txt.p7s': 'підпис', порожній: '' });
});

test('more may be added after it was closed once', async (t) => {
  const zip = new Zip();
  await zip.add('a', new Blob(['a']));
  const { size } = zip.close();
  await zip.add('b', new Blob(['b']));
  const archive = zip.close();
  assert.ok(archive.size > size);
  const files = unpacked(t, new Uint8Array(await archive.arrayBuffer()));
  if (files) assert.deepEqual(files, { a: 'a', b: 'b' });
});

test('what cannot be read is not in it', async () => {
  const zip = new Zip((content) => (content.size === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(0)));
  await zip.add('there', new Blob([]));
  const { size } = zip.close();
  await assert.rejects(zip.add('gone', new Blob(['x'])), /gone/);
  assert.equal(zip.close().size, size);
  await assert.rejects(new Zip().add('n'.repeat(65536), new Blob([])), RangeError);
});

test('the time is that of the clock on the wall, as far as there is one', async () => {
  for (const [modified, time, date] of [
    [new Date(2026, 10, 23, 13, 45, 59), (13 << 11) | (45 << 5) | 29, (46 << 9) | (11 << 5) | 23],
    [new Date(1970, 0, 1), 0, (0 << 9) | (1 << 5) | 1],
    [new Date(2200, 0, 1), 0, (127 << 9) | (1 << 5) | 1],
  ]) {
    const zip = new Zip();
    await zip.add('a', new Blob([]), modified);
    const head = await bytes(zip.close());
    assert.deepEqual([head.getUint16(10, true), head.getUint16(12, true)], [time, date]);
  }
});

test('more than 65 534 files are counted in zip64', async (t) => {
  const archive = new Uint8Array(await sparse(async (zip) => {
    for (let i = 0; i < 65_535; i++) await zip.add(String(i), new SparseBlob([]));
    return zip.close().arrayBuffer();
  }));
  const end = new DataView(archive.buffer, archive.length - 22);
  assert.deepEqual([end.getUint32(0, true), end.getUint16(10, true)], [0x06054b50, 0xffff]);
  const counted = new DataView(archive.buffer, archive.length - 22 - 20 - 56);
  assert.deepEqual([counted.getUint32(0, true), counted.getBigUint64(32, true)], [0x06064b50, 65_535n]);
  try {
    const names = execFileSync('python3', ['-c', 'import sys, zipfile, io; print(len(zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).namelist()))'], { input: archive, encoding: 'utf8' });
    assert.equal(names.trim(), '65535');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    t.skip('no python3');
  }
});

test('files beyond 4 GiB, and after them', () => sparse(async (zip) => {
  const large = new SparseBlob([], { size: 5 * 2 ** 30 });
  await zip.add('large', large);
  await zip.add('after', new SparseBlob([Buffer.from('x')]));
  const archive = zip.close();

  const local = await bytes(archive.slice(0, 55));
  assert.deepEqual([local.getUint16(4, true), local.getUint32(18, true), local.getUint32(22, true)], [45, 0xffffffff, 0xffffffff]);
  assert.deepEqual([local.getUint16(35, true), local.getUint16(37, true), local.getBigUint64(39, true), local.getBigUint64(47, true)], [1, 16, BigInt(large.size), BigInt(large.size)]);

  const tail = await bytes(archive.slice(archive.size - 22 - 20 - 56));
  const start = Number(tail.getBigUint64(48, true));
  assert.equal(tail.getUint32(56, true), 0x07064b50);
  assert.equal(Number(tail.getBigUint64(64, true)), archive.size - 22 - 20 - 56, 'where the record of zip64 is');
  assert.equal(tail.getUint32(76 + 16, true), 0xffffffff);
  const directory = await bytes(archive.slice(start));
  assert.equal(directory.getUint32(0, true), 0x02014b50);
  assert.deepEqual([directory.getUint16(30, true), directory.getUint16(51, true), directory.getUint16(53, true)], [20, 1, 16]);
  const second = 46 + 5 + 20;
  assert.equal(directory.getUint32(second, true), 0x02014b50);
  assert.deepEqual([directory.getUint32(second + 20, true), directory.getUint32(second + 42, true)], [1, 0xffffffff]);
  assert.equal(directory.getBigUint64(second + 46 + 5 + 4, true), BigInt(55 + large.size), 'only what does not fit stands there');
}));
