// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { plural } from '../lib/format.js';
import { json } from './fakes.js';

const text = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const uk = json('_locales/uk/messages.json');
const en = json('_locales/en/messages.json');
const scripts = ['background.js', ...['lib', 'ui', 'compat'].flatMap((folder) => readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true }).filter((name) => name.endsWith('.js')).map((name) => `${folder}/${name}`))].map(text).join('\n');
const html = readdirSync(new URL('../ui', import.meta.url)).filter((name) => name.endsWith('.html')).map((name) => text(`ui/${name}`)).join('\n');
const command = readdirSync(new URL('../../host/command', import.meta.url)).filter((name) => /^(?!.*_test).*\.go$/.test(name)).map((name) => text(`../host/command/${name}`)).join('\n');

/** What a code's `what` may name: PROTOCOL.md, section 10. */
const named = (code) => {
  const [, list] = new RegExp(`^\`what\` of \`${code}\` is ([^]+?)\\.\n\n`, 'm').exec(text('../host/protocol/PROTOCOL.md'));
  return [...list.matchAll(/`([a-z0-9-]+)`/g)].map(([, what]) => what.replaceAll('-', '_'));
};
const refusals = named('driver-refused');
const whats = [...named('not-a-key'), ...named('unfit-pdf'), ...refusals];

/** Keys that the window completes from what the host says (PROTOCOL.md, section 7). */
const COMPLETED = [
  ...['document', 'pdf', 'signature', 'container', 'envelope', 'checking', 'unchecked', 'lacking', 'good', 'bad', 'unknown'].map((state) => `own_is_${state}`),
  ...['sign', 'sign_many', 'encrypt', 'encrypt_many', 'decrypt'].map((what) => `request_own_${what}`), 'consent_own_encrypt', 'consent_own_decrypt', 'own_many_hint', 'own_many_recipients_hint', 'own_no_certificate_hint', 'own_recipient_unfit_hint', 'own_unfit_hint', 'request_own_certificate', 'consent_own_certificate',
  'title_login', 'title_sign', 'title_certificate', 'request_login', 'request_sign', 'request_certificate',
  'approve_login', 'approve_sign', 'approve_certificate', 'consent_login', 'consent_sign', 'consent_certificate',
  ...['encrypt', 'decrypt'].flatMap((action) => ['title', 'request', 'approve', 'consent'].map((word) => `${word}_${action}`)),
  'request_sign_many', 'request_encrypt_many', ...['sign', 'encrypt', 'decrypt', 'seal'].map((action) => `request_${action}_unnamed`),
  ...['open', 'seal'].flatMap((action) => ['title', 'request', 'approve', 'consent'].map((word) => `${word}_${action}`)), 'request_seal_many', 'link_sign_only', 'link_login_only',
  ...['b_b', 'b_t', 'b_lt'].flatMap((level) => [`level_${level}`, `level_heading_${level}`, `level_note_${level}`]),
  'kind_person', 'kind_fop', 'kind_corporate', 'kind_stamp', 'badge_qes', 'badge_qes_full', 'badge_aes', 'badge_aes_full',
  'status_expired', 'status_not_yet', 'status_untrusted', 'status_no_certificate', 'status_not_for_signing', 'status_not_for_encryption', 'status_too_many', 'link_sign', 'link_login', 'link_scan_app', 'link_wait_app', 'cloud_second_sign', 'cloud_second_login',
  ...['gost34311', 'kupyna256', 'kupyna384', 'kupyna512', 'sha256', 'sha384', 'sha512'].map((hash) => `hash_${hash}`),
  'use_sign', 'use_stamp', 'use_agree', 'drfo', 'edrpou', 'unzr', 'organization', 'title', 'issuer',
  ...whats.map((what) => `what_${what}`),
  ...refusals.map((refusal) => `refused_${refusal}`),
  ...['title', 'request', 'approve', 'consent'].map((word) => `${word}_reissue`),
  'form_tpm', 'form_tpm_note', 'form_sealed', 'form_sealed_note', 'places', 'places_choose', 'tokens', 'tokens_choose',
  'reissuing', 'stopped', 'last_try_text', 'shared_tries_text', 'abandon_text', 'leave_text',
  ...['dstu4145', 'ecdsa', 'rsa'].map((kind) => `algorithm_${kind}`),
  ...['request', 'store'].flatMap((step) => ['cmp', 'files'].map((road) => `plan_${step}_${road}`)),
  ...['simulated', 'not_qualified_device', 'unlimited_tries', 'algorithm_changes', 'agreement_key_stays', 'already_replaced', 'another_unfinished'].map((caution) => `caution_${caution}`),
  ...['planned', 'made', 'requested', 'issued'].map((state) => `state_${state}`),
  ...['checking', 'key', 'request', 'sending', 'waiting', 'storing'].map((step) => `reissuing_${step}`),
  ...['done', 'waiting', 'files'].map((outcome) => `reissued_${outcome}`),
  ...['pin_entry', 'pin_entry_window', 'pin_entry_native', 'log_level', 'key_kinds', 'cabinets', 'dialects', 'modules', 'providers', 'authorities'].map((name) => `set_${name}`),
  ...['file', 'token', 'tpm', 'cloud'].map((kind) => `set_kind_${kind}`),
  'documents_one', 'documents_few', 'documents_many',
  ...['browser', 'uk', 'en'].map((language) => `language_${language}`), ...['b_b', 'b_t', 'b_lt', 'b_lta'].map((level) => `options_level_${level}`),
  ...['file', 'token', 'tpm', 'cloud'].map((kind) => `lately_${kind}`),
  'menu_on', 'menu_off', 'barred_token', 'barred_tpm', 'tries_few', 'tries_few_text', 'tries_last_text', ...['service', 'driver', 'access'].flatMap((step) => ['linux', 'windows', 'macos'].map((system) => `help_${step}_${system}`)),
];

