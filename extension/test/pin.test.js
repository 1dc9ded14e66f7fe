// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, able, consent, lacking, token } from './opened-window.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(async () => {
  opened = new OpenedWindow();
  await opened.load();
  await opened.turn('token');
});
afterEach(() => mock.timers.reset());

const ASKED = { device: 'Алмаз-1К', label: '', serial: '00000000a', tries: '', min_pin: 4, max_pin: 8 };

/** The person has the token read that is plugged in. */
async function read(pin = '1234', more = {}) {
  await opened.plug([token('a', more)]);
  await opened.give(pin);
  assert.equal(opened.called.method, 'keys');
  return opened.called;
}

/** The token is open, and the person agreed. */
async function agreed(more = {}) {
  const call = await read();
  await opened.answer({ format: '', keys: [{ ...able('k1'), ...more }], selected: 'k1' }, call);
  await opened.says('ask', consent('k1'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
}

test('the PIN is given once it is asked for, and not kept', async () => {
  const call = await read();
  assert.equal($('token-fields').disabled, true);
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  assert.deepEqual(opened.replies('p'), [{ id: 'p', result: { secret: '1234' } }]);
  assert.equal($('pin').value, '');
  await opened.answer({ format: '', keys: [able('k1')], selected: 'k1' }, call);
  assert.equal(opened.step, 'consent');
  await opened.says('ask', consent('k1'), 'q');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('what was typed once is no answer to a second question', async () => {
  await read();
  $('pin').value = '1234';
  await opened.says('ask', { kind: 'pin', token: ASKED, asked_before: true }, 'p');
  assert.deepEqual(opened.replies('p'), [{ id: 'p', error: { code: 'cancelled' } }]);
});

test('a PIN is for the token that it was typed beside', async () => {
  await read();
  for (const other of [{ serial: '00000000b' }, { device: 'Кристал-1' }, { label: 'Інший' }]) {
    await opened.says('ask', { kind: 'pin', token: { ...ASKED, ...other } }, 'other');
    assert.deepEqual(opened.replies('other').at(-1), { id: 'other', error: { code: 'cancelled' } });
  }
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  assert.deepEqual(opened.replies('p'), [{ id: 'p', result: { secret: '1234' } }]);
});

test('nor is it asked for by a file, or a password by a token', async () => {
  await read();
  $('password').value = 'таємниця';
  await opened.says('ask', { kind: 'password', file: 'Key-6.dat' }, 'f');
  assert.deepEqual(opened.replies('f'), [{ id: 'f', error: { code: 'cancelled' } }]);
  await opened.turn('file');
  $('pin').value = '1234';
  await opened.read();
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  assert.deepEqual(opened.replies('p'), [{ id: 'p', error: { code: 'cancelled' } }]);
});

test('a PIN too short or too long is not sent', async () => {
  await opened.plug([token('a')]);
  for (const pin of ['123', '123456789', 'ключі']) {
    await opened.give(pin);
    assert.equal(opened.called.method, 'tokens', pin);
    assert.equal($('pin-failure').dataset.code, 'pin-length', pin);
    assert.match($('pin-failure').textContent, /від 4 до 8/);
    assert.equal(opened.page.focused, $('pin'));
  }
  await opened.give('');
  assert.match($('pin-failure').textContent, /Введіть PIN-код/);
  assert.equal(opened.called.method, 'tokens');
});

test('a token that does not say how long its PIN is takes any', async () => {
  const { params } = await read('1', { min_pin: 0, max_pin: 0 });
  assert.equal(params.token, 'a');
});

test('a wrong PIN is told at its field, with what is left', async () => {
  const call = await read();
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  await opened.fail('wrong-pin', { tries: 'last' }, call);
  assert.equal(opened.step, 'password');
  assert.equal($('pin-failure').dataset.code, 'wrong-pin');
  assert.equal(opened.page.focused, $('pin'));
  assert.match($('tokens').textContent, /Залишилася остання спроба/);
  assert.equal($('token-fields').disabled, false);
});

test('a token that locked is told of at the tokens', async () => {
  const call = await read();
  await opened.fail('pin-locked', undefined, call);
  assert.equal(opened.step, 'key');
  assert.equal($('token-failure').dataset.code, 'pin-locked');
  assert.match($('tokens').textContent, /Заблоковано/);
  assert.equal($('pin-entry').hidden, true);
});

test('a token that was taken out is told of, until it is back', async () => {
  const call = await read();
  await opened.plug([]);
  await opened.fail('token-removed', undefined, call);
  assert.equal($('token-failure').dataset.code, 'token-removed');
  assert.equal($('token-failure').hidden, false);
  await opened.plug([token('a')]);
  assert.equal($('token-failure').hidden, true);
  assert.equal($('pin-entry').hidden, false);
});

test('the list may know before the call that a token is gone', async () => {
  const call = await read();
  await opened.fail('token-removed', undefined, call);
  await opened.plug([]);
  assert.equal($('token-failure').hidden, false, 'why is to be read');
});

test('before the last try the person is asked, and agrees', async () => {
  const call = await read('1234', { tries: 'last' });
  await opened.says('ask', { kind: 'last-try', token: { ...ASKED, tries: 'last' } }, 'l');
  assert.ok($('last-try').open);
  assert.match($('last-try-text').textContent, /Алмаз-1К/);
  await opened.press('last-try-yes');
  assert.deepEqual(opened.replies('l'), [], 'too early');
  assert.ok(opened.armed('last-try-yes'));
  await opened.press('last-try-yes');
  assert.deepEqual(opened.replies('l'), [{ id: 'l', result: {} }]);
  assert.equal($('last-try').open, false);
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  assert.deepEqual(opened.replies('p'), [{ id: 'p', result: { secret: '1234' } }]);
  await opened.answer({ format: '', keys: [able('k1')], selected: 'k1' }, call);
  assert.equal(opened.step, 'consent');
});

test('the person declines the last try, and can look at the PIN', async () => {
  const call = await read('1234', { tries: 'last' });
  await opened.says('ask', { kind: 'last-try', token: ASKED }, 'l');
  await opened.press('last-try-no');
  assert.deepEqual(opened.replies('l'), [{ id: 'l', error: { code: 'cancelled' } }]);
  await opened.fail('last-try', undefined, call);
  assert.equal($('pin').value, '1234');
  assert.equal(opened.page.focused, $('pin'));
  assert.match($('pin-failure').textContent, /Її не витрачено/);
});

test('before a try that all keys of the TPM share the person is asked', async () => {
  const call = await read('123456', { form: 'tpm', tries: 'few', max_pin: 32 });
  await opened.says('ask', { kind: 'shared-tries', token: { ...ASKED, form: 'tpm' } }, 's');
  assert.ok($('shared-tries').open);
  assert.match($('shared-tries-text').textContent, /також ключі інших програм.*Ключ у TPM/);
  await opened.press('shared-tries-yes');
  assert.deepEqual(opened.replies('s'), [], 'too early');
  await opened.press('shared-tries-no');
  assert.deepEqual(opened.replies('s'), [{ id: 's', error: { code: 'cancelled' } }]);
  await opened.fail('shared-tries', undefined, call);
  assert.equal($('pin-failure').dataset.code, 'shared-tries');
  assert.equal($('pin').value, '123456', 'nothing was sent');
});

test('whoever takes a PIN back is told of no failure', async () => {
  const call = await read();
  await opened.fail('cancelled', undefined, call);
  assert.equal(opened.page.focused, $('pin'));
  assert.equal($('token-failure').hidden, true);
  assert.equal($('pin-failure').hidden, true);
});

test('the last try of a token that is gone is not asked about', async () => {
  const call = await read();
  await opened.says('ask', { kind: 'last-try', token: ASKED }, 'l');
  await opened.fail('token-removed', undefined, call);
  assert.equal($('last-try').open, false);
  assert.deepEqual(opened.replies('l'), []);
});

test('that a key asks for its PIN again is announced, for that key', async () => {
  const call = await read();
  await opened.answer({ format: '', keys: [{ ...able('k1'), asks_to_sign: true }, able('k2')], selected: null }, call);
  assert.equal($('asks-note').textContent, '');
  const [first, second] = $('owners').holding('onchange');
  first.onchange();
  assert.equal($('asks-note').textContent, 'Після «Підписати» знадобиться PIN-код.');
  second.onchange();
  assert.equal($('asks-note').textContent, '');
});

test('a key that wants its PIN before every signature gets it', async () => {
  await agreed({ asks_to_sign: true });
  await opened.says('show', { kind: 'signing' });
  await opened.says('ask', { kind: 'key-pin', token: ASKED, number: 1, of: 2 }, 'n1');
  assert.equal(opened.step, 'key-pin');
  assert.equal($('key-pin-count').textContent, 'Підпис 1 з 2');
  assert.equal(opened.page.focused, $('key-pin'));
  for (const pin of ['', '1']) {
    $('key-pin').value = pin;
    $('key-pin-panel').fire('submit');
    assert.equal($('key-pin-failure').hidden, false);
  }
  $('key-pin').value = '1234';
  $('key-pin-panel').fire('submit');
  await opened.says('ask', { kind: 'key-pin', token: ASKED, number: 2, of: 2 }, 'n2');
  assert.deepEqual(opened.replies('n1'), [{ id: 'n1', result: { secret: '1234' } }]);
  assert.equal($('key-pin').value, '');
  assert.equal($('key-pin-failure').hidden, true);
  assert.equal($('key-pin-count').textContent, 'Підпис 2 з 2');
  $('key-pin').value = '1234';
  $('key-pin-panel').fire('submit');
  await opened.says('show', { kind: 'done' });
  assert.deepEqual(opened.replies('n2'), [{ id: 'n2', result: { secret: '1234' } }]);
  assert.equal(opened.step, 'consent');
});

test('one signature is not counted', async () => {
  await agreed();
  await opened.says('ask', { kind: 'key-pin', token: ASKED, number: 1, of: 1 }, 'n');
  assert.equal($('key-pin-count').textContent, '');
});

test('the end keeps no PIN', async () => {
  await agreed();
  await opened.says('ask', { kind: 'key-pin', token: ASKED, number: 1, of: 1 }, 'n');
  $('key-pin').value = '1234';
  $('pin').value = '1234';
  await opened.says('show', { kind: 'error', code: 'token-removed' });
  assert.equal(opened.step, 'over');
  assert.equal($('over-failure').dataset.code, 'token-removed');
  assert.deepEqual([$('key-pin').value, $('pin').value], ['', '']);
});

test('with a PIN pad there is no field, and the window says where to type', async () => {
  await opened.plug([token('a', { pin_pad: true })]);
  assert.equal($('pin-typed').hidden, true);
  assert.equal($('pin-elsewhere').textContent, 'PIN-код введете на пристрої.');
  await opened.give('');
  const call = opened.called;
  assert.equal(call.method, 'keys');
  await opened.says('show', { kind: 'pin-pad' });
  assert.equal($('elsewhere').textContent, 'Введіть PIN-код на пристрої');
  await opened.says('show', { kind: 'go-on' });
  assert.equal($('elsewhere').textContent, '');
  assert.equal($('status').textContent, 'Зчитуємо ключ…');
  await opened.fail('wrong-pin', { tries: 'few' }, call);
  assert.equal($('token-failure').dataset.code, 'wrong-pin');
  assert.equal(opened.page.focused, $('read-token'));
});

test('where the system asks there is no field, for files neither', async () => {
  opened = new OpenedWindow();
  await opened.load({ native: true });
  assert.equal($('password-typed').hidden, true);
  assert.equal($('password-elsewhere').hidden, false);
  await opened.turn('token');
  await opened.plug([token('a')]);
  assert.equal($('pin-typed').hidden, true);
  assert.match($('pin-elsewhere').textContent, /у вікні системи/);
  await opened.give('');
  await opened.says('show', { kind: 'pin-native' });
  assert.match($('elsewhere').textContent, /у вікні системи/);
  await opened.fail('wrong-pin', {}, opened.page.port.sent.findLast(({ method }) => method === 'keys'));
  assert.equal($('token-failure').dataset.code, 'wrong-pin');
  assert.equal($('elsewhere').textContent, '');

  await opened.turn('file');
  await opened.says('show', { kind: 'pin-native' });
  assert.equal($('elsewhere').textContent, '', 'one that was on its way');
  await opened.read();
  await opened.fail('wrong-password');
  assert.equal($('file-failure').dataset.code, 'wrong-password');
  assert.equal(opened.page.focused, $('change'));
});

test('a turn that is waited for is told', async () => {
  await read();
  await opened.says('show', { kind: 'turn' });
  assert.match($('elsewhere').textContent, /інша вкладка/);
  await opened.says('show', { kind: 'go-on' });
  assert.equal($('elsewhere').textContent, '');
});

test('a certificate is sought for a token’s key as for a file’s, and another key leads back', async () => {
  const call = await read();
  await opened.answer({ format: '', keys: [lacking('k1')], selected: null }, call);
  assert.equal(opened.step, 'certificate');
  await opened.press('certificate-another');
  assert.equal(opened.step, 'password');
  assert.deepEqual([opened.called.method, opened.called.params], ['tokens', {}]);
  assert.equal(opened.page.focused, $('pin'));
});
