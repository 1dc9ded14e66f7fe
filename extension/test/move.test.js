// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { OpenedWindow, PERSON, able, seen, token } from './opened-window.js';
import { settle } from './fakes.js';

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

const REISSUE = { action: 'reissue', origin: '', documents: [] };
const PLAN = {
  owner: PERSON, old: seen('AA'), carrier: { names: ['Алмаз-1К', '0000000012345678'], form: 'token' }, kind: 'dstu4145', road: 'cmp',
  authority: 'КНЕДП ДПС', cautions: [], state: 'planned',
};
const BEGUN = { unfinished: 'u1', owner: PERSON, carrier: PLAN.carrier, kind: 'dstu4145', road: 'cmp', authority: 'КНЕДП ДПС', began: '2026-11-01T10:00:00Z', old_not_after: '2027-01-01T10:00:00Z', state: 'made' };
const ASKED = { device: 'Алмаз-1К', label: '', serial: '00000000a', form: 'token', tries: '', min_pin: 4, max_pin: 8 };
const TPM = token('t', { device: 'TPM', form: 'tpm', serial: '', keys: [], blank: true, makes: ['ecdsa', 'rsa'] });

/** A token on which a new key can be made. */
const maker = (name, more = {}) => token(name, { keys: [], makes: ['dstu4145'], ...more });

/** What the window called last, of a method. */
const last = (method) => opened.page.port.sent.findLast((message) => message.method === method);
const calls = (method) => opened.page.port.sent.filter((message) => message.method === method);
const places = () => $('places').children.map((card) => card.textContent);
const radios = () => $('places').querySelectorAll('input');

/** The person opened their current key. */
async function current(keys = [able('k1')], selected = 'k1') {
  await opened.load(REISSUE);
  await opened.open(keys, selected);
  assert.equal(opened.step, 'place');
}

/** The person presses «Далі». */
async function next() {
  $('place-panel').fire('submit');
  await settle();
}

/** The host has made a plan, and asks. */
async function planned(plan = PLAN, key = 'k1') {
  await opened.answer(plan, last(key ? 'plan' : 'resume'));
  await opened.says('ask', { kind: 'consent', ...(key && { key }), documents: [], plan }, 'q');
}

/** The person agreed to a plan, which is carried out. */
async function going() {
  await current();
  await opened.plug([maker('a')]);
  await next();
  await planned();
  assert.ok(opened.armed());
  await opened.press('approve');
  await opened.says('show', { kind: 'reissuing', step: 'checking' });
}

test('the person’s own window names no site, and begins with the key that is valid now', async () => {
  await opened.load(REISSUE);
  assert.equal(opened.page.title, 'Перехід на захищений носій');
  assert.equal($('site').textContent, '');
  assert.equal(opened.step, 'key');
  assert.equal($('current-key').hidden, false);
  assert.equal($('step-place').hidden, false);
});

test('whoever signs sees nothing of it, and no place for new keys', async () => {
  $('current-key').hidden = $('step-place').hidden = true;
  await opened.load();
  assert.equal($('current-key').hidden, true);
  assert.equal($('step-place').hidden, true);
  await opened.turn('token');
  await opened.plug([TPM]);
  assert.deepEqual($('tokens').children, []);
  assert.equal($('no-tokens').hidden, false);
});

test('after the key the place is chosen, the plan is shown, and the person agrees to just that', async () => {
  await current();
  assert.deepEqual(last('tokens').params, {});
  await opened.plug([maker('a')]);
  assert.equal($('places-heading').textContent, 'Де створити новий ключ');
  await next();
  assert.deepEqual(last('plan').params, { key: 'k1', token: 'a', kind: 'dstu4145' });
  assert.equal($('place-fields').disabled, true);
  assert.equal(opened.armed(), false);
  await planned();
  assert.equal(opened.step, 'consent');
  assert.equal(opened.page.focused, $('plan-heading'));
  assert.match($('plan-old').textContent, /Коваль Олена/);
  assert.match($('plan-new').textContent, /Алмаз-1К.*345678 · ДСТУ 4145/);
  assert.equal($('plan-way').children.length, 4);
  assert.equal($('approve').textContent, 'Створити новий ключ');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { key: 'k1', approved: true } }]);
});

