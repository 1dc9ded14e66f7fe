// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { Shelf } from '../page/blobs.js';
import { Pidpys, PidpysError } from '../page/client.js';
import { Peer } from '../page/peer.js';
import { json } from './fakes.js';

const ports = [];
afterEach(() => {
  mock.timers.reset();
  ports.splice(0).forEach((port) => port.close());
});

/** A page of a cabinet, and the extension that takes what it hands over. */
function page(take, properties = {}) {
  return {
    isSecureContext: true,
    origin: 'https://cabinet.example',
    location: { origin: 'https://cabinet.example', protocol: 'https:' },
    document: { documentElement: { lang: 'uk' } },
    postMessage: (message, target, [port]) => {
      assert.deepEqual(message, { pidpys: 'connect', version: 1 });
      assert.equal(target, 'https://cabinet.example');
      ports.push(port);
      take(port);
    },
    ...properties,
  };
}

/** A connection whose host answers by `answer(message, port)`. */
async function connected(answer) {
  return Pidpys.connect({
    page: page((port) => {
      port.on('message', (message) => answer(message, port));
      port.postMessage({ pidpys: 'taken' });
      port.postMessage({ pidpys: 'ready', host: '0.1.0' });
    }),
  });
}

/** A host that reads each document of a call, then answers. */
function reading(result) {
  const calls = [];
  const read = {};
  let call;
  const answer = ({ id, method, params, result: answered, error }, port) => {
    if (method) {
      call = { id, method, params };
      calls.push(call);
      const blobs = [...(params.documents ?? []), params.signature, params.content, params.challenge].filter(Boolean);
      for (const { blob } of blobs) port.postMessage({ id: `r-${blob}`, method: 'read', params: { blob, offset: 0, length: 1024 } });
      if (blobs.length > 0) return;
    } else {
      read[id.slice(2)] = error?.code ?? atob(answered.data);
      if (error) return port.postMessage({ id: call.id, error: { code: 'failed' } });
    }
    port.postMessage({ id: call.id, result });
  };
  return { calls, read, answer };
}

const code = (expected) => (error) => error instanceof PidpysError && error.code === expected;

test('nobody answers: the extension is missing, in the page’s language', async () => {
  for (const [lang, language] of [['uk', 'uk'], ['', 'uk'], ['en-GB', 'en']]) {
    const alone = page(() => {}, { document: { documentElement: { lang } } });
    const error = await Pidpys.connect({ timeout: 1, page: alone }).catch((e) => e);
    assert.equal(error.code, 'extension-missing');
    assert.equal(error.hint, json(`_locales/${language}/messages.json`).hint_extension_missing.message);
  }
});

test('an extension that is gone from under the page is missing too', async () => {
  const gone = page((port) => port.postMessage({ pidpys: 'closed', code: 'extension-missing', hint: '' }));
  const error = await Pidpys.connect({ page: gone }).catch((e) => e);
  assert.equal(error.hint, json('_locales/uk/messages.json').hint_extension_missing.message);
});

test('a slow host is waited for once the extension is there', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const slow = page((port) => {
    // Messages stay in order: once this call is answered, the page knows that it was taken.
    port.on('message', () => {
      mock.timers.tick(60_000);
      port.postMessage({ pidpys: 'ready', host: '1' });
    });
    port.postMessage({ pidpys: 'taken' });
    port.postMessage({ id: '1', method: 'grease-slow' });
  });
  assert.ok(await Pidpys.connect({ page: slow }));
});

test('where no extension will answer, it is said at once', async () => {
  const nobody = () => assert.fail('nothing may be handed over');
  for (const where of [
    { isSecureContext: false },
    { origin: 'null' },
    { location: { origin: 'https://cabinet.example', protocol: 'blob:' } },
    { location: { origin: 'null', protocol: 'about:' } },
  ]) {
    await assert.rejects(Pidpys.connect({ page: page(nobody, where) }), code('forbidden'));
  }
});

test('a refusal at the hand-over comes with its hint', async () => {
  const refusing = page((port) => port.postMessage({ pidpys: 'closed', code: 'host-missing', hint: 'Встановіть' }));
  const error = await Pidpys.connect({ page: refusing }).catch((e) => e);
  assert.equal(error.code, 'host-missing');
  assert.equal(error.hint, 'Встановіть');
});

