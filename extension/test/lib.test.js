// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judge } from '../lib/content.js';
import { add, choose, drop, filesOf } from '../lib/files.js';
import { date, duration, size } from '../lib/format.js';
import { group, reason } from '../lib/keys.js';
import { clean, reveal, shorten } from '../lib/names.js';
import { Pace } from '../lib/pace.js';
import { hintFor } from '../lib/typing.js';
import { wordsFor } from '../lib/words.js';
import { translator } from './fakes.js';

const octets = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));

test('names lose what turns, hides or splits them', () => {
  for (const [name, shown] of [
    ['звіт\u202Efdp.exe', 'звітfdp.exe'],
    ['a\r\nb\tc', 'a b c'],
    ['рахунок.pdf                         .exe', 'рахунок.pdf .exe'],
    ['\u200Bх\u2066\u00ADу\u3164', 'ху'],
    ['  «Ранкова зоря» "O\'Brien" <b> ', '«Ранкова зоря» "O\'Brien" <b>'],
    ['\u2028\u0000', ''],
    ['рахунок.pdf\u2800\u2800\u034f\u17b4.exe', 'рахунок.pdf.exe'],
    [`з${'\u0300\u0301\u0488'.repeat(20)}віт, и\u0306`, 'з\u0300\u0301віт, и\u0306'],
  ]) assert.equal(clean(name), shown);
});

test('a long name keeps its true extension', () => {
  assert.equal(shorten('Key-6.dat'), 'Key-6.dat');
  const shown = shorten(`${'дуже '.repeat(50)}важливо.pdf.exe`, 30);
  assert.equal([...shown].length, 30);
  assert.match(shown, /…/);
  assert.ok(shown.endsWith('.exe'));
  assert.ok(shorten(`x${'.'.repeat(200)}`, 30).length <= 30);
  assert.equal([...shorten('𝒜'.repeat(100), 20)].length, 20);
});

test('characters of a text that turn it around or stay unseen are made visible', () => {
  assert.equal(reveal('не\u00ADдаю\u{E0041}'), 'не⟨U+00AD⟩даю⟨U+E0041⟩');
  assert.equal(reveal('сума 001\u202E000\nдалі'), 'сума 001⟨U+202E⟩000\nдалі');
});

test('sizes, durations and dates in both languages', () => {
  const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');
  assert.equal(plain(size(52, 'uk')), '52 байти');
  assert.equal(plain(size(1, 'en')), '1 byte');
  assert.equal(plain(size(1536, 'uk')), '1,5 кБ');
  assert.equal(plain(size(200 * 1024 * 1024, 'en')), '200 MB');
  assert.equal(plain(size(3 * 2 ** 40, 'en')), '3,072 GB');
  assert.equal(plain(duration(0.2, 'uk')), '1 с');
  assert.equal(plain(duration(100, 'en')), '2 min');
  assert.equal(plain(duration(86_400 * 3, 'uk')), '3 дні');
  assert.match(date('2027-03-05T12:00:00Z', 'uk'), /^5\u00a0бер[^ ]*2027[^ ]*$/);
});

test('time left is told after a second, at the pace so far', () => {
  let now = 0;
  const pace = new Pace(() => now);
  const one = {};
  assert.equal(pace.left(one, 100, 1000), undefined);
  now = 500;
  assert.equal(pace.left(one, 200, 1000), undefined);
  now = 2000;
  assert.equal(pace.left(one, 500, 1000), 2.5);
  assert.equal(pace.left({}, 500, 1000), undefined, 'another document starts anew');
});

test('only three kinds of pictures and plain text are shown', () => {
  assert.deepEqual(judge(octets([0x89], 'PNG\r\n\x1a\n', [0, 1])), { picture: 'image/png' });
  assert.deepEqual(judge(octets([0xff, 0xd8, 0xff, 0xe0])), { picture: 'image/jpeg' });
  assert.deepEqual(judge(octets('RIFF\n\n\n\nWEBPVP8 ')), { picture: 'image/webp' });
  assert.deepEqual(judge(octets('<svg onload=alert(1)>')), { text: '<svg onload=alert(1)>' });
  assert.deepEqual(judge(octets('%PDF-1.7\n', [0xe2, 0xe3])), {});
  assert.deepEqual(judge(octets('GIF89a\x01\x00')), {});
  assert.deepEqual(judge(octets('a\x1b[2Jb')), {});
  assert.deepEqual(judge(octets('привіт\r\n\tтак')), { text: 'привіт\r\n\tтак' });
  assert.deepEqual(judge(octets([])), { text: '' });
});

test('a tax report in windows-1251 is read as such', () => {
  const head = '<?xml version="1.0" encoding="windows-1251"?>';
  assert.deepEqual(judge(octets(head, [0xcf, 0xb3, 0xe4, 0xef, 0xe8, 0xf1])), { text: `${head}Підпис` });
});

test('a letter cut in half ends a beginning, not a whole', () => {
  const cut = octets('так').subarray(0, 5);
  assert.deepEqual(judge(cut, false), { text: 'та' });
  assert.deepEqual(judge(cut), {});
});