test('what must be read before is said', async () => {
  await current();
  await opened.plug([maker('a')]);
  await next();
  await planned({ ...PLAN, road: 'files', authority: '', cautions: ['not-qualified-device', 'algorithm-changes'] });
  assert.match($('cautions').textContent, /не буде КЕП.*спитайте там.*ДСТУ 4145/);
  assert.match($('plan-way').textContent, /збережете/);
});

/** The person scrolls by so much. */
function scroll(by) {
  const { top, bottom } = $('cautions').box;
  $('cautions').box = { top: top - by, bottom: bottom - by };
  window.fire('scroll');
}

test('nobody agrees before they saw all of the cautions, in a window however small', async () => {
  await current();
  await opened.plug([maker('a')]);
  await next();
  $('cautions').box = { top: 300, bottom: 720 };
  await planned({ ...PLAN, cautions: ['simulated', 'algorithm-changes'] });
  assert.equal(opened.armed(), false);
  assert.match($('asks-note').textContent, /Прогорніть нижче/);
  scroll(100);
  assert.equal(opened.armed(), false, 'what lies under the buttons is not seen');
  scroll(20);
  assert.equal($('asks-note').textContent, '');
  assert.ok(opened.armed());
  scroll(-120);
  assert.ok(opened.armed(), 'seen is seen');
  await opened.press('approve');
  assert.equal(opened.replies('q').length, 1);
});

test('whoever presses before they saw the cautions is shown them, and agrees to nothing', async () => {
  await current();
  await opened.plug([maker('a')]);
  await next();
  $('cautions').box = { top: 300, bottom: 720 };
  window.scrollBy = (_, by) => scroll(by);
  await planned({ ...PLAN, cautions: ['simulated'] });
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), []);
  assert.ok($('cautions').box.bottom < 600);
  assert.ok(opened.armed());
});

test('the cautions of another plan are to be seen too', async () => {
  await current();
  await opened.plug([maker('a')]);
  await next();
  await planned({ ...PLAN, cautions: ['simulated'] });
  assert.ok(opened.armed());
  await opened.press('plan-back');
  await next();
  $('cautions').box = { top: 300, bottom: 720 };
  await planned({ ...PLAN, cautions: ['algorithm-changes'] });
  assert.equal(opened.armed(), false);
});

test('nobody agrees to a plan before the host asks, nor to an earlier one', async () => {
  await current();
  await opened.plug([maker('a')]);
  await next();
  await opened.answer(PLAN, last('plan'));
  assert.equal(opened.armed(), false);
  await opened.says('ask', { kind: 'consent', key: 'k1', documents: [], plan: PLAN }, 'q1');
  assert.ok(opened.armed());
  await opened.press('plan-back');
  assert.equal(opened.step, 'place');
  assert.equal(opened.page.focused, $('owner-heading'), 'the button that was pressed is out of sight');
  assert.equal(opened.armed(), false);
  await next();
  await opened.answer(PLAN, last('plan'));
  assert.equal(opened.armed(), false, 'the first question is void');
  await opened.says('ask', { kind: 'consent', key: 'k1', documents: [], plan: PLAN }, 'q2');
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q1'), []);
  assert.deepEqual(opened.replies('q2'), [{ id: 'q2', result: { key: 'k1', approved: true } }]);
});

test('of several owners’ keys the person chooses the one to replace', async () => {
  await current([able('k1'), { ...able('k2'), owner: { ...PERSON, name: 'Бондар Ігор' } }], null);
  await opened.plug([maker('a')]);
  await next();
  assert.equal(calls('plan').length, 0);
  assert.match($('place-failure').textContent, /Спершу оберіть ключ/);
  const [, second] = $('owners').holding('onchange');
  second.onchange();
  await next();
  assert.equal(last('plan').params.key, 'k2');
});

