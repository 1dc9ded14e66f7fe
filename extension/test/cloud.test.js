// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { settle } from './fakes.js';
import { OpenedWindow, able, consent } from './opened-window.js';

const PROVIDERS = [
  { provider: 'p1', title: 'SmartID', app: 'Приват24' },
  { provider: 'p2', title: 'Сервер підпису', user: 'required', hint: 'Логін' },
  { provider: 'p3', title: 'Ще одна хмара', user: 'optional' },
  { provider: 'p4', title: 'Дія.Підпис', page: true },
  { provider: 'p5', title: 'Закритий банк', agreement: true },
];
const QR = { size: 2, rows: ['10', '01'] };
const KEY = { ...able('k1'), asks_to_sign: true, confirmed_at: 'SmartID', max: 40 };

let opened;
const $ = (id) => opened.$(id);

beforeEach(() => (opened = new OpenedWindow()));
afterEach(() => mock.timers.reset());

/** What the host shows while the person is to confirm within so many seconds. */
const link = (seconds, more = {}) => ({ kind: 'link', link: 'https://sign.example/c?o=1', qr: QR, app: 'Приват24', expires: new Date(Date.now() + 1000 * seconds).toISOString(), identify: true, ...more });
const calls = (method) => opened.page.port.sent.filter((message) => message.method === method);

/** The person has waited for the link, and the host found this key. */
async function identified(operation = {}) {
  await opened.load({ providers: PROVIDERS, ...operation });
  await opened.choose('p1');
  await opened.getLink();
  await opened.says('show', link(300));
  await opened.says('show', { kind: 'go-on' });
  await opened.answer({ format: '', keys: [KEY], selected: 'k1' });
  await opened.says('ask', consent('k1'), 'c');
}

/** And agreed. */
async function agreed(operation) {
  await identified(operation);
  assert.ok(opened.armed());
  await opened.press('approve');
}

test('without providers there is no tab, even if the person was there before', async () => {
  opened = new OpenedWindow({ tab: 'cloud' });
  await opened.load();
  assert.equal($('cloud-tab').hidden, true);
  assert.equal(opened.page.body.dataset.tab, 'file');
});

test('with providers it is the third', async () => {
  await opened.load({ providers: PROVIDERS });
  assert.equal($('cloud-tab').hidden, false);
  $('token-tab').fire('keydown', { key: 'ArrowRight' });
  assert.equal(opened.page.body.dataset.tab, 'cloud');
  assert.equal(opened.page.focused, $('cloud-tab'));
});

test('those that need an agreement stand apart, and say why they are of no use here', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p5');
  const [group] = $('provider').querySelectorAll('optgroup');
  assert.equal(group.label, 'потрібна угода з надавачем');
  assert.equal(group.textContent, 'Закритий банк');
  assert.match($('provider-note').textContent, /«Закритий банк».*угод/);
  assert.equal($('get-link').hidden, true);
  await opened.choose('p1');
  assert.equal($('provider-note').textContent, '');
  assert.equal($('get-link').hidden, false);
});

test('one provider alone needs no choice, and several do', async () => {
  await opened.load({ providers: PROVIDERS.slice(4).concat(PROVIDERS[0]) });
  assert.equal($('provider').value, 'p1');
  opened = new OpenedWindow();
  await opened.load({ providers: PROVIDERS });
  await opened.choose('');
  await opened.getLink();
  assert.match($('cloud-failure').textContent, /Спершу оберіть провайдера/);
  assert.equal(opened.page.focused, $('provider'));
});

test('the provider is remembered by its title, and who the person is there is not', async () => {
  const kept = {};
  opened = new OpenedWindow(kept);
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p2');
  $('user').value = 'KOVAL';
  await opened.getLink();
  assert.deepEqual(kept, { tab: 'cloud', provider: 'Сервер підпису' });
  opened = new OpenedWindow(kept);
  await opened.load({ providers: PROVIDERS.map((provider) => ({ ...provider, provider: `new ${provider.provider}` })) });
  assert.equal($('provider').value, 'new p2');
  assert.equal(opened.page.focused, $('user'));
});