test('a detached signature is the prefix alone', async () => {
  const host = reading({ signatures: [{ prefix: btoa('cms'), suffix: '', digest: { hash: 'sha256', value: 'AA==' } }], certificate: btoa('cert') });
  const pidpys = await connected(host.answer);
  const { signature, certificate, digest, name } = await pidpys.sign(new File(['doc'], 'звіт.xml', { type: 'text/xml' }));
  assert.equal(await signature.text(), 'cms');
  assert.equal(String.fromCharCode(...certificate), 'cert');
  assert.deepEqual([name, digest.hash], ['звіт.xml', 'sha256']);
  const [{ blob, ...document }] = host.calls[0].params.documents;
  assert.deepEqual(document, { name: 'звіт.xml', size: 3, type: 'text/xml' });
  assert.equal(host.calls[0].params.detached, true);
  assert.equal(host.read[blob], 'doc');
});

test('an attached one is prefix, document, suffix, for each document in order', async () => {
  const ends = (n) => ({ prefix: btoa(`<${n}`), suffix: btoa(`${n}>`), digest: { hash: 'kupyna256', value: '' } });
  const host = reading({ signatures: [ends(1), ends(2)], certificate: '' });
  const pidpys = await connected(host.answer);
  const { signatures } = await pidpys.sign([new File(['a'], 'a'), new Blob(['b'])], { detached: false, hash: 'kupyna256', level: 'B-B' });
  assert.deepEqual(await Promise.all(signatures.map(({ signature }) => signature.text())), ['<1a1>', '<2b2>']);
  assert.deepEqual(signatures.map(({ name }) => name), ['a', 'document']);
  const { detached, hash, level } = host.calls[0].params;
  assert.deepEqual({ detached, hash, level }, { detached: false, hash: 'kupyna256', level: 'B-B' });
});

/** A host that writes pieces for a call, each [document, text], before it answers. */
function writing(pieces, result) {
  const calls = [];
  const answers = [];
  let call;
  const answer = (message, port) => {
    if (message.method) {
      calls.push((call = message));
      const sizes = [];
      for (const [n, [document, text]] of pieces.entries()) {
        const offset = sizes[document] ?? 0;
        sizes[document] = offset + text.length;
        port.postMessage({ id: `w${n}`, method: 'write', params: { call: call.id, document, offset, data: btoa(text) } });
      }
    } else {
      answers.push(message);
    }
    if (answers.length === pieces.length) port.postMessage({ id: call.id, ...result });
  };
  return { calls, answers, answer };
}

test('what does not fit into the answer is written, and stands at the end', async () => {
  const digest = { hash: 'sha256', value: '' };
  const signatures = [{ prefix: btoa('<'), suffix: '', level: 'B-LTA', digest, written: 4 }, { prefix: btoa('<'), suffix: btoa('>'), level: 'B-T', digest }];
  const host = writing([[0, 'long']], { result: { signatures, certificate: '' } });
  const pidpys = await connected(host.answer);
  const signed = await pidpys.sign([new Blob(['a']), new Blob(['b'])], { detached: false, level: 'B-LTA' });
  assert.deepEqual(await Promise.all(signed.signatures.map(({ signature }) => signature.text())), ['<along', '<b>']);
  assert.deepEqual(signed.signatures.map(({ level }) => level), ['B-LTA', 'B-T']);
});

test('a long report is written', async () => {
  const text = JSON.stringify({ kind: 'CAdES', signatures: [] });
  const pidpys = await connected(writing([[0, text]], { result: { written: text.length } }).answer);
  assert.deepEqual(await pidpys.verify(new Blob(['cms'])), { kind: 'CAdES', signatures: [] });
});

