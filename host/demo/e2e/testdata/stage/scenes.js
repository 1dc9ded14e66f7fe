// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Every step of the extension's window, and what is hardest to fit into it: long
 * names, warnings, many of all.
 *
 * @typedef {object} Scene
 * @property {object} operation  What the host answers to `operation`.
 * @property {object[]} [lately]  Keys used lately, as the extension keeps them.
 * @property {object} [settings]  That the host told.
 * @property {(host: any, person: any) => Promise<void>} [acts]  What happens then.
 */

const DOCUMENTS = [
  { name: 'Договір про надання послуг із супроводу програмного забезпечення № 2026-11.pdf', size: 3_145_728, type: 'application/pdf' },
  { name: 'додаток.txt', size: 812, type: 'text/plain' },
];
const AUTHORITIES = [
  { name: 'КНЕДП Державної податкової служби України', edrpou: '00000024', lookup: true },
  { name: 'Тестовий кваліфікований надавач електронних довірчих послуг', edrpou: '00000055', lookup: true },
  { name: 'КНЕДП без пошуку', edrpou: '00000066', lookup: false },
];
const PROVIDERS = [
  { provider: 'p1', title: 'Хмарне сховище Тестового банку', app: 'Тестбанк' },
  { provider: 'p2', title: 'Підпис у дорозі', app: 'Дорога', user: 'required', hint: 'Номер телефону у форматі +380…' },
  { provider: 'p3', title: 'Закрите сховище', agreement: true },
];
const PERSON = { name: 'Тестова-Довгопрізвищенко Оксана Володимирівна', kind: 'person', drfo: '0000000017', unzr: '19000101-00017' };
const DIRECTOR = { name: 'Показова Наталія Сергіївна', kind: 'corporate', organization: 'ТОВ «ТЕСТОВІ РІШЕННЯ ДЛЯ ВЕЛИКИХ І МАЛИХ ПІДПРИЄМСТВ»', title: 'Генеральний директор', drfo: '0000000046', edrpou: '00000055' };
const VALID = { issuer: AUTHORITIES[1].name, not_before: '2026-10-22T00:00:00Z', not_after: '2028-10-21T00:00:00Z', qualified: 'qes', status: 'ok', selectable: true, ski: 'AA' };
const key = (name, more = {}) => ({ key: name, usage: ['sign'], owner: PERSON, ...VALID, ...more });
const lacking = (name) => key(name, { owner: { name: '', kind: 'person' }, issuer: '', not_before: '', not_after: '', qualified: '', status: 'no-certificate', selectable: false });
const FOUND = { format: 'iit', keys: [key('k1'), key('k2', { usage: ['agree'], selectable: false, status: 'not-for-signing' })], selected: 'k1' };
const token = (name, more = {}) => ({
  token: name, device: 'Алмаз-1К', label: 'Бухгалтерія', manufacturer: 'Тест', model: '', serial: `00000000${name}`, form: 'token', tries: '',
  pin_pad: false, pin_unset: false, min_pin: 4, max_pin: 8, keys: [key('', { selectable: false })], ...more,
});
const TPM = token('t', { device: 'TPM', label: '', form: 'tpm', serial: '', keys: [], blank: true, makes: ['ecdsa', 'rsa'] });
const digest = { hash: 'gost34311', value: btoa('0123456789abcdef0123456789abcdef') };
const read = DOCUMENTS.map((document) => ({ ...document, digest }));
const consent = (more = {}) => ({ kind: 'consent', key: 'k1', documents: read, ...more });
const USED = [
  { name: PERSON.name, kind: 'token', carrier: 'Алмаз-1К', when: 1_795_000_000_000 },
  { name: DIRECTOR.name, kind: 'file', carrier: 'ключ директора 2026 (найновіший).jks', when: 1_794_000_000_000 },
  { name: DIRECTOR.name, kind: 'cloud', carrier: PROVIDERS[0].title, when: 1_793_000_000_000 },
];

const SIGN = { action: 'sign', origin: 'https://cabinet.example', documents: DOCUMENTS, authorities: AUTHORITIES, providers: PROVIDERS };
const LOGIN = { ...SIGN, action: 'login', documents: [] };
const REISSUE = { action: 'reissue', origin: '', documents: [], authorities: AUTHORITIES, providers: PROVIDERS };
const LIST = { count: 1000, size: 1000 * 2048 };