test('a token whose driver makes no keys says so, and cannot be chosen', async () => {
  await current();
  await opened.plug([maker('a', { makes: undefined }), maker('b', { tries: 'locked' })]);
  assert.match(places()[0], /не створює ключів.*програмою, яку видали/);
  assert.match(places()[1], /Заблоковано/);
  assert.deepEqual(radios(), []);
  await next();
  assert.equal(calls('plan').length, 0);
  assert.match($('place-failure').textContent, /На жодному/);
});

test('keys in the TPM and sealed ones are no places; the TPM itself is, but never chosen by itself', async () => {
  await current();
  await opened.plug([TPM, token('t1', { form: 'tpm' }), token('t2', { form: 'sealed' })]);
  assert.equal(places().length, 1);
  assert.match(places()[0], /TPM цього комп’ютера.*не кваліфікований засіб/);
  await next();
  assert.match($('place-failure').textContent, /Спершу оберіть, де/);
  radios()[0].onchange();
  await next();
  assert.deepEqual(last('plan').params, { key: 'k1', token: 't', kind: 'ecdsa' });
});

test('what was plugged in comes first', async () => {
  await current();
  await opened.plug([TPM, maker('a')]);
  assert.match(places()[0], /Алмаз-1К/);
  assert.deepEqual(radios().map(({ checked }) => checked), [false, false]);
});

test('another algorithm may be chosen, and stays chosen', async () => {
  await current();
  await opened.plug([maker('a', { makes: ['dstu4145', 'rsa'] })]);
  assert.equal($('kinds').hidden, false);
  $('kind').value = 'rsa';
  $('kind').fire('change');
  assert.equal($('kind-is').textContent, 'Алгоритм: RSA 2048');
  await opened.plug([maker('a', { makes: ['dstu4145', 'rsa'], tries: 'few' })]);
  await next();
  assert.equal(last('plan').params.kind, 'rsa');
});

test('why there is no plan is said where another may be had', async () => {
  await current();
  await opened.plug([maker('a'), maker('b')]);
  radios()[0].onchange();
  await next();
  await opened.fail('cannot-generate', { device: 'Алмаз-1К' }, last('plan'));
  assert.equal(opened.step, 'place');
  assert.equal($('place-failure').dataset.code, 'cannot-generate');
  assert.equal($('place-fields').disabled, false);
  assert.equal(opened.page.focused, radios()[0]);
});

test('a token that comes while the place is chosen appears', async () => {
  await current();
  await opened.plug([]);
  assert.equal($('no-places').hidden, false);
  await opened.plug([maker('a')]);
  assert.equal($('no-places').hidden, true);
  assert.equal($('place-news').textContent, 'Носій вставлено: Алмаз-1К.');
});

test('what goes on is told step by step, once each', async () => {
  await going();
  assert.equal(opened.step, 'reissuing');
  assert.equal(opened.page.focused, $('reissue-heading'));
  for (const step of ['key', 'request', 'sending', 'waiting', 'waiting']) await opened.says('show', { kind: 'reissuing', step });
  assert.deepEqual($('reissue-steps').children.map(({ ariaCurrent }) => ariaCurrent), [null, null, null, null, 'step']);
  await opened.says('show', { kind: 'reissuing', step: 'sending' });
  assert.deepEqual($('reissue-steps').children.map(({ ariaCurrent }) => ariaCurrent), [null, null, null, 'step', null]);
});

test('the PIN of the carrier is asked for on the way, and nothing is kept of it', async () => {
  await going();
  await opened.says('show', { kind: 'reissuing', step: 'key' });
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  assert.equal(opened.step, 'key-pin');
  assert.match($('key-pin-why').textContent, /Алмаз-1К/);
  $('key-pin').value = '1234';
  $('key-pin-panel').fire('submit');
  await settle();
  assert.deepEqual(opened.replies('p'), [{ id: 'p', result: { secret: '1234' } }]);
  assert.equal($('key-pin').value, '');
  assert.equal(opened.step, 'reissuing');
});

