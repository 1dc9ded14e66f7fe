// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { frames, origin, policy, policyOf } from '../../host/demo/www/conformance/surroundings.js';

const page = { isSecureContext: true, origin: 'https://a.example', location: { origin: 'https://a.example', protocol: 'https:' } };

test('a page that no extension answers is told why', () => {
  assert.deepEqual(origin(page), { good: true, what: 'secure' });
  assert.deepEqual(origin({ ...page, isSecureContext: false }), { good: false, what: 'insecure' });
  assert.deepEqual(origin({ ...page, origin: 'null' }), { good: false, what: 'opaque' }, 'in a sandbox');
  assert.deepEqual(origin({ ...page, location: { origin: 'https://a.example', protocol: 'blob:' } }), { good: false, what: 'opaque' });
});

test('a frame may be right in the page, and no deeper', () => {
  const top = {};
  Object.assign(top, { top, parent: top });
  const frame = { top, parent: top };
  assert.equal(frames(top).what, 'top');
  assert.deepEqual(frames(frame), { good: true, what: 'framed' });
  assert.deepEqual(frames({ top, parent: frame }), { good: false, what: 'nested' });
});

test('a policy is strict, loose, absent, or takes the page’s origin away', () => {
  for (const [text, what] of [
    ['', 'policyNone'],
    ["default-src 'none'; script-src 'self'", 'policyStrict'],
    ["default-src 'self'", 'policyStrict'],
    ["Script-Src 'self' 'unsafe-inline'", 'policyLoose'],
    ["img-src 'self'", 'policyLoose'],
    ["script-src *; default-src 'none'", 'policyLoose'],
    ["frame-ancestors 'none', script-src 'self'", 'policyStrict'],
    ["script-src 'self'; sandbox allow-scripts", 'policySandbox'],
    ["script-src 'self'; sandbox allow-scripts allow-same-origin", 'policyStrict'],
  ]) {
    assert.deepEqual(policy(text), { good: what !== 'policySandbox', what }, text);
  }
});

test('a policy is the header’s and the page’s own', async () => {
  const metas = [{ getAttribute: () => "script-src 'self'" }];
  const asked = async (address, { method }) => assert.deepEqual([address, method], ['https://a.example/', 'HEAD']) ?? { headers: new Headers({ 'Content-Security-Policy': 'sandbox' }) };
  assert.equal(await policyOf({ location: { href: 'https://a.example/' }, querySelectorAll: () => metas }, asked), "sandbox, script-src 'self'");
});