const PLAN = {
  owner: PERSON, old: key('', { selectable: false }), carrier: { names: ['Алмаз-1К', '0000000012345678'], form: 'token' }, kind: 'dstu4145', road: 'cmp',
  authority: AUTHORITIES[1].name, cautions: ['simulated', 'algorithm-changes', 'unlimited-tries'], state: 'planned',
};
const BEGUN = { unfinished: 'u1', owner: PERSON, carrier: PLAN.carrier, kind: 'dstu4145', road: 'cmp', authority: PLAN.authority, began: '2026-11-01T10:00:00Z', old_not_after: '2027-01-01T10:00:00Z', state: 'made' };
const ASKED = { device: 'Алмаз-1К', label: 'Бухгалтерія', serial: '00000000a', form: 'token', tries: '', min_pin: 4, max_pin: 8 };
/** Twenty-five by twenty-five modules, as a real code has. */
const QR = { size: 25, rows: Array.from({ length: 25 }, (_, row) => Array.from({ length: 25 }, (_, column) => ((row * 7 + column * 11) % 3 ? '1' : '0')).join('')) };
const link = (more) => ({ kind: 'link', link: 'https://sign.example/confirm?operation=0123456789', qr: QR, app: 'Тестбанк', expires: new Date(Date.now() + 300_000).toISOString(), identify: true, ...more });

/** The person chose a key file, and the host reads it. */
function reads(person) {
  person.give('key-file', 'Key-6.dat');
  person.type('password', 'пароль');
  person.press('read');
}

/** The person has a key file read, in which the host found this. */
async function opens(host, person, found = FOUND) {
  reads(person);
  await host.answers('keys', found);
}

/** The person turned to tokens, and these are plugged in. */
async function plugs(host, person, tokens, troubles = []) {
  person.turn('token');
  await host.answers('tokens', { state: 1, tokens, troubles });
}

/** The person has a key, and a place for the new one is chosen. */
async function plans(host, person) {
  await opens(host, person);
  await host.answers('tokens', { state: 1, tokens: [token('a', { keys: [], makes: ['dstu4145'] })], troubles: [] });
  person.press('plan');
  await host.answers('plan', PLAN);
  host.asks({ ...consent({ documents: [] }), plan: PLAN });
}

/** The window tells of a long list of documents, of which the first cannot be read. */
function lists(host, more = {}, unread = 0) {
  host.serves('documents', ({ from }) => ({
    documents: Array.from({ length: Math.min(256, LIST.count - from) }, (_, i) => ({ name: `акт звіряння № ${from + i}.pdf`, size: 2048, type: '', ...(from + i < unread ? { fault: 'read-failed' } : more) })),
  }));
}

/** The person agreed to sign a long list, each for itself. */
async function signsMany(host, person) {
  lists(host);
  await opens(host, person);
  lists(host, { digest });
  host.asks({ ...consent({ documents: [] }), list: { ...LIST, digest } });
  host.shows({ kind: 'signing' });
  host.shows({ kind: 'signing', signed: 412, failed: 2, of: LIST.count });
}

