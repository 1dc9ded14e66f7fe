// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { partner } from '../ui/files/checks.js';
import { FakePage } from './fake-page.js';
import { FakeBrowser, FakePort, settle, translator } from './fakes.js';

globalThis.navigator ??= { userAgent: 'Chrome/156.0.0.0' };

const uk = translator('uk');
const SIGNATURE = Uint8Array.from([0x30, 0x82, 1, 0x23, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2, 0xa0]);
const ENVELOPE = SIGNATURE.with(14, 3);
const CERTIFICATE = Uint8Array.from([0x30, 0x82, 3, 0, 0x30, 0x82, 2, 0, 0xa0, 3, 2, 1, 2, 2, 1, 1]);

const file = (name, content = 'Договір') => new File([content], name);
const explanation = (outcome, answer = `Відповідь ${outcome}`) => ({
  language: 'uk', outcome, answer, titles: { who: 'Хто', named: 'Кого названо', when: 'Коли', checked: 'Що перевірено', troubles: 'Що не так' },
  signatures: [{ outcome, answer, who: [{ label: 'Власник', text: '<b>Коваль</b>' }], checked: [{ outcome: 'good', label: 'Цілісність', text: 'так' }] }],
});
const report = (outcome, more = {}) => ({ kind: 'CAdES', detached: false, signatures: [{}], explanation: explanation(outcome), contents: [], ...more });

let loads = 0;
let page, browser, ports;
const $ = (id) => page.getElementById(id);
const port = () => ports.at(-1);
const states = () => $('pile').children.map(({ dataset }) => dataset.state);
/** Waits for what takes turns of other threads: octets that are read, and hashed. */
const waits = async (condition) => {
  for (const late = Date.now() + 10_000; !condition() && Date.now() < late; ) await settle();
  assert.ok(condition());
};

/** What the page called last, once it has called so often. */
async function called(times = 1) {
  await waits(() => port().sent.filter(({ method }) => method).length >= times);
  return port().sent.findLast(({ method }) => method);
}

/** The host answers a call. */
async function answer(result, { id }) {
  port().emit({ id, result });
  await settle();
  await settle();
}

/** The host fails one. */
async function fail(code, params, { id }) {
  port().emit({ id, error: { code, params } });
  await settle();
  await settle();
}

/** The person adds files, whose first octets are read. */
async function add(...files) {
  const before = $('pile').children;
  $('news').hidden = true;
  $('files').files = files;
  $('files').fire('change');
  await waits(() => $('pile').children !== before);
  await settle();
}

/** The rows of what was made, and the headings above them. */
const made = () => $('made').querySelectorAll('li').map(({ children: [name] }) => name.textContent);
const headings = () => $('made').querySelectorAll('h2').map(({ textContent }) => textContent);
const press = (text) => $('made').querySelectorAll('button').find(({ textContent, ariaLabel }) => [textContent, ariaLabel].includes(text)).onclick();
/** Whether the browser asks before it leaves the page. */
const held = () => {
  let asked = false;
  globalThis.window.fire('beforeunload', { preventDefault: () => (asked = true) });
  return asked;
};

/** The person decrypts a file that was added. */
async function decrypted(name, times) {
  await add(file(name, ENVELOPE));
  $('verdicts').querySelectorAll('button').findLast(({ textContent }) => textContent === uk('own_decrypt')).onclick();
  const call = await called(times);
  port().emit({ id: 'w', method: 'write', params: { call: call.id, document: 0, offset: 0, data: btoa('x') } });
  await settle();
  await answer({ size: 1, content_type: '1.2' }, call);
  await waits(() => made()[0] === name.replace('.p7e', ''));
}

const button = (text) => $('verdicts').querySelectorAll('button').find(({ textContent }) => textContent === text);