test('a new PIN is made up, and typed twice', async () => {
  await going();
  await opened.says('ask', { kind: 'new-pin', token: { ...ASKED, device: 'TPM', form: 'tpm', min_pin: 6, max_pin: 32 } }, 'n');
  assert.equal(opened.step, 'new-pin');
  assert.equal(opened.page.focused, $('new-pin'));
  for (const [first, again, said, place] of [
    ['', '', /закороткий/, 'new-pin'],
    ['12345', '12345', /закороткий/, 'new-pin'],
    ['ключі', 'ключі', /закороткий/, 'new-pin'],
    ['7'.repeat(33), '7'.repeat(33), /задовгий/, 'new-pin'],
    ['123456', '123457', /не збігаються/, 'new-pin-again'],
  ]) {
    $('new-pin').value = first;
    $('new-pin-again').value = again;
    $('new-pin-panel').fire('submit');
    await settle();
    assert.match($(`${place}-failure`).textContent, said, first);
    assert.equal(opened.page.focused, $(place));
    assert.deepEqual(opened.replies('n'), []);
  }
  $('new-pin').value = $('new-pin-again').value = '123456';
  $('new-pin-panel').fire('submit');
  await settle();
  assert.deepEqual(opened.replies('n'), [{ id: 'n', result: { secret: '123456' } }]);
  assert.deepEqual([$('new-pin').value, $('new-pin-again').value], ['', '']);
  assert.equal(opened.step, 'reissuing');
});

test('what stopped it is said, and it can be tried again', async () => {
  await going();
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  $('key-pin').value = '1';
  await opened.says('show', { kind: 'stopped', code: 'wrong-pin', params: { tries: 'few' } });
  assert.equal(opened.step, 'stopped');
  assert.equal($('stopped-failure').dataset.code, 'wrong-pin');
  assert.equal($('key-pin').value, '');
  assert.equal($('another-place').hidden, false, 'nothing was begun');
  await opened.press('again');
  assert.deepEqual(last('plan').params, { key: 'k1', token: 'a', kind: 'dstu4145' });
  await planned();
  assert.equal($('reissue-steps').children.length, 0);
  assert.ok(opened.armed());
});

test('what was begun is gone on with, and has its place', async () => {
  await going();
  await opened.says('show', { kind: 'stopped', code: 'authority-unreachable', params: {}, unfinished: 'u7' });
  assert.equal($('another-place').hidden, true);
  await opened.press('again');
  assert.deepEqual(last('plan').params, { key: 'k1', unfinished: 'u7' });
  await opened.fail('status-unavailable', {}, last('plan'));
  assert.equal(opened.step, 'stopped');
  assert.equal($('stopped-failure').dataset.code, 'status-unavailable');
});

test('another carrier may be taken where no key could be made', async () => {
  await going();
  await opened.says('show', { kind: 'stopped', code: 'cannot-generate', params: { device: 'Алмаз-1К' } });
  await opened.press('another-place');
  assert.equal(opened.step, 'place');
  assert.equal(opened.page.focused, $('owner-heading'));
  assert.deepEqual(last('tokens').params, {});
});

test('whoever gave no PIN is told of no failure of theirs', async () => {
  await going();
  await opened.says('show', { kind: 'stopped', code: 'cancelled' });
  assert.match($('stopped-failure').textContent, /PIN-код не введено.*Нічого не втрачено/);
});

test('what was done stays to be read, whatever comes after', async () => {
  await going();
  $('new-pin').value = '123456';
  await opened.says('show', { kind: 'reissued', outcome: 'done', owner: PERSON, certificate: seen('BB') });
  assert.equal(opened.step, 'reissued');
  assert.equal($('reissued-heading').textContent, 'Готово: новий ключ на носії');
  assert.equal(opened.page.focused, $('reissued-heading'));
  assert.match($('reissued-card').textContent, /Коваль Олена/);
  assert.equal($('cancel').textContent, 'Закрити');
  assert.equal($('new-pin').value, '');
  opened.page.port.leave();
  await opened.says('show', { kind: 'error', code: 'failed' });
  assert.equal(opened.step, 'reissued');
});

