// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { Pidpys, PidpysError } from '../page/client.js';

const ports = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

const CERTIFICATE = btoa('certificate');
const ends = (i) => ({ prefix: btoa(`signature ${i} of `), suffix: btoa('.'), level: 'B-B', digest: { hash: 'sha256', value: '' } });
const several = (count) => Array.from({ length: count }, (_, i) => new File([`document ${i}`], `${i}.txt`));

/** A connection whose host does what the function says with every call of the page. `heard` are the page's calls. */
async function connected(host) {
  const heard = [];
  const answers = new Map();
  const page = {
    isSecureContext: true, origin: 'https://cabinet.example', location: { origin: 'https://cabinet.example', protocol: 'https:' },
    document: { documentElement: { lang: 'uk' } },
    postMessage(_, __, [port]) {
      ports.push(port);
      const tell = (method, params) => new Promise((resolve) => {
        const id = crypto.randomUUID();
        answers.set(id, resolve);
        port.postMessage({ id, method, params });
      });
      port.on('message', ({ id, method, params, result, error }) => {
        if (!method) return answers.get(id)({ result, error });
        heard.push({ method, params });
        void host({ id, method, params, port, tell, reply: (result) => port.postMessage({ id, result }) });
      });
      port.postMessage({ pidpys: 'ready', host: '1.0.0' });
    },
  };
  return { pidpys: await Pidpys.connect({ page }), heard };
}

/** A host that signs every document, or says why not. */
function signing(codes = {}) {
  let listed = 0;
  return async ({ id, method, params, reply, tell }) => {
    if (method === 'list') {
      listed = (params.anew ? 0 : listed) + params.documents.length;
      return reply({ listed });
    }
    if (method !== 'sign') return reply({});
    const of = (params.listed ?? 0) + params.documents.length;
    assert.equal(params.listed ?? 0, listed);
    for (let i = 0; i < of; i++) {
      const { error } = await tell('signed', { call: id, document: i, ...(codes[i] ? { code: codes[i] } : { signature: ends(i) }) });
      if (error) return reply({ certificate: CERTIFICATE, signed: i, failed: 0, stopped: 'failed' });
    }
    const failed = Object.keys(codes).length;
    return reply({ certificate: CERTIFICATE, signed: of - failed, failed });
  };
}

test('each document for itself: what was signed, and why the others were not', async () => {
  const { pidpys, heard } = await connected(signing({ 1: 'document-changed' }));
  const told = [];
  const result = await pidpys.sign(new Set(several(3)), {
    level: 'B-T', detached: false,
    each: async (signed, index) => told.push([index, signed.name, signed.level, await signed.signature.text()]),
    failed: (code, index) => told.push([index, code]),
  });
  assert.deepEqual(told, [[0, '0.txt', 'B-B', 'signature 0 of document 0.'], [1, 'document-changed'], [2, '2.txt', 'B-B', 'signature 2 of document 2.']]);
  assert.deepEqual({ ...result, certificate: new TextDecoder().decode(result.certificate) }, { certificate: 'certificate', signed: 2, failed: 1 });
  assert.deepEqual(heard.map(({ method }) => method), ['sign'], 'so few are named in one message');
  const { each, detached, level, documents } = heard[0].params;
  assert.deepEqual([each, detached, level, documents.length], [true, false, 'B-T', 3]);
});

test('more than one message may name are listed before, 256 at a time and in order', async () => {
  const { pidpys, heard } = await connected(signing());
  const told = [];
  const { signed } = await pidpys.sign(several(600), { each: ({ name }, index) => told.push([index, name]) });
  assert.equal(signed, 600);
  assert.deepEqual(told, Array.from({ length: 600 }, (_, i) => [i, `${i}.txt`]));
  const lists = heard.filter(({ method }) => method === 'list');
  assert.deepEqual(lists.map(({ params }) => params.documents.length), [256, 256, 88]);
  assert.deepEqual(lists.map(({ params }) => params.anew), [true, undefined, undefined], 'what somebody gave up listing is not signed');
  assert.deepEqual(heard.at(-1).params.listed, 600);
});

