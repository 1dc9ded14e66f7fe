// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';

import { derOf, natureOf } from '../lib/nature.js';
import { distinct, fit } from '../lib/names.js';
import { isShowable } from '../lib/pixels.js';

const octets = (hex) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
const latin = (text) => Uint8Array.from(Buffer.from(text, 'latin1'));

const OID = '06092a864886f70d0107';
const ARCHIVE = `PK\x03\x04${'\0'.repeat(26)}`;

test('what a file is its octets say, whatever it is called', () => {
  for (const [name, head, nature] of [
    ['договір.pdf', octets(`30820123 ${OID}02 a0`), 'signature'],
    ['звіт.p7s', octets(`3080 ${OID}02 a080`), 'signature'],
    ['a.txt', octets(`3083012345 ${OID}03`), 'envelope'],
    ['a.p7s', latin('просто текст'), 'document'],
    ['a.p7s', octets(`30820123 ${OID}01`), 'document'],
    ['a.p7s', octets('30'), 'document'],
    ['a.p7s', octets(''), 'document'],
    ['x', octets('30820300 30820200 a003020102 0210'), 'certificate'],
    ['x', latin('-----BEGIN CERTIFICATE-----\nMIIB'), 'certificate'],
    ['x.txt', latin('%PDF-1.7\n'), 'pdf'],
    ['x.pdf', latin('MZ %PDF-1.7'), 'document'],
    ['x.zip', latin(`${ARCHIVE}mimetypeapplication/vnd.etsi.asic-e+zip`), 'container'],
    ['x.docx', latin(`${ARCHIVE}[Content_Types].xml`), 'document'],
    ['x.sce', latin(`${ARCHIVE}META-INF/manifest.xml`), 'container'],
    ['x.asice', latin('not an archive'), 'document'],
  ]) {
    assert.equal(natureOf(name, head), nature, `${name} ${Buffer.from(head).toString('latin1')}`);
  }
});

test('a message may be written in letters', () => {
  const letters = (kind, rest = 60) => Buffer.from([...octets(`30820123 ${OID}0${kind} a0`), ...new Array(rest).fill(7)]).toString('base64');
  for (const [head, nature] of [
    [letters(2), 'signature'],
    [letters(3), 'envelope'],
    [`\r\n${letters(2).match(/.{1,20}/g).join('\r\n')}`, 'signature'],
    [`-----BEGIN PKCS7-----\n${letters(2)}\n-----END PKCS7-----`, 'signature'],
    [`-----BEGIN CMS-----\n${letters(3)}`, 'envelope'],
    [`\xef\xbb\xbf${letters(2)}`, 'signature'],
    [letters(1), 'document'],
    ['M', 'document'],
    ['MII', 'document'],
    ['Message to all', 'document'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'document'],
  ]) assert.equal(natureOf('a.p7s', latin(head)), nature, head);
});

test('keys are told by their names, of whatever is in them', () => {
  for (const name of ['Key-6.dat', 'key-6.DAT', 'director.PFX', 'a.p12', 'a.jks', 'a.pk8', 'a.zs2']) assert.equal(natureOf(name, octets('30')), 'key', name);
  for (const name of ['звіт про Key-6.dat.pdf', 'key-6.dat.txt', 'pfx']) assert.equal(natureOf(name, octets('30')), 'document', name);
});

test('the name of a file to save leads nowhere else, and hides nothing', () => {
  for (const [name, expected] of [
    ['договір.pdf', 'договір.pdf'],
    ['../../.bashrc', '_.._.bashrc'],
    ['C:\\Windows\\evil.exe', 'C__Windows_evil.exe'],
    ['evil\u202Efdp.exe', 'evilfdp.exe'],
    ['evil.pdf                                   .exe', 'evil.pdf .exe'],
    ['a\u0000b\r\nc.txt', 'a b c.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['console.txt', 'console.txt'],
    ['...', ''],
    ['\u200B\u202E', ''],
    ['звіт. ', 'звіт'],
  ]) assert.equal(fit(name), expected, JSON.stringify(name));
  const long = fit(`${'а'.repeat(1000)}.pdf.exe`);
  assert.equal([...long].length, 100);
  assert.match(long, /\.exe$/, 'its true extension stays');
  assert.ok(Buffer.byteLength(`${long}.p7s`) < 255);
});

test('names that lie in one place are not the same', () => {
  assert.deepEqual(distinct(['a.pdf', 'A.PDF', 'a.pdf', 'b', 'b', '.x', '.x']), ['a.pdf', 'A (2).PDF', 'a (3).pdf', 'b', 'b (2)', '.x', '.x (2)']);
  assert.deepEqual(distinct(['a.pdf', 'a.pdf', 'a (2).pdf']), ['a.pdf', 'a (2).pdf', 'a (2) (2).pdf']);
});

test('a certificate comes in either form', () => {
  const pem = `-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUYS1X0lTEOx0QqmIlEJd5FZ0VZJYwCgYIKoZIzj0EAwIw\n-----END CERTIFICATE-----`;
  const der = derOf(latin(pem));
  assert.equal(der[0], 0x30);
  assert.deepEqual(derOf(der), der);
  assert.throws(() => new X509Certificate(Buffer.from(derOf(latin('-----BEGIN nothing')))));
});

/** A PNG that says it is so wide and so high. */
const png = (width, height) => octets(`89504e470d0a1a0a 0000000d 49484452 ${width.toString(16).padStart(8, '0')} ${height.toString(16).padStart(8, '0')}`);

test('pictures that unfold into too much are told before they are decoded', () => {
  assert.equal(isShowable(png(4000, 3000), 'image/png'), true);
  assert.equal(isShowable(png(100_000, 100_000), 'image/png'), false, 'a bomb');
  assert.equal(isShowable(png(0, 10), 'image/png'), false);
  assert.equal(isShowable(png(4000, 3000).subarray(0, 20), 'image/png'), false, 'cut');
  const jpeg = (sof) => octets(`ffd8 ffe0 0004 0000 ff ${sof} 0011 08 0bb8 0fa0 03`);
  assert.equal(isShowable(jpeg('c0'), 'image/jpeg'), true);
  assert.equal(isShowable(jpeg('c2'), 'image/jpeg'), true, 'progressive');
  assert.equal(isShowable(octets('ffd8 ffc0 0011 08 ffff ffff 03'), 'image/jpeg'), false, '65 535 a side');
  assert.equal(isShowable(octets('ffd8 00'), 'image/jpeg'), false, 'no frame');
  assert.equal(isShowable(octets(`ffd8 ${'ffe00000'.repeat(50)}`), 'image/jpeg'), false, 'segments without a length end');
  const webp = (kind, rest) => latin(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0${Buffer.from(rest.replace(/\s/g, ''), 'hex').toString('latin1')}`);
  assert.equal(isShowable(webp('VP8X', '00000000 0f2700 0f2700'), 'image/webp'), false, '10 000 a side');
  assert.equal(isShowable(webp('VP8X', '00000000 ff0300 ff0300'), 'image/webp'), true);
  assert.equal(isShowable(webp('VP8 ', '000000 9d012a 0004 0003'), 'image/webp'), true);
  assert.equal(isShowable(webp('VP8L', '2f ffc0ff00 0000000000'), 'image/webp'), true);
  assert.equal(isShowable(webp('JUNK', '00000000000000000000'), 'image/webp'), false);
  assert.equal(isShowable(png(10, 10), 'image/gif'), false, 'of a kind that is not shown');
});
