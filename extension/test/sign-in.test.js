// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { SignIn } from '../lib/sign-in.js';
import { FakeBrowser, FakePort, settle } from './fakes.js';

const PAGE = 'https://sign.example/authorize';
const CLOSED = new Error('The user did not approve access.');

let browser;
let signIn;
beforeEach(() => {
  browser = new FakeBrowser();
  signIn = new SignIn(browser);
});

/** A window of ours that wants the person at the page. */
async function asked() {
  const port = new FakePort('sign-in');
  signIn.serve(port);
  port.emit({ url: PAGE });
  await settle();
  return port;
}

/** Which windows are open still. */
const open = () => [...browser.windowsOpen.keys()];

test('the page is shown, and where it ended is told', async () => {
  const port = await asked();
  assert.equal(browser.visit.url, PAGE);
  assert.equal(browser.visit.interactive, true);
  browser.visit.left('https://x.example/?code=1');
  await settle();
  assert.deepEqual(port.sent, [{ url: 'https://x.example/?code=1' }]);
});

test('a page that the person closed, and one that could not be shown, are told apart', async () => {
  for (const [sentence, code] of [['The user did not approve access.', 'cancelled'], ['User cancelled or denied access.', 'cancelled'], ['Authorization page could not be loaded.', 'authorization-failed']]) {
    const port = await asked();
    browser.popUp();
    browser.visit.failed(new Error(sentence));
    await settle();
    assert.deepEqual(port.sent, [{ code }], sentence);
  }
});

test('nobody closed what never opened: Firefox says so of a page in a window of another time', async () => {
  const port = await asked();
  browser.visit.failed(new Error('User cancelled or denied access.'));
  await settle();
  assert.deepEqual(port.sent, [{ code: 'authorization-failed' }]);
});

test('who comes while another is there is refused, and takes nothing from them', async () => {
  const first = await asked();
  const { visit } = browser;
  const page = browser.popUp();
  const second = await asked();
  assert.deepEqual(second.sent, [{ code: 'authorization-failed' }]);
  second.leave();
  await settle();
  assert.deepEqual(open(), [page]);
  visit.left('https://x.example/?code=1');
  await settle();
  assert.deepEqual(first.sent, [{ url: 'https://x.example/?code=1' }]);
  await asked();
  assert.notEqual(browser.visit, visit);
});

test('it is closed when nobody waits for it, and nobody else’s window is', async () => {
  const before = browser.popUp();
  const port = await asked();
  const others = [browser.popUp({}, 'normal'), browser.popUp({ openerTabId: 1 }), browser.popUp({ url: 'chrome-extension://pidpys/ui/window.html' }), browser.popUp({ pendingUrl: 'chrome-extension://pidpys/ui/window.html' })];
  browser.popUp();
  port.leave();
  await settle();
  assert.deepEqual(open(), [before, ...others]);
  const later = browser.popUp();
  browser.visit.failed(CLOSED);
  await settle();
  assert.deepEqual(open(), [before, ...others, later]);
  assert.deepEqual(port.sent, []);
});

test('in Firefox it is a normal window, which is closed unless it may be the person’s', async () => {
  browser.runtime.getURL = (path) => `moz-extension://pidpys/${path}`;
  const port = await asked();
  browser.popUp({}, 'normal');
  const pulledOut = browser.popUp({}, 'normal');
  browser.tabs.onAttached.emit(5, { newWindowId: pulledOut });
  browser.tabs.onAttached.emit(6, { newWindowId: pulledOut + 1 });
  const theirs = [pulledOut, browser.popUp({}, 'normal'), browser.popUp({}, 'normal')];
  assert.equal(theirs[1], pulledOut + 1, 'told of the tab before the window');
  browser.windowsOpen.get(theirs[2]).tabs.push({ id: 1 });
  port.leave();
  await settle();
  assert.deepEqual(open(), theirs);
  browser.visit.failed(CLOSED);
  await settle();

  (await asked()).leave();
  await settle();
  const later = browser.popUp({}, 'normal');
  await settle();
  assert.deepEqual(open(), [...theirs, later]);
  browser.visit.failed(CLOSED);
  await settle();

  const left = await asked();
  browser.popUp({}, 'normal');
  browser.visit.failed(new Error('User cancelled or denied access.'));
  await settle();
  assert.deepEqual(left.sent, [{ code: 'cancelled' }]);
});

test('one that opens after nobody waits for it is closed at once', async () => {
  const port = await asked();
  port.leave();
  await settle();
  browser.popUp();
  await settle();
  assert.deepEqual(open(), []);
});

test('it is closed too where the person lets us into its site', async () => {
  for (const told of [{ url: 'https://provider.example/authorize' }, { pendingUrl: 'https://provider.example/authorize' }]) {
    const port = await asked();
    browser.popUp(told);
    port.leave();
    await settle();
    assert.deepEqual(open(), [], Object.keys(told)[0]);
    browser.visit.failed(CLOSED);
    await settle();
  }
});

test('where it may be one of two, none is closed', async () => {
  const port = await asked();
  const both = [browser.popUp(), browser.popUp()];
  port.leave();
  await settle();
  assert.deepEqual(open(), both);
});

test('once it has ended nothing is closed', async () => {
  const port = await asked();
  const page = browser.popUp();
  browser.visit.left('https://x.example/?code=1');
  await settle();
  port.leave();
  await settle();
  assert.deepEqual(open(), [page]);
});