test('what the page does with one signature is waited for', async () => {
  let held = 0;
  const { pidpys } = await connected(async ({ id, reply, tell }) => {
    await Promise.all([0, 1].map((document) => tell('signed', { call: id, document, signature: ends(document) })));
    assert.equal(held, 2);
    reply({ certificate: CERTIFICATE, signed: 2, failed: 0 });
  });
  const each = () => new Promise((resolve) => setImmediate(() => { held++; resolve(); }));
  await pidpys.sign(several(2), { each });
});

test('a long end that was written belongs to its document alone', async () => {
  const { pidpys } = await connected(async ({ id, reply, tell }) => {
    for (const document of [0, 1]) {
      await tell('write', { call: id, document, offset: 0, data: btoa('long') });
      await tell('signed', { call: id, document, signature: { ...ends(document), suffix: '', written: 4 } });
    }
    reply({ certificate: CERTIFICATE, signed: 2, failed: 0 });
  });
  const made = [];
  await pidpys.sign(several(2), { each: async ({ signature }) => made.push(await signature.text()) });
  assert.deepEqual(made, ['signature 0 of long', 'signature 1 of long']);
});

test('what the page throws ends it, and is the cause', async () => {
  const { pidpys } = await connected(signing());
  const full = new Error('the disk is full');
  const error = await pidpys.sign(several(3), { each: () => { throw full; } }).catch((e) => e);
  assert.ok(error instanceof PidpysError);
  assert.deepEqual([error.code, error.cause], ['failed', full]);
});

test('stopped by somebody after the first: that is no error, and what was told stays', async () => {
  const { pidpys } = await connected(async ({ id, reply, tell }) => {
    await tell('signed', { call: id, document: 0, signature: ends(0) });
    reply({ certificate: CERTIFICATE, signed: 1, failed: 0, stopped: 'cancelled' });
  });
  const { signed, stopped } = await pidpys.sign(several(3), { each: () => {} });
  assert.deepEqual([signed, stopped], [1, 'cancelled']);
});

test('a program that is lost in the middle: what was told stays, and the error says that one may connect again', async () => {
  const { pidpys } = await connected(async ({ id, tell, port }) => {
    await tell('signed', { call: id, document: 0, signature: ends(0) });
    port.postMessage({ pidpys: 'closed', code: 'failed', hint: 'Ще раз.', lost: true });
  });
  const told = [];
  const error = await pidpys.sign(several(3), { each: (_, index) => told.push(index) }).catch((e) => e);
  assert.deepEqual([error.code, error.hint, error.lost], ['failed', 'Ще раз.', true]);
  assert.deepEqual(told, [0]);
  assert.equal(new PidpysError('failed').lost, false);
});

test('given up while documents are named: nothing is asked for, and nothing of them is left for the next call', async () => {
  const given = new AbortController();
  const host = signing();
  const { pidpys, heard } = await connected((said) => {
    if (said.method === 'list' && heard.length === 2) given.abort();
    return host(said);
  });
  await assert.rejects(pidpys.sign(several(600), { each: () => {}, signal: given.signal }), ({ code }) => code === 'cancelled');
  assert.deepEqual(heard.map(({ method }) => method), ['list', 'list', 'list']);
  const { signed } = await pidpys.sign(several(2), { each: () => {} });
  assert.equal(signed, 2);
});

test('a list that the host does not take: the next call is not for a part of it', async () => {
  const host = signing();
  const { pidpys } = await connected((said) => {
    if (said.method !== 'list' || said.params.documents.length !== 88) return host(said);
    said.port.postMessage({ id: said.id, error: { code: 'invalid-params' } });
  });
  await assert.rejects(pidpys.sign(several(600), { each: () => {} }), ({ code }) => code === 'invalid-params');
  const { signed } = await pidpys.sign(several(2), { each: () => {} });
  assert.equal(signed, 2);
});