test('the person is told beforehand how often they will confirm, and when', async () => {
  for (const [action, second] of [['sign', /«Підписати»/], ['login', /«Увійти»/]]) {
    opened = new OpenedWindow();
    await opened.load({ action, providers: PROVIDERS });
    assert.match($('cloud-twice').textContent, /двічі/);
    assert.match($('cloud-second').textContent, second);
  }
  opened = new OpenedWindow();
  await opened.load({ action: 'certificate', documents: [], providers: PROVIDERS });
  assert.match($('cloud-twice').textContent, /один раз/);
  assert.equal($('cloud-steps').hidden, true);
});

test('who the person is is asked where the provider wants it, and sent to it alone', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p2');
  assert.equal($('user-typed').hidden, false);
  assert.equal($('user-hint').textContent, 'Логін');
  await opened.getLink();
  assert.equal(calls('keys').length, 0);
  assert.match($('user-failure').textContent, /Введіть ідентифікатор/);
  assert.equal($('user').ariaInvalid, 'true');
  $('user').value = ' KOVAL ';
  await opened.getLink();
  assert.deepEqual(opened.called.params, { provider: 'p2', user: 'KOVAL' });
  await opened.fail('user-unknown', { provider: 'Сервер підпису' });
  assert.match($('user-failure').textContent, /«Сервер підпису» не знає/);
  assert.equal(opened.page.focused, $('user'));

  await opened.choose('p3');
  assert.match($('user-is').textContent, /можна не вказувати/);
  $('user').value = '';
  await opened.getLink();
  assert.deepEqual(opened.called.params, { provider: 'p3' });

  await opened.choose('p1');
  $('user').value = 'KOVAL';
  await opened.getLink();
  assert.deepEqual(opened.called.params, { provider: 'p1' }, 'who does not ask is not told');
});

test('the link stands beside its code, leads elsewhere, and counts down', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  assert.equal($('status').textContent, 'Звертаємося до провайдера…');
  await opened.says('show', link(272));
  assert.equal(opened.step, 'identifying');
  assert.equal(opened.page.focused, $('link-heading'));
  assert.match($('link-heading').textContent, /Крок 1 з 2/);
  assert.match($('link-why').textContent, /«Приват24»/);
  assert.equal($('link').href, 'https://sign.example/c?o=1');
  assert.match($('link').textContent, /sign\.example$/);
  assert.equal($('qr').querySelectorAll('svg').length || $('qr').children.length, 1);
  assert.equal($('link-left').textContent, 'QR-код дійсний ще 4:32');
  mock.timers.tick(1000);
  assert.equal($('link-left').textContent, 'QR-код дійсний ще 4:31');
  mock.timers.tick(271_000);
  assert.equal($('link-left').textContent, 'Час вичерпано.');
});

test('a screen reader hears of the time now and then only', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await opened.says('show', link(65));
  const heard = [];
  for (let second = 0; second <= 65; second++) {
    const { textContent } = $('link-news');
    if (textContent && textContent !== heard.at(-1)) heard.push(textContent);
    mock.timers.tick(1000);
  }
  assert.deepEqual(heard.map((said) => said.replaceAll('\u00a0', ' ')), ['QR-код дійсний ще 60 с', 'QR-код дійсний ще 30 с', 'QR-код дійсний ще 10 с', 'Час вичерпано.']);
});

test('a newer link takes the place of the one before', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await opened.says('show', link(60));
  await opened.says('show', link(120, { link: 'https://other.example/2' }));
  assert.equal($('link-left').textContent, 'QR-код дійсний ще 2:00');
  assert.equal($('link').href, 'https://other.example/2');
  mock.timers.tick(1000);
  assert.equal($('link-left').textContent, 'QR-код дійсний ще 1:59');
});

test('where the provider calls the person there is no code to scan', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await opened.says('show', link(90, { link: undefined, qr: undefined, app: undefined }));
  assert.equal($('link-code').hidden, true);
  assert.match($('link-why').textContent, /у застосунку чи на сайті провайдера/);
  assert.equal($('link-left').textContent, 'На підтвердження лишилося 1:30');
});