test('what is encrypted is written, and the messages come in the order of the documents', async () => {
  const host = writing([[0, 'abc'], [1, 'xy'], [0, 'de']], { result: { messages: [{ size: 5 }, { size: 2 }] } });
  const pidpys = await connected(host.answer);
  const { name, message, messages } = await pidpys.encrypt([new File(['1'], 'звіт.xml'), new Blob(['2'])], [Uint8Array.of(48, 0), new Blob(['cert'])]);
  assert.deepEqual([name, await message.text()], ['звіт.xml', 'abcde']);
  assert.deepEqual(await Promise.all(messages.map((each) => each.message.text())), ['abcde', 'xy']);
  assert.deepEqual(host.calls[0].params.recipients, ['MAA=', btoa('cert')]);
  assert.deepEqual(host.answers.map(({ result }) => result), [{}, {}, {}]);
});

test('what is decrypted is written; nothing is when there is nothing', async () => {
  const full = writing([[0, 'secret']], { result: { size: 6, content_type: '1.2.3', originator: btoa('cert') } });
  const { content, contentType, originator } = await (await connected(full.answer)).decrypt(new File(['cms'], 'лист.p7e'));
  assert.deepEqual([await content.text(), contentType, String.fromCharCode(...originator)], ['secret', '1.2.3', 'cert']);
  const empty = writing([], { result: { size: 0, content_type: '1.2.3', originator: '' } });
  const nothing = await (await connected(empty.answer)).decrypt(new Blob(['cms']));
  assert.equal(nothing.content.size, 0);
  assert.equal('originator' in nothing, false);
});

test('a report is signed, sent and asked about by one method', async () => {
  const host = writing([[0, 'part']], { result: { size: 4, certificate: btoa('cert') } });
  const pidpys = await connected(host.answer);
  const { content, certificate } = await pidpys.report(new File(['<DECLAR/>'], 'звіт.xml'), { role: 'accountant' });
  assert.deepEqual([await content.text(), String.fromCharCode(...certificate)], ['part', 'cert']);
  const { document, ...params } = host.calls[0].params;
  assert.deepEqual([document.name, document.size, params], ['звіт.xml', 9, { stage: 'sign', role: 'accountant' }]);

  const sent = writing([[0, 'all']], { result: { size: 3, certificate: '' } });
  const gateway = new Blob(['gate']);
  const sending = { file: 'a.xml', email: 'a@b.c' };
  await (await connected(sent.answer)).report(new Blob(['part']), { stage: 'send', role: 'stamp', gateway, sending });
  assert.deepEqual(sent.calls[0].params, { document: sent.calls[0].params.document, stage: 'send', role: 'stamp', gateway: btoa('gate'), sending });

  const asked = writing([[0, 'all']], { result: { size: 3, certificate: '' } });
  await (await connected(asked.answer)).report(new Blob(['9000000001']), { stage: 'ask', gateway: new Uint8Array([1]) });
  assert.deepEqual(Object.keys(asked.calls[0].params), ['document', 'stage', 'gateway']);
});

test('a receipt comes with what the service signed', async () => {
  const said = { number: 2, result: 'accepted', file: 'a.xml', text: 'ПРИЙНЯТО' };
  const host = writing([[0, 'cms']], { result: { size: 3, ...said } });
  const { signature, ...receipt } = await (await connected(host.answer)).receipt(new File(['kvt'], 'a.RPL'), 'a.xml');
  assert.deepEqual([receipt, await signature.text()], [said, 'cms']);
  assert.equal(host.calls[0].params.file, 'a.xml');
});

test('what was written for a call that failed is thrown away, and a result is whole or none', async () => {
  const failing = await connected(writing([[0, 'garbage']], { error: { code: 'failed' } }).answer);
  await assert.rejects(failing.decrypt(new Blob([])), code('failed'));
  const short = await connected(writing([[0, 'half']], { result: { size: 8, content_type: '', originator: '' } }).answer);
  await assert.rejects(short.decrypt(new Blob([])), code('failed'));
});

test('a piece out of its place, or for no call, is not taken', async () => {
  const answers = [];
  let call;
  const pidpys = await connected(({ id, method, error }, port) => {
    if (method) {
      call = id;
      port.postMessage({ id: 'gap', method: 'write', params: { call: id, document: 0, offset: 1, data: btoa('a') } });
      port.postMessage({ id: 'stray', method: 'write', params: { call: 'no such', document: 0, offset: 0, data: btoa('a') } });
    } else if (answers.push(error?.code) === 2) {
      port.postMessage({ id: call, error: { code: 'failed' } });
    }
  });
  await assert.rejects(pidpys.decrypt(new Blob([])), code('failed'));
  assert.deepEqual(answers, ['invalid-params', 'invalid-params']);
});