beforeEach(async () => {
  browser = new FakeBrowser();
  page = new FakePage();
  globalThis.chrome = browser;
  ports = [];
  browser.runtime.connect = ({ name }) => {
    assert.equal(name, 'files');
    return ports[ports.push(new FakePort(name)) - 1];
  };
  await import(`../ui/files/files.js?${loads++}`);
  port().emit({ pidpys: 'ready', host: '0.9.0' });
  await settle();
});

test('the program’s version is told, and why it cannot be reached', async () => {
  assert.match($('versions').textContent, /0\.9\.0/);
  port().emit({ pidpys: 'closed', code: 'host-missing', hint: '' });
  await add(file('a.p7s', SIGNATURE));
  port().emit({ pidpys: 'closed', code: 'host-missing', hint: '' });
  await waits(() => states()[0] === 'unchecked');
  assert.match($('verdicts').textContent, new RegExp(uk('error_host_missing').slice(0, 20)));
});

test('documents can be signed and encrypted, and nobody is asked about them', async () => {
  await add(file('a.txt'), file('b.docx'));
  assert.deepEqual(states(), ['document', 'document']);
  assert.deepEqual(port().sent, []);
  assert.equal($('sign-is').textContent, uk('own_sign', ['2']));
  assert.equal($('encrypt-is').textContent, uk('own_encrypt', ['2']));
  assert.deepEqual([$('form-pdf').disabled, $('encrypt').ariaDisabled], [true, 'true']);
});

test('a signature is verified by itself, and what is inside is taken out', async () => {
  await add(file('a.p7s', SIGNATURE));
  assert.deepEqual(states(), ['checking']);
  const call = await called();
  assert.deepEqual([call.method, call.params.extract, call.params.signature.name], ['verify', true, 'a.p7s']);
  port().emit({ id: 'w', method: 'write', params: { call: call.id, document: 0, offset: 0, data: btoa('<script>') } });
  await settle();
  await answer(report('good', { contents: [{ name: 'a.html', type: 'text/plain', size: 8 }] }), call);
  assert.deepEqual(states(), ['good']);
  const card = $('verdicts').textContent;
  for (const said of ['Відповідь good', '<b>Коваль</b>', 'a.html', uk('own_inside')]) assert.ok(card.includes(said), said);
  assert.ok(!card.includes(uk('own_inside_doubt')));
  button(uk('preview')).onclick();
  await waits(() => $('preview-content').textContent === '<script>');
  assert.deepEqual($('preview-content').children.map(({ tag }) => tag), ['pre'], 'as text');
});

test('text of older programs is read as the host told it', async () => {
  await add(file('a.p7s', SIGNATURE));
  const call = await called();
  const octets = Uint8Array.from([0xc4, 0xee, 0xe3, 0xee, 0xe2, 0xb3, 0xf0]);
  port().emit({ id: 'w', method: 'write', params: { call: call.id, document: 0, offset: 0, data: Buffer.from(octets).toString('base64') } });
  await settle();
  await answer(report('good', { contents: [{ name: 'a.txt', type: 'text/plain;charset=windows-1251', size: 7 }] }), call);
  button(uk('preview')).onclick();
  await waits(() => $('preview-content').textContent === 'Договір');
});

test('what a bad signature was over is not to be relied on', async () => {
  await add(file('a.p7s', SIGNATURE));
  const call = await called();
  await answer(report('bad', { contents: [{ name: 'a.txt', type: 'text/plain', size: 0 }] }), call);
  assert.deepEqual(states(), ['bad']);
  assert.ok($('verdicts').textContent.includes(uk('own_inside_doubt')));
  assert.ok($('verdicts').textContent.includes('Кого названо'), 'that is not who signed');
});

test('a detached signature finds its document by its name, or asks for it', async () => {
  await add(file('договір.pdf.p7s', SIGNATURE), file('інше.txt'));
  await answer(report('unknown', { detached: true }), await called());
  assert.deepEqual(states(), ['lacking', 'document']);
  assert.ok(button(uk('own_document')));
  await add(file('договір.pdf', 'x'));
  const call = await called(2);
  assert.equal(call.params.content.name, 'договір.pdf');
  await answer(report('good', { detached: true }), call);
  assert.equal(states()[0], 'good');
  assert.ok($('verdicts').textContent.includes(uk('own_with_document', ['договір.pdf'])));
});