test('an authority that needs time is asked again later', async () => {
  await going();
  await opened.says('show', { kind: 'reissued', outcome: 'waiting', owner: PERSON, wait: 10_800 });
  assert.match($('reissued-way').textContent, /через 3 год/);
});

test('the files of a request are for the person to save', async () => {
  await going();
  await opened.says('show', { kind: 'reissued', outcome: 'files', owner: PERSON, files: [{ name: 'request.p10', data: 'AAAA' }, { name: 'req\u202Euest.p7s', data: 'AAAA' }] });
  const [request, signed] = $('reissued-files').children.map(({ textContent }) => textContent);
  assert.match(request, /request\.p10.*сам запит/);
  assert.match(signed, /request\.p7s.*підписаний/);
  assert.equal($('reissued-files').holding('onclick').length, 2);
});

test('moves that were begun are offered first', async () => {
  await opened.load({ ...REISSUE, unfinished: [BEGUN, { ...BEGUN, unfinished: 'u2', road: 'files', state: 'requested' }] });
  assert.equal(opened.step, 'unfinished');
  assert.equal($('unfinished-heading').textContent, 'Незавершені переходи');
  assert.equal($('cancel').textContent, 'Закрити', 'nothing is taken back by leaving');
  assert.equal(opened.page.focused, $('unfinished-heading'));
  const buttons = $('unfinished').children.map((card) => card.holding('onclick').map(({ textContent }) => textContent));
  assert.deepEqual(buttons, [['Продовжити', 'Відмовитися'], ['Додати сертифікат', 'Зберегти запит знову', 'Відмовитися']]);
  await opened.press('anew');
  assert.equal(opened.step, 'key');
});

/** One move was begun, and the person presses a button of it. */
async function begun(button, more = {}) {
  await opened.load({ ...REISSUE, unfinished: [{ ...BEGUN, ...more }] });
  $('unfinished').holding('onclick').find(({ textContent }) => textContent === button).onclick();
  await settle();
}

test('one goes on without its current key where that is not needed', async () => {
  await begun('Продовжити');
  assert.deepEqual(last('resume').params, { unfinished: 'u1' });
  await planned({ ...PLAN, state: 'made' }, null);
  assert.equal(opened.step, 'consent');
  assert.equal($('steps').hidden, true);
  assert.equal($('cancel').textContent, 'Скасувати');
  assert.equal($('approve').textContent, 'Продовжити');
  assert.equal($('plan-way').children.length, 3);
  assert.ok(opened.armed());
  await opened.press('approve');
  assert.deepEqual(opened.replies('q'), [{ id: 'q', result: { approved: true } }]);
});

test('with a certificate that the person brings', async () => {
  await begun('Додати сертифікат', { state: 'requested' });
  $('new-certificates').files = [new File(['c'], 'новий.cer')];
  $('new-certificates').fire('change');
  await settle();
  const { unfinished, certificates } = last('resume').params;
  assert.equal(unfinished, 'u1');
  assert.deepEqual(certificates.map(({ name, size }) => [name, size]), [['новий.cer', 1]]);
  await opened.fail('certificate-mismatch', {}, last('resume'));
  assert.equal($('unfinished-failure').dataset.code, 'certificate-mismatch');
  assert.equal(opened.step, 'unfinished');
});

test('where the current key is needed the person opens it, and it goes on from there', async () => {
  for (const told of [{ needs_key: true }, {}]) {
    opened = new OpenedWindow();
    await begun('Продовжити', told);
    if (!told.needs_key) await opened.fail('old-key-needed', {}, last('resume'));
    assert.equal(calls('resume').length, told.needs_key ? 0 : 1);
    assert.equal(opened.step, 'key');
    assert.match($('current-key').textContent, /Коваль Олена/);
    await opened.open([able('k1')], 'k1');
    assert.deepEqual(last('plan').params, { key: 'k1', unfinished: 'u1' });
    await planned({ ...PLAN, state: 'made' });
    assert.equal($('steps').hidden, false);
    assert.ok(opened.armed());
  }
});