test('the challenge is fetched when read, and once', async () => {
  let fetched = 0;
  let port;
  const asked = [];
  const pidpys = await connected((message, hostPort) => {
    port = hostPort;
    asked.push(message);
    const { blob } = asked[0].params.challenge;
    if (asked.length === 1) assert.equal(fetched, 0);
    if (asked.length < 3) port.postMessage({ id: `r${asked.length}`, method: 'read', params: { blob, offset: 0, length: 1024 } });
    else port.postMessage({ id: asked[0].id, result: { token: 'dG9rZW4=' } });
  });
  const challenge = async () => {
    fetched += 1;
    return new Uint8Array(32).fill(65);
  };
  assert.deepEqual(await pidpys.login({ challenge }), { token: 'dG9rZW4=' });
  assert.equal(fetched, 1);
  assert.equal(atob(asked[1].result.data), 'A'.repeat(32));
});

test('a challenge may be base64, and the tax cabinet needs none', async () => {
  const host = reading({ token: '' });
  const pidpys = await connected(host.answer);
  await pidpys.login({ challenge: async () => btoa('B'.repeat(32)) });
  assert.deepEqual(Object.values(host.read), ['B'.repeat(32)]);
  await pidpys.login({ profile: 'tax-cabinet' });
  assert.deepEqual(host.calls[1].params, { profile: 'tax-cabinet' });
  await pidpys.login({ profile: 'tax-cabinet', key: 'token' });
  assert.deepEqual(host.calls[2].params, { profile: 'tax-cabinet', key: 'token' });
});

test('a challenge that cannot be fetched is the cause of the failure', async () => {
  const pidpys = await connected(reading({}).answer);
  const cause = new Error('503');
  const error = await pidpys.login({ challenge: () => Promise.reject(cause) }).catch((e) => e);
  assert.equal(error.code, 'failed');
  assert.equal(error.cause, cause);
});

test('a page that offers Дія.Підпис hears when the visitor chose it, and nothing was signed', async () => {
  const { calls, answer } = reading({ deferred: 'diia' });
  const pidpys = await connected(answer);
  assert.deepEqual(await pidpys.sign(new Blob(['a']), { diia: true }), { deferred: 'diia' });
  assert.deepEqual(await pidpys.login({ challenge: async () => 'QQ==', diia: true }), { deferred: 'diia' });
  assert.deepEqual(calls.map(({ params }) => params.diia), [true, true]);
  const without = reading({ token: '' });
  await (await connected(without.answer)).login({ profile: 'tax-cabinet', diia: false });
  assert.equal('diia' in without.calls[0].params, false);
});

test('verify lends the signature and the content', async () => {
  const host = reading({ signatures: [] });
  const pidpys = await connected(host.answer);
  assert.deepEqual(await pidpys.verify(new File(['s'], 'a.p7s', { type: 'x/y' }), new Blob(['c'])), { signatures: [] });
  const { signature, content } = host.calls[0].params;
  assert.deepEqual(Object.keys(signature), ['name', 'size', 'blob']);
  assert.equal(host.read[content.blob], 'c');
});

test('certificate gives octets', async () => {
  const host = reading({ certificate: btoa('c'), chain: [btoa('i'), btoa('r')], owner: { name: 'О' } });
  const { certificate, chain, owner } = await (await connected(host.answer)).certificate();
  assert.deepEqual([certificate, ...chain].map((octets) => String.fromCharCode(...octets)), ['c', 'i', 'r']);
  assert.equal(owner.name, 'О');
  assert.deepEqual(host.calls[0].params, {});
  await (await connected(host.answer)).certificate({ usage: 'agree' });
  assert.deepEqual(host.calls[1].params, { usage: 'agree' });
});