test('a signature that is being verified is not verified once more for what is added meanwhile', async () => {
  await add(file('a.txt.p7s', SIGNATURE));
  await answer(report('unknown', { detached: true }), await called());
  await add(file('a.txt', 'x'));
  const call = await called(2);
  await add(file('b.txt', 'y'));
  await answer(report('good', { detached: true }), call);
  await waits(() => states()[0] === 'good');
  assert.equal(port().sent.filter(({ method }) => method === 'verify').length, 2);
});

test('who chose the document by the keyboard is led to the verdict', async () => {
  await add(file('a.p7s', SIGNATURE));
  await answer(report('unknown', { detached: true }), await called());
  button(uk('own_document')).focus();
  button(uk('own_document')).onclick();
  $('document-file').files = [file('інше.pdf')];
  $('document-file').fire('change');
  await answer(report('good', { detached: true }), await called(2));
  await waits(() => states()[0] === 'good');
  assert.equal(page.focused, $('verdicts').children[0]);
});

test('which document a signature is of its name says, if one alone fits', () => {
  const files = ['a.pdf', 'a.docx', 'b.txt'].map((name) => file(name));
  assert.equal(partner('a.pdf.p7s', files)?.name, 'a.pdf');
  assert.equal(partner('b.p7s', files)?.name, 'b.txt');
  assert.equal(partner('a.p7s', files), undefined, 'two fit');
  assert.equal(partner('.p7s', files), undefined);
  assert.equal(partner('c.p7s', files), undefined);
});

test('a PDF without a signature is a document', async () => {
  await add(file('a.pdf', '%PDF-1.7'));
  await answer(report('unknown', { kind: 'PAdES', signatures: [] }), await called());
  assert.deepEqual(states(), ['pdf']);
  assert.deepEqual($('verdicts').children, []);
  assert.equal($('form-pdf').disabled, false);
});

test('a key file is not taken, and nothing of it is read', async () => {
  await add(file('Key-6.dat', 'secret'));
  assert.deepEqual(states(), []);
  assert.equal($('news').textContent, uk('own_key', ['Key-6.dat']));
  assert.deepEqual(port().sent, []);
});

test('certificates are recipients', async () => {
  await add(file('a.txt'), file('to.cer', CERTIFICATE));
  assert.deepEqual(states(), ['document']);
  assert.deepEqual([$('to').children.length, $('encrypt').ariaDisabled], [1, 'false']);
  $('encrypt-form').fire('submit');
  const call = await called();
  assert.equal(call.method, 'encrypt');
  assert.deepEqual(call.params.recipients, [Buffer.from(CERTIFICATE).toString('base64')]);
  assert.equal($('sign-fields').disabled, true, 'one thing at a time');
  await answer({ messages: [{ size: 0 }] }, call);
  await waits(() => made().length === 1);
  assert.deepEqual(made(), ['a.txt.p7e']);
  assert.equal($('sign-fields').disabled, false);
});

/** The person chooses files for the recipients. */
async function addressed(...files) {
  $('failure').hidden = true;
  $('recipient-files').files = files;
  $('recipient-files').fire('change');
  await waits(() => $('to').children.length > 0 || !$('failure').hidden);
}

