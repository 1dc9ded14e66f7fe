// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { OpenedWindow, token } from './opened-window.js';
import { json } from './fakes.js';
import { system } from '../lib/system.js';

let opened;
const $ = (id) => opened.$(id);

afterEach(() => mock.timers.reset());

/** The tab is open, on a system, and this is what the host found. */
async function found(troubles, tokens = [], agent) {
  opened = new OpenedWindow({}, agent);
  await opened.load();
  await opened.turn('token');
  await opened.plug(tokens, { troubles });
}

const AGENTS = {
  windows: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  macos: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  linux: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

const { $defs: { trouble, reason } } = json('../host/protocol/schema.json');

test('every trouble has a sentence and what to do', async () => {
  for (const kind of trouble.properties.kind.enum) {
    for (const why of kind === 'driver-refused' ? reason.enum : [undefined]) {
      await found([{ kind, device: 'Кристал-1', path: '/opt/driver.so', reason: why }]);
      const [sentence, , hint] = $('token-troubles').children[0].children;
      assert.match(sentence.textContent, /\.$/, `${kind} ${why}`);
      assert.match(hint, /\S{3}/, `${kind} ${why}`);
      assert.doesNotMatch($('token-troubles').textContent, /\$|undefined|внутрішн| \./i, `${kind} ${why}`);
      assert.equal($('token-help').open, true);
    }
  }
});

test('a driver that was refused is named', async () => {
  await found([{ kind: 'driver-refused', device: '', path: '/opt/driver.so', reason: 'writable' }]);
  assert.match($('token-troubles').textContent, /\/opt\/driver\.so.*лише він/);
});

test('help is quiet where nothing is known to be in the way', async () => {
  await found([]);
  assert.equal($('token-help').open, false);
  assert.equal($('token-help-is').textContent, 'Як побачити свій носій');
  assert.equal($('token-steps').hidden, false);
});

test('what was folded stays folded until it gets better and worse again', async () => {
  const missing = [{ kind: 'driver-missing', device: 'Кристал-1' }];
  await found(missing);
  $('token-help').open = false;
  await opened.plug([], { troubles: [...missing, { kind: 'no-card', device: 'Avtor' }] });
  assert.equal($('token-help').open, false);
  await opened.plug([token('a')], { troubles: missing });
  await opened.plug([], { troubles: missing });
  assert.equal($('token-help').open, true);
});

test('the keyboard is not lost with a button that is drawn anew', async () => {
  const crashed = [{ kind: 'driver-crashed', device: 'Кристал-1', driver: 'd' }];
  await found(crashed);
  const [again] = $('token-troubles').querySelectorAll('button');
  again.focus();
  await opened.plug([token('a')], { troubles: crashed });
  assert.equal(opened.page.focused, $('token-help-is'));
  $('pin').focus();
  await opened.plug([token('a')], { troubles: [] });
  assert.equal(opened.page.focused, $('pin'));
});

test('an empty reader is no trouble to whoever has a token', async () => {
  await found([{ kind: 'no-card', device: 'Avtor' }, { kind: 'no-reader-service', device: '' }, { kind: 'driver-missing', device: 'Кристал-1' }], [token('a')]);
  assert.equal($('token-troubles').children.length, 1);
  assert.match($('token-troubles').textContent, /Кристал-1/);
  assert.equal($('token-help').open, false);
  assert.equal($('token-help-is').textContent, 'Немає потрібного носія?');
});

test('without the card service nothing else is worth trying', async () => {
  await found([{ kind: 'no-reader-service', device: '' }], [], AGENTS.windows);
  assert.match($('token-troubles').textContent, /Служба смарт-карток не працює.*services\.msc/);
  assert.equal($('token-steps').hidden, true);
});

test('each system has its own advice', async () => {
  for (const [name, words] of Object.entries({ linux: /pcscd.*root.*polkit/, windows: /services\.msc.*64-розрядний.*віддалений робочий стіл/, macos: /macOS.*macOS.*аксесуар/ })) {
    await found([], [], AGENTS[name]);
    assert.equal(system(AGENTS[name]), name);
    assert.match($('token-steps').textContent, words, name);
  }
});

test('a driver that crashed is tried again when the person wants it', async () => {
  await found([{ kind: 'driver-crashed', device: 'Алмаз-1К', driver: 'almaz' }]);
  const [again] = $('token-troubles').holding('onclick');
  again.onclick();
  const revive = opened.called;
  assert.deepEqual([revive.method, revive.params], ['revive', { driver: 'almaz' }]);
  assert.equal(opened.page.focused, $('token-help-is'), 'the button will be gone');
  await opened.answer({}, revive);
  assert.deepEqual([opened.called.method, opened.called.params], ['tokens', {}]);
  await opened.plug([token('a')]);
  assert.equal($('token-troubles').hidden, true);
});

test('what a press can mend comes first', async () => {
  await found([{ kind: 'no-reader-service', device: '' }, { kind: 'driver-crashed', device: 'Кристал-1', driver: 'crystal-1' }]);
  assert.match($('token-troubles').children[0].textContent, /Кристал-1/);
  assert.equal($('token-troubles').children.length, 2);
});

test('a TPM that keeps somebody’s keys and cannot be used is told of, whatever else is plugged in', async () => {
  await found([{ kind: 'tpm-forbidden', device: '' }, { kind: 'no-tpm', device: '' }, { kind: 'tpm-failed', device: '' }], [token('a')]);
  assert.equal($('token-troubles').children.length, 3);
  assert.match($('token-troubles').textContent, /групи tss/);
});

test('a driver that cannot be tried again says why', async () => {
  await found([{ kind: 'driver-crashed', device: 'Алмаз-1К', driver: 'almaz' }]);
  $('token-troubles').holding('onclick')[0].onclick();
  await opened.fail('driver-crashed', { device: 'Алмаз-1К' });
  assert.equal($('token-failure').dataset.code, 'driver-crashed');
});