test('what the person confirmed leads on by itself', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await opened.says('show', link(60));
  await opened.says('show', { kind: 'go-on' });
  assert.equal($('link-left').textContent, '');
  assert.equal($('link-code').hidden, true);
  assert.equal($('status').textContent, 'Зчитуємо ключ…');
  await opened.answer({ format: '', keys: [KEY], selected: 'k1' });
  assert.equal(opened.step, 'consent');
  assert.match($('asks-note').textContent, /Після «Підписати» — крок 2 з 2.*«SmartID»/);
});

test('whoever wants another key stops what was begun', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  const call = opened.called;
  await opened.says('show', link(60));
  await opened.press('link-back');
  assert.equal(opened.called.method, 'stop');
  assert.equal(opened.step, 'key');
  assert.equal(opened.page.focused, $('get-link'));
  await opened.fail('cancelled', undefined, call);
  await opened.says('show', link(60));
  assert.equal(opened.step, 'key', 'a link that was on its way');
  assert.equal($('cloud-failure').hidden, true);
  await opened.getLink();
  assert.equal(opened.called.method, 'keys');
});

test('why it failed is said beside the provider', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  for (const [code, words] of [['declined', /відхилено.*«SmartID»/], ['unconfirmed', /«SmartID» не дочекався/], ['provider-failed', /«SmartID» не виконав запиту\. Немає коштів\./]]) {
    await opened.getLink();
    await opened.says('show', link(60));
    await opened.says('show', { kind: 'go-on' });
    await opened.fail(code, { provider: 'SmartID', text: 'Немає коштів.' });
    assert.equal(opened.step, 'key');
    assert.match($('cloud-failure').textContent, words);
    assert.equal($('cloud-failure').dataset.code, code);
  }
});

test('a key that signs fewer documents at once says how many', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await opened.answer({ format: '', keys: [{ ...KEY, status: 'too-many', selectable: false }], selected: null });
  assert.match($('owner-failure').textContent, /«SmartID» підписує за одне підтвердження щонайбільше 40\./);
});

test('a first confirmation that comes too late hides no consent, nor its button', async () => {
  await identified();
  await opened.says('show', link(60));
  assert.equal(opened.step, 'consent');
  assert.ok(opened.armed());
});

test('after the consent it is confirmed once more', async () => {
  await agreed();
  await opened.says('show', { kind: 'signing' });
  await opened.says('show', link(60, { identify: false }));
  assert.equal(opened.step, 'confirming');
  assert.match($('link-heading').textContent, /Крок 2 з 2: підтвердьте підпис/);
  assert.equal($('status').textContent, '', 'nothing is signed before that');
  await opened.says('show', { kind: 'go-on' });
  assert.equal(opened.step, 'consent');
  assert.equal($('status').textContent, 'Підписуємо…');
});