test('nobody is a recipient twice, and a file that is no certificate is nobody', async () => {
  const armoured = `Bag Attributes\r\n-----BEGIN CERTIFICATE-----\r\n${Buffer.from(CERTIFICATE).toString('base64')}\r\n-----END CERTIFICATE-----\r\n`;
  await addressed(file('to.cer', CERTIFICATE), file('to.pem', armoured));
  assert.deepEqual($('to').children.map(({ children: [name] }) => name.textContent), ['to.pem']);
  for (const [name, content] of [['Key-6.dat', '\x30\x82secret'], ['a.p7b', SIGNATURE], ['a.pem', '-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----'], ['a.cer', new Uint8Array((64 << 10) + 1).fill(0x30)]]) {
    await addressed(file(name, content));
    await waits(() => !$('failure').hidden);
    assert.ok($('failure').textContent.includes(uk('own_no_certificate', [name])), name);
  }
  assert.equal($('to').children.length, 1);
  assert.deepEqual(port().sent, []);
});

test('a recipient more than the host takes is one too many', async () => {
  await add(file('a.txt'));
  await addressed(...Array.from({ length: 65 }, (_, i) => file(`${i}.cer`, CERTIFICATE.with(-1, i))));
  await waits(() => $('to').children.length === 65);
  $('encrypt-form').fire('submit');
  assert.ok($('failure').textContent.includes(uk('own_many_recipients')));
  assert.deepEqual(port().sent, []);
});

test('whoever wants to read it too adds themselves, by their certificate for encryption', async () => {
  await add(file('a.txt'));
  $('add-self').fire('click');
  const call = await called();
  assert.deepEqual([call.method, call.params, $('waiting').hidden], ['certificate', { usage: 'agree' }, false]);
  await answer({ certificate: Buffer.from(CERTIFICATE).toString('base64'), chain: [], owner: { name: 'Коваль \u202eОксана', kind: 'person' } }, call);
  await waits(() => $('to').children.length === 1);
  assert.equal($('to').children[0].children[0].textContent, uk('own_self', ['Коваль Оксана']));
  $('encrypt-form').fire('submit');
  assert.deepEqual((await called(2)).params.recipients, [Buffer.from(CERTIFICATE).toString('base64')]);
});

test('who does not agree to that is no recipient', async () => {
  await add(file('a.txt'));
  $('add-self').fire('click');
  await fail('cancelled', {}, await called());
  await waits(() => $('waiting').hidden);
  assert.deepEqual([$('to').children, $('failure').dataset.code, $('encrypt').ariaDisabled], [[], 'cancelled', 'true']);
});

test('signed one by one, what failed is told and the rest is there', async () => {
  await add(file('a.txt'), file('b.txt'));
  $('form-detached').checked = true;
  $('level').value = 'B-T';
  $('sign-form').fire('submit');
  const call = await called();
  assert.deepEqual([call.method, call.params.each, call.params.level], ['sign', true, 'B-T']);
  const signature = { prefix: btoa('s'), suffix: '', level: 'B-T', digest: { hash: 'sha256', value: '' } };
  port().emit({ id: 's1', method: 'signed', params: { call: call.id, document: 0, signature } });
  port().emit({ id: 's2', method: 'signed', params: { call: call.id, document: 1, code: 'document-changed' } });
  await settle();
  await answer({ certificate: '', signed: 1, failed: 1 }, call);
  await waits(() => made().length === 2);
  assert.deepEqual(headings(), [uk('own_signed', ['1', '2'])]);
  assert.match($('made').textContent, /a\.txt\.p7s.*b\.txt/s);
});

test('what was signed stays where the program ends halfway', async () => {
  await add(file('a.txt'), file('b.txt'), file('c.txt'));
  $('form-detached').checked = true;
  $('sign-form').fire('submit');
  const call = await called();
  const signature = { prefix: btoa('s'), suffix: '', level: 'B-B', digest: { hash: 'sha256', value: '' } };
  port().emit({ id: 's1', method: 'signed', params: { call: call.id, document: 0, signature } });
  await settle();
  port().emit({ pidpys: 'closed', code: 'failed', hint: '' });
  await waits(() => made().length === 1);
  assert.deepEqual(headings(), [uk('own_signed', ['1', '3'])]);
  assert.deepEqual([$('failure').dataset.code, $('waiting').hidden], ['failed', true]);
});