/** The closed list: the first column of PROTOCOL.md, section 10. */
const codes = [...text('../host/protocol/PROTOCOL.md').split('\n## ').find((section) => section.startsWith('10.')).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);

test('both languages hold the same keys, each described the same', () => {
  assert.deepEqual(Object.keys(uk), Object.keys(en));
  for (const [key, { message, description }] of Object.entries(uk)) {
    assert.ok(message && en[key].message, key);
    assert.ok(description, key);
    assert.equal(description, en[key].description, key);
    assert.match(key, /^[a-z0-9_]+$/);
  }
});

test('both languages have the same places to fill', () => {
  const places = ({ message }) => [...new Set(message.match(/\$\d/g))].sort();
  for (const key of Object.keys(uk)) assert.deepEqual(places(uk[key]), places(en[key]), key);
});

/** Words after a number that are the same whatever it is. */
const CALM = /^(?:з|із|of|—|or|до|за)$/u;

/** Where the word after the number is about something else. */
const APART = ['own_too_many', 'error_too_many_documents', 'cli_doctor_rest'];

test('nothing but a place looks like one', () => {
  for (const [language, catalogue] of Object.entries({ uk, en })) {
    for (const [key, { message }] of Object.entries(catalogue)) {
      assert.doesNotMatch(message, /\$(?![1-9$])|%[sd]|\{\w*\}/, `${language} ${key}`);
      assert.doesNotMatch(message, /^\s|\s$/, `${language} ${key}`);
    }
  }
});

test('a number governs no word, for languages have forms of their own after it', () => {
  for (const [language, catalogue] of Object.entries({ uk, en })) {
    for (const [key, { message, description }] of Object.entries(catalogue)) {
      for (const [, place] of description.matchAll(/(\$[1-9])(?: is|:) (?:how many|the number of)/g)) {
        const [, after] = new RegExp(`\\${place}[\\s\u00a0]+([\\p{L}—]+)`, 'u').exec(message) ?? [];
        assert.ok(!after || CALM.test(after) || APART.includes(key), `${language} ${key}: ${message}`);
      }
    }
  }
});

