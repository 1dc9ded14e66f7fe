// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { ArmedButton } from '../ui/window/arming.js';

/** A button in a page in a window, and a person who may press it. */
function scene() {
  mock.timers.enable({ apis: ['setTimeout'] });
  const target = () => ({
    listeners: {},
    addEventListener(type, listener) { this.listeners[type] = listener; },
  });
  const button = target();
  const page = Object.assign(target(), { visibilityState: 'visible', focused: true, hasFocus() { return this.focused; } });
  const view = Object.assign(target(), { setTimeout, clearTimeout });
  const pressed = [];
  const armed = new ArmedButton(button, () => pressed.push(1), page, view);
  const press = (isTrusted = true) => button.listeners.click({ isTrusted });
  return { button, page, view, armed, press, pressed };
}

const wait = (milliseconds) => mock.timers.tick(milliseconds);

test('armed only 0.8 s after the offer, and pressed once', (t) => {
  t.after(() => mock.timers.reset());
  const { button, armed, press, pressed } = scene();
  press();
  armed.offer();
  wait(799);
  press();
  assert.equal(button.ariaDisabled, 'true');
  assert.deepEqual(pressed, []);
  wait(1);
  assert.equal(button.ariaDisabled, 'false');
  press();
  press();
  assert.deepEqual(pressed, [1]);
});

test('a script cannot press it', (t) => {
  t.after(() => mock.timers.reset());
  const { armed, press, pressed } = scene();
  armed.offer();
  wait(800);
  press(false);
  assert.deepEqual(pressed, []);
});

test('every change counts anew', (t) => {
  t.after(() => mock.timers.reset());
  const { armed, view, page, press, pressed } = scene();
  armed.offer();
  for (const change of [() => armed.changed(), () => view.listeners.resize(), () => view.listeners.focus(), () => page.listeners.visibilitychange(), () => page.listeners.beforetoggle(), () => page.listeners.close()]) {
    wait(800);
    change();
    press();
    wait(799);
    press();
  }
  assert.deepEqual(pressed, []);
});

test('what was pressed too early, and is held, does not press it later', (t) => {
  t.after(() => mock.timers.reset());
  const { armed, button, press, pressed } = scene();
  armed.offer();
  for (let held = 0; held < 3000; held += 30) {
    button.listeners.keydown({ key: 'Enter' });
    press();
    wait(30);
  }
  button.listeners.pointerdown({});
  wait(799);
  press();
  assert.deepEqual(pressed, []);
  wait(1);
  button.listeners.keydown({ key: 'Enter' });
  press();
  assert.deepEqual(pressed, [1]);
});

test('out of sight or out of focus it is never armed', (t) => {
  t.after(() => mock.timers.reset());
  const { armed, page, view, press, pressed } = scene();
  page.visibilityState = 'hidden';
  armed.offer();
  wait(5000);
  press();
  page.visibilityState = 'visible';
  page.focused = false;
  page.listeners.visibilitychange();
  wait(5000);
  press();
  page.focused = true;
  view.listeners.focus();
  wait(100);
  page.focused = false;
  wait(5000);
  press();
  assert.deepEqual(pressed, []);
});

test('an offer taken back cannot be pressed', (t) => {
  t.after(() => mock.timers.reset());
  const { armed, press, pressed } = scene();
  armed.offer();
  wait(800);
  armed.withdraw();
  wait(5000);
  press();
  assert.deepEqual(pressed, []);
});