test('an aborted call is cancelled at the host', async () => {
  const controller = new AbortController();
  const seen = [];
  const pidpys = await connected((message, port) => {
    seen.push(message);
    if (message.method === 'sign') controller.abort();
    if (message.method !== 'cancel') return;
    port.postMessage({ id: message.id, result: {} });
    port.postMessage({ id: message.params.id, error: { code: 'cancelled' } });
  });
  await assert.rejects(pidpys.sign(new Blob(['x']), { signal: controller.signal }), code('cancelled'));
  assert.deepEqual(seen[1].params, { id: seen[0].id });
  await assert.rejects(pidpys.sign(new Blob(['x']), { signal: controller.signal }), code('cancelled'));
  assert.equal(seen.length, 2, 'what was aborted before is not asked at all');
});

test('what waits when the host goes fails, and so does all that comes later', async () => {
  const pidpys = await connected((_, port) => port.postMessage({ pidpys: 'closed', code: 'failed', hint: 'h' }));
  await assert.rejects(pidpys.sign(new Blob(['x'])), code('failed'));
  await assert.rejects(pidpys.certificate(), (error) => error.hint === 'h');
});

test('a document is lent only while its call runs', async () => {
  const host = reading({ signatures: [{ prefix: '', suffix: '' }], certificate: '' });
  let port;
  let later;
  const pidpys = await connected((message, hostPort) => {
    port = hostPort;
    if (message.id === 'late') later(message.error.code);
    else host.answer(message, port);
  });
  await pidpys.sign(new Blob(['x']));
  const said = new Promise((resolve) => (later = resolve));
  port.postMessage({ id: 'late', method: 'read', params: { blob: host.calls[0].params.documents[0].blob, offset: 0, length: 1 } });
  assert.equal(await said, 'unknown-blob');
});

test('read gives pieces, fewer octets only at the end', async () => {
  const shelf = new Shelf();
  const blob = shelf.put(new Blob(['0123456789']));
  const read = async (offset, length) => atob((await shelf.read({ blob, offset, length })).data);
  assert.equal(await read(0, 4), '0123');
  assert.equal(await read(8, 4), '89');
  assert.equal(await read(10, 4), '');
  for (const [offset, length] of [[-1, 1], [0, 0], [0, 524289], [0.5, 1], ['0', 1]]) {
    await assert.rejects(read(offset, length), code('invalid-params'));
  }
  shelf.remove(blob);
  await assert.rejects(read(0, 1), code('unknown-blob'));
});

test('a file that changed on the disk is told from one that cannot be read', async () => {
  const shelf = new Shelf();
  for (const [name, expected] of [['NotReadableError', 'document-changed'], ['NotFoundError', 'read-failed']]) {
    const broken = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', name)) }) };
    const blob = shelf.put(async () => broken);
    await assert.rejects(shelf.read({ blob, offset: 0, length: 1 }), code(expected));
  }
});

test('every octet survives base64', async () => {
  const shelf = new Shelf();
  const octets = Uint8Array.from({ length: 524288 }, (_, i) => (i * 167) % 256);
  const { data } = await shelf.read({ blob: shelf.put(new Blob([octets])), offset: 0, length: 524288 });
  assert.deepEqual(Buffer.from(data, 'base64'), Buffer.from(octets));
});

test('a peer answers what it knows, and says of the rest that it does not', async () => {
  const sent = [];
  const peer = new Peer((message) => sent.push(message), { add: ({ a, b }) => a + b, tell: () => {}, fail: () => { throw new Error('secret'); } });
  peer.receive({ id: '1', method: 'add', params: { a: 1, b: 2 } });
  peer.receive({ id: '2', method: 'tell' });
  peer.receive({ id: '3', method: 'toString', params: {} });
  peer.receive({ id: '4', method: 'fail' });
  peer.receive({ method: 'fail' });
  peer.receive({ id: 'unknown', result: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  sent.sort((a, b) => a.id.localeCompare(b.id));
  assert.deepEqual(sent, [
    { id: '1', result: 3 },
    { id: '2', result: {} },
    { id: '3', error: { code: 'unsupported' } },
    { id: '4', error: { code: 'internal' } },
  ]);
});