test('what has forms for numbers has each, and they are each of a number', () => {
  const forms = ['one', 'few', 'many'];
  const counted = Object.keys(uk).filter((key) => key.endsWith('_few') && key.replace(/few$/, 'one') in uk).map((key) => key.slice(0, -'_few'.length));
  assert.ok(counted.length > 0);
  for (const [language, catalogue] of Object.entries({ uk, en })) {
    for (const name of counted) {
      for (const form of forms) assert.match(catalogue[`${name}_${form}`]?.message ?? '', /\$1/, `${language} ${name}_${form}`);
      for (const count of [0, 1, 2, 5, 11, 21, 22, 1000]) assert.ok(forms.includes(plural(count, language)), `${language} ${count}`);
    }
  }
});

test('every code has a sentence and a hint, and so has whatever the command line adds', () => {
  const worded = (kind) => Object.keys(uk).filter((key) => key.startsWith(`${kind}_`)).map((key) => key.slice(kind.length + 1).replaceAll('_', '-')).sort();
  assert.ok(codes.length > 30);
  assert.deepEqual(codes.filter((code) => !worded('error').includes(code)), []);
  assert.deepEqual(worded('error'), worded('hint'));
  assert.deepEqual(worded('provider_error'), worded('provider_hint'));
  assert.deepEqual(worded('document_error'), ['document-changed', 'identity-content', 'unfit-pdf']);
});

test('every word the window names is there', () => {
  const named = [
    ...[...html.matchAll(/data-i18n(?:-label|-placeholder)?="([^"]+)"/g)],
    ...[...scripts.matchAll(/\bt\((?:[\w]+ \? )?'([a-z_]+)'/g)],
    ...[...JSON.stringify(json('../manifest.json')).matchAll(/__MSG_(\w+)__/g)],
  ].map(([, key]) => key);
  for (const key of named) assert.ok(key in uk, key);
});

test('every word is used, here or by the command line', () => {
  const quoted = new Set([
    ...[...scripts.matchAll(/'([a-z_]+)'/g)],
    ...[...html.matchAll(/data-i18n(?:-label|-placeholder)?="([^"]+)"/g)],
    ...[...JSON.stringify(json('../manifest.json')).matchAll(/__MSG_(\w+)__/g)],
  ].map(([, key]) => key));
  const used = (key) => {
    const [, family, name] = /^(?:provider_|document_)?(cli|doctor|element|finding|prompt|report|webeid|iit|error|hint)_(.+)$/.exec(key) ?? [];
    // The tests of host/command, host/dialect, host/doctor, host/prompt and host/report hold these, and element.test.js.
    if (['cli', 'doctor', 'element', 'finding', 'prompt', 'report', 'webeid', 'iit'].includes(family)) return true;
    const code = name?.replaceAll('_', '-');
    if (code) return codes.includes(code) || command.includes(`"${code}"`);
    return quoted.has(key) || COMPLETED.includes(key);
  };
  assert.deepEqual(Object.keys(uk).filter((key) => !used(key)), []);
});

test('what only some values complete is there for each', () => {
  assert.ok(whats.length > 10);
  for (const key of COMPLETED) assert.ok(key in uk, key);
});

test('the titles are those that people know from instructions', () => {
  assert.equal(uk.title_login.message, 'Вхід до особистого кабінету');
  assert.equal(uk.title_sign.message, 'Підпис документа');
  for (const [key, word] of Object.entries({ tab_file: 'Файловий ключ', tab_token: 'Захищений носій', tab_cloud: 'Хмарне сховище', provider: 'Провайдер', user: 'Ідентифікатор користувача', get_link: 'Отримати посилання', pin: 'PIN-код', authority: 'Оберіть АЦСК', find: 'Знайти сертифікат', find_everyone: 'Визначити автоматично', key_password: 'Пароль самого ключа', password: 'Пароль захисту ключа', read: 'Зчитати', approve_login: 'Увійти', approve_sign: 'Підписати', cancel: 'Скасувати', preview: 'Переглянути' })) {
    assert.equal(uk[key].message, word);
  }
});
