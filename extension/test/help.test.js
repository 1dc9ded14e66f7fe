// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { causesOf, commandIn } from '../lib/causes.js';
import { ofSetUp } from '../lib/set-up.js';
import { FakePage } from './fake-page.js';
import { FakeBrowser, FakePort, settle, translator } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };

const uk = translator('uk');
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
  await import(`../ui/help/help.js?${loads++}`);
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
  await says({ answer: { findings: FINDINGS, worst: 'error' } });
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
  await says({ answer: { findings: [], worst: 'ok' } });
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
  for (const last of [{ answer: { findings: [], worst: 'ok' } }, { code: 'host-missing' }]) {
    await open();
    await says(welcome());
    assert.equal(ports.at(-1).connected, true);
    await says(last);
    assert.equal(ports.at(-1).connected, false);
  }
});

test('all of it is a text to be sent, and one press copies it', async () => {
  const copied = [];
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text) => void copied.push(text) } });
  await open();
  await says(welcome({ locked: ['key_kinds', 'cabinets'], cabinets: [{ origin: 'https://secret.example' }] }));
  await says({ answer: { findings: FINDINGS, worst: 'error' } });
  $('copy').click();
  await settle();
  assert.deepEqual(copied, [$('report-text').textContent]);
  const [report] = copied;
  for (const part of ['0.1.0', '0.2.0', 'linux', 'key_kinds, cabinets', 'manifest-shadowed', 'Виконайте.', '<b>1.0</b>']) assert.ok(report.includes(part), part);
  assert.doesNotMatch(report, /secret\.example|undefined|\$\d/, 'sites are nobody’s business');
  assert.equal($('copy-news').textContent, uk('support_copied'));
});

test('where the host is silent the report says why, and a browser that copies nothing shows it', async () => {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async () => { throw new DOMException('no', 'NotAllowedError'); } } });
  await open();
  await says({ code: 'host-missing' });
  assert.match($('report-text').textContent, /host-missing/);
  $('copy').click();
  await settle();
  assert.equal($('copy-news').textContent, uk('support_not_copied'));
  assert.equal($('report-shown').open, true);
});

test('asked again, the report has nothing of before', async () => {
  await open();
  await says({ code: 'host-missing' });
  $('again').click();
  assert.doesNotMatch($('report-text').textContent, /host-missing/);
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
