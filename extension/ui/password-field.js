// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { hintFor } from '../lib/typing.js';
import { byId } from './elements.js';
import { Failure } from './failure.js';
import { t } from './locale.js';

/** A field in which a password is typed. Nothing else ever holds it. */
export class PasswordField {
  #field;
  #eye;
  #said;
  #failure;

  /** @param {string} id  Of the field; its eye, hint and failure are named after it. */
  constructor(id) {
    this.#field = /** @type {HTMLInputElement} */ (byId(id));
    this.#eye = byId(`${id}-eye`);
    this.#said = byId(`${id}-hint`);
    this.#failure = new Failure(`${id}-failure`);
    this.#eye.addEventListener('click', () => this.#reveal(this.#field.type === 'password'));
    this.#field.addEventListener('keydown', (event) => this.#hint(event));
    this.#field.addEventListener('keyup', (event) => this.#hint(event));
    this.#field.addEventListener('blur', () => (this.#said.textContent = ''));
  }

  get empty() {
    return this.#field.value === '';
  }

  /** @returns {string} What was typed. The field is empty afterwards. */
  take() {
    const typed = this.#field.value;
    this.#field.value = '';
    this.#reveal(false);
    return typed;
  }

  /** What is typed next takes the place of what was typed for an earlier file. */
  focus() {
    this.#field.focus();
    this.#field.select();
  }

  /** @param {string} code  Said beside the field, where the keyboard goes. */
  fail(code) {
    this.#failure.show(code);
    this.#field.ariaInvalid = 'true';
    this.focus();
  }

  clear() {
    this.#failure.clear();
    this.#field.ariaInvalid = 'false';
  }

  /** @param {boolean} shown */
  #reveal(shown) {
    this.#field.type = shown ? 'text' : 'password';
    this.#eye.ariaPressed = String(shown);
    this.#eye.ariaLabel = t(shown ? 'password_hide' : 'password_show');
  }

  /** @param {KeyboardEvent} event */
  #hint(event) {
    const hint = hintFor(event);
    if (hint !== undefined) this.#said.textContent = hint && t(hint);
  }
}