test('the wrong key for it is said, and the right one may be taken', async () => {
  await begun('Продовжити', { needs_key: true });
  await opened.open([able('k1')], 'k1');
  await opened.fail('old-key-needed', {}, last('plan'));
  assert.equal(opened.step, 'place');
  assert.equal($('place-failure').dataset.code, 'old-key-needed');
  assert.equal($('place-panel').hidden, true, 'its place is settled');
  await opened.press('another-key');
  assert.equal(opened.step, 'password');
});

test('a move is given up only after the person agreed', async () => {
  await begun('Відмовитися');
  assert.ok($('abandon').open);
  assert.match($('abandon-text').textContent, /Алмаз-1К, …/);
  await opened.press('abandon-yes');
  assert.equal(calls('abandon').length, 0, 'too early');
  await opened.press('abandon-no');
  assert.equal(calls('abandon').length, 0);
  $('unfinished').holding('onclick').at(-1).onclick();
  assert.ok(opened.armed('abandon-yes'));
  await opened.press('abandon-yes');
  assert.deepEqual(last('abandon').params, { unfinished: 'u1' });
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  assert.equal(opened.step, 'key-pin');
  $('key-pin').value = '1234';
  $('key-pin-panel').fire('submit');
  await settle();
  assert.equal(opened.step, 'unfinished');
  await opened.answer({}, last('abandon'));
  assert.equal(opened.step, 'key', 'none is left');
});

test('a PIN that was being typed when its call failed is not kept', async () => {
  await begun('Відмовитися');
  assert.ok(opened.armed('abandon-yes'));
  await opened.press('abandon-yes');
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  $('key-pin').value = '12';
  await opened.fail('token-removed', {}, last('abandon'));
  assert.equal(opened.step, 'unfinished');
  assert.equal($('unfinished-failure').dataset.code, 'token-removed');
  assert.equal($('key-pin').value, '');
  $('key-pin').value = '34';
  $('key-pin-panel').fire('submit');
  await settle();
  assert.deepEqual(opened.replies('p'), [], 'nobody asks any more');
});

test('a key that cannot be deleted may be left, for whatever reason', async () => {
  for (const code of ['no-tpm', 'other-tpm', 'pin-locked', 'driver-missing']) {
    opened = new OpenedWindow();
    await begun('Відмовитися');
    assert.ok(opened.armed('abandon-yes'));
    await opened.press('abandon-yes');
    await opened.fail(code, {}, last('abandon'));
    assert.ok($('leave').open, code);
    await opened.press('leave-no');
    assert.equal($('unfinished-failure').dataset.code, code);
  }
});

test('a wrong PIN is no reason to leave the key', async () => {
  await begun('Відмовитися');
  assert.ok(opened.armed('abandon-yes'));
  await opened.press('abandon-yes');
  await opened.fail('wrong-pin', { tries: 'few' }, last('abandon'));
  assert.equal($('leave').open, false);
});

test('without its carrier the key may be left where it is', async () => {
  await begun('Відмовитися');
  assert.ok(opened.armed('abandon-yes'));
  await opened.press('abandon-yes');
  await opened.fail('no-token', {}, last('abandon'));
  assert.ok($('leave').open);
  assert.ok(opened.armed('leave-yes'));
  await opened.press('leave-yes');
  assert.deepEqual(last('abandon').params, { unfinished: 'u1', leave: true });
});

test('nothing but a host’s plan is agreed to: closing the window agrees to nothing', async () => {
  await going();
  await opened.says('ask', { kind: 'pin', token: ASKED }, 'p');
  $('key-pin').value = '1234';
  opened.page.port.leave();
  await settle();
  assert.equal(opened.step, 'over');
  assert.equal($('key-pin').value, '');
  assert.deepEqual(opened.replies('p'), []);
});
