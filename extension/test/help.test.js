// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { causesOf, commandIn } from '../lib/causes.js';
import { ofSetUp } from '../lib/set-up.js';
import { FakePage } from './fake-page.js';
import { FakeArea, FakeBrowser, FakePort, settle, translator } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };

const uk = translator('uk');
const ADDED = { origin: 'https://added.example', tops: ['https://portal.example'] };
const FINDINGS = [
  { check: 'manifest-shadowed', severity: 'error', subject: 'Chromium', message: 'Заступає.', remedy: 'Виконайте.' },
  { check: 'registry-old', severity: 'warning', subject: 'Pidpys', message: 'Застарів.', remedy: '' },
  { check: 'core', severity: 'ok', subject: 'Pidpys', message: '<b>1.0</b>', remedy: '' },
];

let loads = 0;
let page, browser, ports;
const $ = (id) => page.getElementById(id);
const says = async (answer) => {
  ports.at(-1).emit(answer);
  await settle();
};
const welcome = (settings) => ({ welcome: { version: '0.2.0', protocol: 1, name: 'org.pidpys.host', settings: { pin_entry: 'window', locked: [], ...settings } } });

/** @param {string} [agent]  What the browser says of itself. */
async function open(agent) {
  page = new FakePage({}, agent);
  globalThis.chrome = browser;
  await import(`../ui/help.js?${loads++}`);
  await settle();
}

beforeEach(() => {
  browser = new FakeBrowser();
  ports = [];
  browser.runtime.connect = ({ name }) => ports[ports.push(new FakePort(name)) - 1];
});

test('the host is asked at once, and what it found is shown, the urgent open', async () => {
  await open();
  assert.equal(ports[0].name, 'help');
  assert.equal($('state').textContent, uk('page_asking'));
  await says(welcome());
  assert.match($('state').textContent, /0\.2\.0/);
  await says({ examination: { findings: FINDINGS, worst: 'error' } });
  assert.equal($('state').textContent, uk('page_found', ['2']));
  assert.deepEqual($('findings').children.map(({ dataset }) => dataset.check), ['manifest-shadowed', 'registry-old']);
  assert.match($('findings').textContent, /Помилка · Chromium.*Заступає\.Виконайте\./);
  assert.deepEqual($('fine-findings').children.map(({ dataset }) => dataset.severity), ['ok']);
  assert.match($('fine-findings').textContent, /<b>1\.0<\/b>/, 'as text');
  assert.equal($('fine').hidden, false);
});

test('when all is well it says so', async () => {
  await open();
  await says(welcome());
  await says({ examination: { findings: [], worst: 'ok' } });
  assert.equal($('state').textContent, uk('page_well'));
  assert.equal($('fine').hidden, true);
});

test('why the host cannot be asked, with what may be the cause on this system', async () => {
  for (const [agent, command, snap] of [['Mozilla/5.0 (X11; Linux x86_64)', 'pidpys', true], ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', '"C:\\Program Files\\Pidpys\\pidpys.exe"', false], ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'pidpys', false]]) {
    await open(agent);
    await says({ code: 'host-missing' });
    assert.equal($('state-failure').dataset.code, 'host-missing');
    assert.equal($('state').hidden, true);
    assert.ok($('causes').textContent.includes(uk('doctor_manifest_missing_next', [`${command} install`])));
    assert.equal($('causes').textContent.includes(uk('doctor_snap_closed')), snap);
    assert.equal($('doctor').textContent, uk('page_doctor', [command]));
    assert.doesNotMatch($('causes').textContent, /\$\d|undefined/);
    assert.equal($('set-unknown').hidden, false);
  }
});

test('the page does not lead to itself', async () => {
  await open();
  await says({ code: 'host-too-old' });
  assert.ok(!$('state-failure').textContent.includes(uk('page_open')));
  assert.equal($('causes-section').hidden, true);
});

test('asked again, it forgets what was', async () => {
  await open();
  await says({ code: 'host-missing' });
  $('again').click();
  assert.equal(ports.length, 2);
  assert.equal(ports[0].connected, false);
  assert.equal($('state-failure').hidden, true);
  assert.equal($('causes-section').hidden, true);
  await says(welcome());
  assert.equal($('state').hidden, false);
});

test('an extension that was updated meanwhile does not keep the page waiting', async () => {
  await open();
  ports[0].leave();
  assert.equal($('state-failure').dataset.code, 'failed');
});

test('once all is said the page hangs up: a background that is put to sleep later is no fault', async () => {
  for (const last of [{ examination: { findings: [], worst: 'ok' } }, { code: 'host-missing' }]) {
    await open();
    await says(welcome());
    assert.equal(ports.at(-1).connected, true);
    await says(last);
    assert.equal(ports.at(-1).connected, false);
  }
});

test('what the administrator set is shown locked, and a setting of tomorrow by its name', async () => {
  await open();
  await says(welcome({ pin_entry: 'native', key_kinds: ['token', 'tpm'], locked: ['pin_entry', 'key_kinds', 'modules', 'tomorrow'] }));
  assert.deepEqual([$('set').hidden, $('set-by').hidden, $('set-none').hidden, $('set-unknown').hidden], [false, false, true, true]);
  const text = $('set').children.map(({ textContent }) => textContent);
  assert.deepEqual(text, ['PIN-код і пароль', 'вводять у вікні системи', 'Дозволено ключі', 'на захищених носіях, у самому комп’ютері (TPM)', 'Драйвери носіїв', 'задано', 'tomorrow', 'задано']);
});

test('where nothing is set, it says so', async () => {
  await open();
  await says(welcome());
  assert.deepEqual([$('set').hidden, $('set-by').hidden, $('set-none').hidden], [true, true, false]);
});

test('a press of the button, and nothing else, asks the browser for leave', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { cabinets: [ADDED] });
  await open();
  assert.deepEqual(browser.granted, []);
  assert.equal($('cabinets').hidden, false);
  assert.match($('cabinet-list').textContent, /added\.example.*потрібен дозвіл.*portal\.example/);
  assert.equal($('leave').hidden, false);
  $('allow').click();
  assert.deepEqual(browser.granted, ['https://added.example/*'], 'at once');
  await settle();
  assert.equal($('leave-news').textContent, uk('page_left_in'));
  assert.equal($('leave').hidden, true);
  assert.match($('cabinet-list').textContent, /працює/);
});