test('an answer that nobody can read is an error like others', async () => {
  await add(file('a.txt'));
  $('form-detached').checked = true;
  $('sign-form').fire('submit');
  await answer({ signatures: [{ prefix: '*', suffix: '', level: 'B-B', digest: {} }], certificate: '' }, await called());
  await waits(() => $('waiting').hidden);
  assert.equal($('failure').dataset.code, 'internal');
});

test('which of several files takes no signature is said', async () => {
  await add(file('a.txt'), file('b.txt'));
  $('sign-form').fire('submit');
  await fail('unfit-pdf', { what: 'no-pdf', document: 'b.txt' }, await called());
  await waits(() => $('waiting').hidden);
  assert.ok($('failure').textContent.includes(uk('document_error_unfit_pdf', [uk('what_no_pdf'), 'b.txt'])));
});

test('who refuses is told so, and may begin anew', async () => {
  await add(file('a.txt'));
  $('sign-form').fire('submit');
  const call = await called();
  assert.equal($('waiting').hidden, false);
  $('waiting-cancel').fire('click');
  assert.deepEqual(port().sent.at(-1).method, 'cancel');
  await fail('cancelled', {}, call);
  assert.deepEqual([$('waiting').hidden, $('failure').dataset.code], [true, 'cancelled']);
});

test('why a message does not open is said whole, for the page is ours', async () => {
  await add(file('a.p7e', ENVELOPE));
  assert.deepEqual(states(), ['envelope']);
  button(uk('own_decrypt')).onclick();
  await fail('not-a-recipient', {}, await called());
  assert.equal($('failure').dataset.code, 'not-a-recipient');
});

test('what was decrypted and is signed is verified, too', async () => {
  await add(file('a.txt.p7s.p7e', ENVELOPE));
  button(uk('own_decrypt')).onclick();
  const call = await called();
  port().emit({ id: 'w', method: 'write', params: { call: call.id, document: 0, offset: 0, data: Buffer.from(SIGNATURE).toString('base64') } });
  await settle();
  await answer({ size: SIGNATURE.length, content_type: '1.2' }, call);
  await waits(() => states().length === 2);
  assert.match($('made').textContent, /a\.txt\.p7s/);
  const verify = await called(2);
  assert.deepEqual([verify.method, verify.params.signature.name], ['verify', 'a.txt.p7s']);
});

test('what is not saved stays when something else is made, and holds the page', async () => {
  globalThis.URL.createObjectURL = () => 'blob:';
  assert.equal(held(), false);
  await decrypted('a.txt.p7e', 1);
  await decrypted('b.txt.p7e', 2);
  assert.deepEqual(made(), ['b.txt', 'a.txt'], 'the newest first');
  assert.equal(page.focused.textContent, uk('own_decrypted'));
  press(uk('save_of', ['b.txt']));
  assert.ok($('made').textContent.includes(uk('own_saved')));
  assert.deepEqual([made(), held()], [['b.txt', 'a.txt'], true]);
  await decrypted('c.txt.p7e', 3);
  assert.deepEqual(made(), ['c.txt', 'a.txt'], 'what is saved gives way');
  press(uk('preview_of', ['c.txt']));
  await waits(() => $('preview-note').textContent === '');
  $('preview-save').fire('click');
  await waits(() => $('made').textContent.includes(uk('own_saved')));
  assert.equal(held(), true);
  $('made').querySelectorAll('button').findLast(({ textContent }) => textContent === uk('own_remove')).onclick();
  assert.deepEqual([made(), held()], [['c.txt'], false]);
});

test('all that was made at once is saved at once', async () => {
  globalThis.URL.createObjectURL = () => 'blob:';
  await add(file('a.txt'), file('to.cer', CERTIFICATE), file('b.txt'));
  $('encrypt-form').fire('submit');
  await answer({ messages: [{ size: 0 }, { size: 0 }] }, await called());
  await waits(() => made().length === 2);
  assert.equal(held(), true);
  press(uk('own_save_all'));
  await waits(() => !held());
  assert.deepEqual(made(), ['a.txt.p7e', 'b.txt.p7e']);
});