test('so is a sign-in, and whose key it is only once', async () => {
  await agreed({ action: 'login', documents: [] });
  await opened.says('show', link(60, { identify: false }));
  assert.match($('link-heading').textContent, /Крок 2 з 2: підтвердьте вхід/);
  opened = new OpenedWindow();
  await opened.load({ action: 'certificate', documents: [], providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await opened.says('show', link(60));
  assert.doesNotMatch($('link-heading').textContent, /Крок/);
});

/** The host asks the person to a page of the provider's. */
const authorize = (id) => opened.says('ask', { kind: 'authorize', provider: 'SmartID', url: 'https://sign.example/authorize', redirect: 'https://x.example/' }, id);

test('a provider’s own page opens in the browser’s window, and where it ended is told', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await authorize('v');
  assert.equal(opened.step, 'identifying');
  assert.match($('link-why').textContent, /«SmartID»/);
  const { visit } = opened.page;
  assert.equal(visit.name, 'sign-in');
  assert.deepEqual(visit.sent, [{ url: 'https://sign.example/authorize' }]);
  visit.emit({ url: 'https://x.example/?code=1&state=2' });
  await settle();
  assert.equal(visit.connected, false);
  assert.deepEqual(opened.replies('v'), [{ id: 'v', result: { url: 'https://x.example/?code=1&state=2' } }]);
  assert.equal($('status').textContent, 'Зчитуємо ключ…');
});

test('a page that was closed, could not be shown, or went with the background is told apart', async () => {
  for (const [end, code] of [[(visit) => visit.emit({ code: 'cancelled' }), 'cancelled'], [(visit) => visit.emit({ code: 'authorization-failed' }), 'authorization-failed'], [(visit) => visit.leave(), 'authorization-failed']]) {
    opened = new OpenedWindow();
    await agreed();
    await authorize('v');
    assert.equal(opened.step, 'confirming');
    end(opened.page.visit);
    await settle();
    assert.deepEqual(opened.replies('v'), [{ id: 'v', error: { code } }]);
    assert.equal(opened.step, 'consent');
  }
});

test('a visit that nobody waits for any more is given up, and changes nothing', async () => {
  await opened.load({ providers: PROVIDERS });
  await opened.choose('p1');
  await opened.getLink();
  await authorize('v');
  await opened.press('link-back');
  assert.equal(opened.page.visit.connected, false);
  opened.page.visit.emit({ url: 'https://x.example/?code=1' });
  await settle();
  assert.equal(opened.step, 'key');
  assert.equal($('status').textContent, '');
  await authorize('late');
  assert.deepEqual(opened.replies('late'), [{ id: 'late', error: { code: 'cancelled' } }]);
});

test('a provider’s PIN and code are typed here, each for its own', async () => {
  await agreed();
  await opened.says('ask', { kind: 'remote-pin', provider: 'SmartID' }, 'pin');
  assert.equal(opened.step, 'key-pin');
  assert.equal($('key-pin').type, 'password');
  assert.equal($('key-pin-is').textContent, 'PIN-код');
  assert.match($('key-pin-why').textContent, /«SmartID»/);
  $('key-pin-panel').fire('submit');
  assert.match($('key-pin-failure').textContent, /заповніть/);
  $('key-pin').value = '1234';
  $('key-pin-panel').fire('submit');
  await settle();
  assert.deepEqual(opened.replies('pin'), [{ id: 'pin', result: { secret: '1234' } }]);

  await opened.says('ask', { kind: 'otp', provider: 'SmartID' }, 'otp');
  assert.equal($('key-pin').type, 'text', 'a code is copied, and good for once');
  assert.equal($('key-pin-is').textContent, 'Одноразовий код');
  assert.equal($('key-pin').value, '');
  $('key-pin').value = '481220';
  $('key-pin-panel').fire('submit');
  await settle();
  assert.deepEqual(opened.replies('otp'), [{ id: 'otp', result: { secret: '481220' } }]);
  assert.equal(opened.step, 'consent');
});

test('the time of what is over does not run', async () => {
  await agreed();
  await opened.says('show', link(60, { identify: false }));
  await opened.says('show', { kind: 'error', code: 'unconfirmed', params: { provider: 'SmartID' } });
  assert.equal(opened.step, 'over');
  mock.timers.tick(2000);
  assert.equal($('link-left').textContent, '');
});

test('Дія.Підпис goes on at the site', async () => {
  await opened.load({ action: 'login', documents: [], providers: PROVIDERS });
  await opened.choose('p4');
  assert.match($('provider-note').textContent, /«Дія\.Підпис» працює через сам сайт/);
  assert.equal($('cloud-way').hidden, true);
  assert.equal($('get-link').textContent, 'Продовжити на сайті');
  await opened.getLink();
  assert.deepEqual([opened.called.method, opened.called.params], ['defer', { provider: 'p4' }]);
  assert.equal($('get-link').disabled, true);
  await opened.fail('busy');
  assert.equal($('cloud-failure').dataset.code, 'busy');
  assert.equal($('get-link').disabled, false);
});