test('who refuses can allow it later', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { cabinets: [ADDED] });
  browser.permissions.request = async () => false;
  await open();
  $('allow').click();
  await settle();
  assert.equal($('leave-news').textContent, uk('page_left_out'));
  assert.equal($('leave').hidden, false);
});

test('without cabinets that were added nothing is asked', async () => {
  await open();
  assert.equal($('cabinets').hidden, true);
});

test('the sites that the person chose are listed, each to be switched off', async () => {
  await open();
  assert.equal($('choices').hidden, true);
  await browser.storage.local.set({ chosen: [{ origin: 'https://old.example', frames: ['https://widget.example'], hashes: true }, { origin: 'https://other.example', frames: [], hashes: false }] });
  await settle();
  assert.equal($('choices').hidden, false);
  assert.deepEqual($('choice-list').children.map(({ textContent }) => textContent), [
    `old.exampleВимкнути${uk('page_choice_frames', ['widget.example'])}${uk('page_choice_hashes')}`, 'other.exampleВимкнути',
  ]);
  const [off] = $('choice-list').querySelectorAll('button');
  assert.match(off.ariaLabel, /old\.example/);
  off.click();
  assert.equal(ports.at(-1).name, 'menu');
  assert.deepEqual(ports.at(-1).sent, [{ wish: 'off', origin: 'https://old.example' }]);
});

test('the administrator’s sites of other programs are listed too, and asked for', async () => {
  browser.storage.managed = new FakeArea('managed', browser.storage.onChanged, { dialects: [{ origin: 'https://old.example', dialect: 'iit' }] });
  await open();
  assert.match($('cabinet-list').textContent, /old\.example.*потрібен дозвіл/);
  $('allow').click();
  assert.deepEqual(browser.granted, ['https://old.example/*']);
});

test('every cause has words in both languages, with every place filled', () => {
  for (const system of ['linux', 'windows', 'macos']) {
    for (const family of ['Chromium', 'Firefox']) {
      for (const code of ['host-missing', 'host-forbidden']) {
        const causes = causesOf(code, { system, family, host: 'org.pidpys.host', command: commandIn(system) });
        assert.ok(causes.length > 0);
        for (const { check, with: filled } of causes) {
          for (const language of ['uk', 'en']) {
            const texts = [translator(language)(`doctor_${check}`, filled), translator(language)(`doctor_${check}_next`, filled)];
            assert.ok(texts[0], check);
            assert.doesNotMatch(texts.join(), /\$\d/, check);
          }
        }
      }
    }
  }
});

test('the codes that lead here are those of the set-up', () => {
  const table = readFileSync(new URL('../../host/protocol/PROTOCOL.md', import.meta.url), 'utf8');
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \| ([a-z-]+) \|/gm)];
  assert.ok(rows.length > 30);
  for (const [, code, actor] of rows) assert.equal(ofSetUp(code), actor === 'set-up', code);
});