test('a line that went stale is made anew for what comes next', async () => {
  port().leave();
  await add(file('a.p7s', SIGNATURE));
  assert.equal(ports.length, 2);
  port().emit({ pidpys: 'ready', host: '0.9.1' });
  const call = await called();
  port().leave();
  await waits(() => states()[0] === 'unchecked');
  assert.ok(call);
  button(uk('own_again')).onclick();
  await settle();
  assert.equal(ports.length, 3);
});

test('one thing is done at a time, and first what the person waits for', async () => {
  await add(file('a.p7s', SIGNATURE), file('b.p7s', SIGNATURE), file('c.txt'));
  const first = await called();
  $('sign-form').fire('submit');
  await settle();
  assert.equal(port().sent.length, 1, 'nothing while the host is at work');
  await answer(report('good'), first);
  await waits(() => port().sent.length === 2);
  assert.equal((await called(2)).method, 'sign');
});

test('a file taken away leaves nothing behind', async () => {
  await add(file('a.p7s', SIGNATURE), file('b.txt'));
  const call = await called();
  $('pile').children[0].children[2].onclick();
  assert.deepEqual([port().sent.at(-1).method, port().sent.at(-1).params], ['cancel', { id: call.id }], 'nor keeps the host at work');
  await answer(report('good'), call);
  assert.deepEqual([states(), $('verdicts').children], [['document'], []]);
  $('clear').fire('click');
  assert.deepEqual([states(), $('pile-section').hidden, $('sign-task').hidden], [[], true, true]);
});

test('hostile names are shown as what they are', async () => {
  await add(file('договір\u202Efdp.exe'), file(`${'а'.repeat(1000)}.pdf.exe`), file('\u200B'));
  const [turned, long, empty] = $('pile').children.map(({ children: [name] }) => name.textContent);
  assert.equal(turned, 'договірfdp.exe');
  assert.ok(long.length <= 60 && long.endsWith('.exe'));
  assert.equal(empty, uk('unnamed_document'));
});

test('there is an end to what the page holds', async () => {
  await add(...Array.from({ length: 1002 }, (_, i) => file(`${i}.txt`)));
  await waits(() => states().length === 1000);
  assert.equal($('news').textContent, uk('own_too_many', ['2']));
});

test('what cannot be read is said', async () => {
  const gone = file('gone.txt');
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) });
  await add(gone);
  assert.deepEqual(states(), []);
  assert.equal($('news').textContent, uk('own_unread', ['gone.txt', '1']));
});

test('files are hashed for the record one after another, for each is in memory then', async (context) => {
  let printed, now = 0, most = 0;
  globalThis.window.print = () => (printed = true);
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  context.mock.method(crypto.subtle, 'digest', async (...given) => {
    most = Math.max(most, ++now);
    return digest(...given).finally(() => now--);
  });
  await add(file('a.asice', SIGNATURE));
  await answer(report('good', { contents: Array.from({ length: 9 }, (_, i) => ({ name: `${i}.txt`, type: 'text/plain', size: 0 })) }), await called());
  button(uk('own_print')).onclick();
  await waits(() => printed);
  assert.equal(most, 1);
});

test('the record for paper has every row, the hashes, and says what it is not', async () => {
  let printed;
  globalThis.window.print = () => (printed = $('record').textContent);
  await add(file('a.p7s', SIGNATURE));
  await answer(report('good'), await called());
  button(uk('own_print')).onclick();
  await waits(() => printed);
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', SIGNATURE)).toString('hex');
  for (const said of ['a.p7s', hash, '<b>Коваль</b>', 'Цілісність', uk('own_record_is'), '0.9.0']) assert.ok(printed.includes(said), said);
  globalThis.window.fire('afterprint');
  assert.equal($('record').textContent, '');
});