/** @type {Record<string, Scene>} */
export const scenes = {
  'key-file': { operation: SIGN },
  'key-lately': { operation: LOGIN, lately: USED, acts: async (_, person) => document.querySelector('#shortcut-list li:nth-child(2) button').click() ?? person },
  'key-barred': { operation: LOGIN, settings: { pin_entry: 'native', locked: ['key_kinds', 'pin_entry'], key_kinds: ['token'] }, acts: async (host) => host.answers('tokens', { state: 1, tokens: [], troubles: [] }) },
  'key-missing': { operation: SIGN, acts: async (_, person) => person.press('read') },
  'key-framed': { operation: { ...SIGN, top_origin: 'https://portal.with-a-long-name.example', dialect: 'iit', documents: [DOCUMENTS[0]] } },
  'password-file': { operation: SIGN, lately: USED, acts: async (_, person) => {
    person.give('key-file', 'Особистий ключ директора за 2026 рік.jks', 'сертифікат.cer');
    document.querySelector('#authorities').open = true;
  } },
  'password-wrong': { operation: SIGN, acts: async (host, person) => {
    reads(person);
    await host.fails('keys', 'wrong-password');
  } },
  'key-tokens-none': { operation: LOGIN, acts: async (host, person) => {
    await plugs(host, person, []);
    document.querySelector('#token-help').open = true;
  } },
  'key-tokens': { operation: LOGIN, acts: (host, person) => plugs(host, person, [token('1'), token('2', { device: 'Кристал-1', tries: 'few', keys: [key('', { owner: DIRECTOR, selectable: false }), key('', { ski: 'BB', selectable: false })] }), token('3', { tries: 'locked', keys: [] })]) },
  'password-pin': { operation: LOGIN, lately: USED, acts: (host, person) => plugs(host, person, [token('1', { tries: 'last' })]) },
  'key-tokens-sought': { operation: LOGIN, acts: async (_, person) => person.turn('token') },
  'key-tokens-missed': { operation: LOGIN, lately: USED, acts: async (host) => {
    document.querySelector('#shortcut-list button').click();
    await host.answers('tokens', { state: 1, tokens: [token('1', { keys: [key('', { owner: DIRECTOR, selectable: false })] })], troubles: [] });
  } },
  'key-cloud': { operation: SIGN, acts: async (_, person) => {
    person.turn('cloud');
    person.choose('provider', 'p2');
  } },
  'key-cloud-agreement': { operation: SIGN, acts: async (_, person) => {
    person.turn('cloud');
    person.choose('provider', 'p3');
  } },
  'key-open': { operation: { ...LOGIN, action: 'open', dialect: 'iit' } },
  'key-password': { operation: SIGN, acts: async (host, person) => {
    reads(person);
    await host.hears('keys');
    host.asks({ kind: 'key-password', file: 'Key-6.dat', alias: 'main' });
  } },
  identifying: { operation: SIGN, acts: async (host, person) => {
    person.turn('cloud');
    person.choose('provider', 'p1');
    person.press('get-link');
    await host.hears('keys');
    host.shows(link());
  } },
  certificate: { operation: SIGN, acts: async (host, person) => {
    await opens(host, person, { format: 'iit', keys: [lacking('k1')], selected: null });
    person.choose('certificate-authority', AUTHORITIES[0].name);
    person.press('find');
    await host.fails('find', 'certificate-not-found', { authority: AUTHORITIES[0].name });
  } },
  'certificate-everyone': { operation: SIGN, acts: async (host, person) => {
    await opens(host, person, { format: 'iit', keys: [lacking('k1')], selected: null });
    person.press('find-everyone');
  } },
  'certificate-searching': { operation: SIGN, acts: async (host, person) => {
    await opens(host, person, { format: 'iit', keys: [lacking('k1')], selected: null });
    person.press('find-everyone');
    await new Promise((armed) => setTimeout(armed, 1000));
    person.press('everyone-yes');
    await host.hears('find');
    host.shows({ kind: 'finding', asked: 29, answered: 11 });
  } },
  'consent-login': { operation: LOGIN, acts: async (host, person) => {
    await opens(host, person);
    host.asks(consent({ documents: [] }));
  } },
  'consent-tax': { operation: { ...LOGIN, profile: 'tax-cabinet', documents: [{ name: '', size: 10, type: '' }] }, acts: async (host, person) => {
    await opens(host, person);
    host.asks(consent({ documents: [{ name: '', size: 10, type: '', digest }], text: '0000000017' }));
  } },
  'consent-sign': { operation: SIGN, acts: async (host, person) => {
    await opens(host, person);
    host.asks(consent({ text: 'ЗАЯВА\nПрошу надати довідку.' }));
    document.querySelector('#documents details').open = true;
    document.querySelector('#other-keys').open = true;
  } },
  'consent-reading': { operation: SIGN, acts: async (host, person) => {
    await opens(host, person);
    host.shows({ kind: 'progress', document: 0, read: 1_048_576, size: 3_145_728 });
  } },
  'consent-owners': { operation: SIGN, acts: async (host, person) => opens(host, person, { format: 'pkcs12', keys: [key('k1'), key('k2', { owner: DIRECTOR }), key('k3', { owner: { ...DIRECTOR, kind: 'stamp' }, qualified: 'aes' })], selected: null }) },
  'consent-expired': { operation: SIGN, acts: async (host, person) => opens(host, person, { format: 'iit', keys: [key('k1', { status: 'expired', selectable: false })], selected: null }) },
  'consent-unseen': { operation: { ...SIGN, dialect: 'webeid', documents: [{ name: '', size: 0, type: '', unseen: true }] }, acts: async (host, person) => {
    await opens(host, person);
    host.asks(consent({ documents: [{ name: '', size: 0, type: '', unseen: true, digest }] }));
  } },
  'consent-encrypt': { operation: { ...SIGN, action: 'encrypt', usage: 'none' }, acts: async (host) => {
    const to = (status) => ({ owner: DIRECTOR, issuer: AUTHORITIES[1].name, not_before: VALID.not_before, not_after: VALID.not_after, status });
    host.asks({ kind: 'consent', documents: read, recipients: [to('ok'), to('untrusted')] });
  } },
  'consent-list': { operation: { ...SIGN, documents: [], list: LIST }, acts: async (host, person) => {
    lists(host);
    await opens(host, person);
    lists(host, { digest }, 2);
    host.asks({ ...consent({ documents: [] }), list: { ...LIST, unread: 2, digest } });
  } },
  batch: { operation: { ...SIGN, documents: [], list: LIST }, acts: signsMany },
  paused: { operation: { ...SIGN, documents: [], list: LIST }, acts: async (host, person) => {
    await signsMany(host, person);
    host.shows({ kind: 'paused', signed: 412, failed: 2, of: LIST.count });
  } },
  outcome: { operation: { ...SIGN, documents: [], list: LIST }, acts: async (host, person) => {
    await signsMany(host, person);
    for (const document of [3, 411]) host.shows({ kind: 'not-signed', document, name: `акт звіряння № ${document}.pdf`, code: 'document-changed' });
    host.shows({ kind: 'done', signed: 990, failed: 2, of: LIST.count, stopped: { code: 'timed-out' } });
  } },
  preview: { operation: SIGN, acts: async (host, person) => {
    await opens(host, person);
    host.asks(consent());
    document.querySelector('#documents li:nth-child(2) button').click();
    await host.answers('preview', ({ offset }) => ({ data: offset > 0 ? '' : btoa('TEXT '.repeat(162)).slice(0, 1080) }));
  } },
  'key-pin': { operation: SIGN, acts: async (host, person) => {
    await plugs(host, person, [token('1')]);
    person.type('pin', '12345678');
    person.press('read-token');
    await host.answers('keys', { keys: [key('k1', { asks_to_sign: true })], selected: 'k1' });
    host.asks({ kind: 'key-pin', token: ASKED, count: 2, of: 5, label: DOCUMENTS[0].name });
  } },
  'last-try': { operation: SIGN, acts: async (host, person) => {
    await plugs(host, person, [token('1', { tries: 'last' })]);
    person.type('pin', '12345678');
    person.press('read-token');
    await host.hears('keys');
    host.asks({ kind: 'last-try', token: ASKED });
  } },
  level: { operation: SIGN, acts: async (host, person) => {
    await opens(host, person);
    host.asks({ kind: 'level', level: 'B-LT', offered: 'B-B', code: 'time-stamp-unavailable' });
  } },
  confirming: { operation: SIGN, acts: async (host, person) => {
    await opens(host, person, { keys: [key('k1', { asks_to_sign: true, confirmed_at: PROVIDERS[0].title })], selected: 'k1' });
    host.shows(link({ identify: false }));
  } },
  over: { operation: SIGN, acts: async (host) => host.shows({ kind: 'error', code: 'worker-missing', params: {} }) },
  unfinished: { operation: { ...REISSUE, unfinished: [BEGUN, { ...BEGUN, unfinished: 'u2', state: 'requested', road: 'files', needs_key: true }] } },
  abandon: { operation: { ...REISSUE, unfinished: [BEGUN] }, acts: async () => document.querySelector('#unfinished .link, #unfinished button:last-child').click() },
  place: { operation: REISSUE, acts: async (host, person) => {
    await opens(host, person);
    await host.answers('tokens', { state: 1, tokens: [token('a', { keys: [], makes: ['dstu4145'] }), TPM, token('b', { device: 'Старий носій', keys: [], makes: [] })], troubles: [] });
  } },
  plan: { operation: REISSUE, acts: plans },
  'new-pin': { operation: REISSUE, acts: async (host, person) => {
    await plans(host, person);
    host.asks({ kind: 'new-pin', token: ASKED });
  } },
  reissuing: { operation: REISSUE, acts: async (host, person) => {
    await plans(host, person);
    for (const step of ['checking', 'key', 'request', 'waiting']) host.shows({ kind: 'reissuing', step });
  } },
  stopped: { operation: REISSUE, acts: async (host, person) => {
    await plans(host, person);
    host.shows({ kind: 'reissuing', step: 'sending' });
    host.shows({ kind: 'stopped', code: 'authority-unreachable', params: { authority: PLAN.authority }, unfinished: BEGUN });
  } },
  reissued: { operation: REISSUE, acts: async (host, person) => {
    await plans(host, person);
    host.shows({ kind: 'reissuing', step: 'storing' });
    host.shows({ kind: 'reissued', outcome: 'done', certificate: key(''), carrier: PLAN.carrier, old_not_after: BEGUN.old_not_after });
  } },
};