test('one key, and certificates beside it', () => {
  const [key, other, cer, chain] = ['Key-6.dat', 'pb.jks', 'Я.CER', 'ca.p7b'].map((name) => ({ name }));
  const chosen = choose({ certificates: [] }, [cer, key]);
  assert.deepEqual(chosen, { key, certificates: [cer] });
  assert.deepEqual(choose(chosen, [chain]), { key, certificates: [cer, chain] });
  assert.deepEqual(choose(chosen, [other]), { key: other, certificates: [] }, 'another key, other certificates');
  assert.deepEqual(choose({ certificates: [cer] }, [key]), { key, certificates: [cer] }, 'a certificate may come first');
  assert.deepEqual(drop(chosen, cer), { key, certificates: [] });
  const pem = { name: 'ключ.pem' };
  assert.deepEqual(choose(chosen, [pem]).key, pem, 'a .pem is a key');
  assert.deepEqual(add(chosen, [pem]), { key, certificates: [cer, pem] }, 'unless it was given as a certificate');
  assert.equal(add(chosen, Array.from({ length: 40 }, () => ({ name: 'a.cer' }))).certificates.length, 16);
  assert.equal(choose(chosen, Array.from({ length: 40 }, () => ({ name: 'a.cer' }))).certificates.length, 16);
});

test('what is dropped is taken if it is a file', () => {
  const file = { name: 'Key-6.dat' };
  const item = (kind, isDirectory, name = file) => ({ kind, webkitGetAsEntry: () => (isDirectory === undefined ? null : { isDirectory }), getAsFile: () => name });
  assert.deepEqual(filesOf({ items: [item('string'), item('file', true), item('file', false), item('file'), item('file', false, null)] }), [file, file]);
});

test('keys that can sign are shown, the rest folded', () => {
  const key = (status, usage = ['sign']) => ({ key: status, status, usage, selectable: status === 'ok' });
  const twin = key('not-for-signing', ['agree']);
  const ok = key('ok');
  const expired = key('expired');
  assert.deepEqual(group([twin, ok, expired]), { shown: [ok], folded: [twin, expired] });
  assert.deepEqual(group([twin, expired]), { shown: [expired], folded: [twin] });
  assert.deepEqual(group([twin]), { shown: [twin], folded: [] });
  assert.equal(reason([twin, expired]), 'certificate-expired');
  assert.equal(reason([key('no-certificate', ['sign', 'agree']), twin]), 'no-certificate');
  assert.equal(reason([key('not-yet')]), 'certificate-not-yet-valid');
  assert.equal(reason([key('untrusted')]), 'certificate-untrusted');
  assert.equal(reason([twin]), 'no-signing-key');
  assert.equal(reason([]), 'no-signing-key');
  assert.equal(reason([ok, expired]), undefined);
});

test('hints of the keyboard', () => {
  const event = (key, caps = false, type = 'keydown') => ({ key, type, getModifierState: (name) => caps && name === 'CapsLock' });
  assert.equal(hintFor(event('a', true)), 'caps_lock');
  assert.equal(hintFor(event('ї')), 'cyrillic');
  assert.equal(hintFor(event('a')), '');
  assert.equal(hintFor(event('CapsLock')), '');
  assert.equal(hintFor(event('Shift')), undefined);
  assert.equal(hintFor(event('a', false, 'keyup')), undefined);
});

test('words come by code, with their parameters made readable', () => {
  const uk = translator('uk');
  const sentence = (...of) => wordsFor(...of, uk).sentence.replace(/\u00a0/g, ' ');
  assert.match(sentence('wrong-password', {}), /Пароль не підходить/);
  assert.match(sentence('file-too-large', { limit: 4194304 }), /4 МБ/);
  assert.match(sentence('not-a-key', { what: 'key-11' }), /Key-11\.dat/);
  assert.match(sentence('not-a-key', { what: 'film' }), /film/);
  assert.match(sentence('wrong-authority', { authority: 'А\u202EБ' }), /: АБ\./);
  assert.equal(sentence('never-heard-of', {}), sentence('internal', {}));
});

test('what carriers and providers both have is said of whose it is', () => {
  for (const language of ['uk', 'en']) {
    for (const code of ['wrong-pin', 'pin-locked', 'token-unsupported']) {
      const carrier = wordsFor(code, {}, translator(language));
      const provider = wordsFor(code, { provider: 'Хмара' }, translator(language));
      assert.doesNotMatch(carrier.sentence + carrier.hint, /Хмара|провайдер|provider/, code);
      assert.match(provider.sentence, /Хмара/, code);
      assert.doesNotMatch(provider.sentence + provider.hint, /носі|token|PUK/, code);
    }
  }
});

test('which of several documents is meant is said', () => {
  for (const language of ['uk', 'en']) {
    for (const [code, params] of [['document-changed', {}], ['identity-content', {}], ['unfit-pdf', { what: 'no-pdf' }]]) {
      const alone = wordsFor(code, params, translator(language));
      const several = wordsFor(code, { ...params, document: `до\u202eговір${'і'.repeat(300)}.pdf` }, translator(language));
      assert.match(several.sentence, /[«“]договірі+…і+\.pdf[»”]/, code);
      assert.ok(several.sentence.length < 200);
      assert.doesNotMatch(alone.sentence + several.sentence, /\$\d|undefined/);
      assert.equal(several.hint, alone.hint);
    }
  }
});

test('a sentence that ends with a date or a time ends with one full stop', () => {
  for (const language of ['uk', 'en']) {
    for (const [code, params] of [['certificate-revoked', { owner: 'Коваль', since: '2027-03-05T12:00:00Z' }], ...[30, 600, 7200, 604_800].map((wait) => ['tpm-lockout', { wait }])]) {
      const { sentence } = wordsFor(code, params, translator(language));
      assert.match(sentence, /[^.]\.$/, sentence);
    }
  }
});
