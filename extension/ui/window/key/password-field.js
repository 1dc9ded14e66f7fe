// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { hintFor } from '../../../lib/typing.js';
import { byId } from '../../elements.js';
import { Failure } from '../../failure.js';
import { t } from '../../locale.js';

/** A field in which a password or PIN is typed. Nothing else ever holds it. */
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
    this.#eye.addEventListener('click', () => this.reveal(this.#field.type === 'password'));
    this.#field.addEventListener('keydown', (event) => this.#hint(event));
    this.#field.addEventListener('keyup', (event) => this.#hint(event));
    this.#field.addEventListener('blur', () => (this.#said.textContent = ''));
  }

  /** How long is what was typed, in UTF-8. */
  get octets() {
    return new TextEncoder().encode(this.#field.value).length;
  }

  /** How many letters it has. */
  get letters() {
    return [...this.#field.value].length;
  }

  /** @param {PasswordField} other  Whether the same was typed in both. */
  equals(other) {
    return this.#field.value === other.#field.value;
  }

  /** @returns {string} What was typed. The field is empty afterwards. */
  take() {
    const typed = this.#field.value;
    this.#field.value = '';
    this.reveal(false);
    return typed;
  }

  /** What is typed next takes the place of what was typed before. */
  focus() {
    this.#field.focus();
    this.#field.select();
  }

  /**
   * Says what is wrong beside the field, where the keyboard goes.
   *
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    this.#failure.show(code, params);
    this.#turnBad();
  }

  /**
   * The same, of what no code is for.
   *
   * @param {string} sentence
   * @param {string} hint
   */
  say(sentence, hint) {
    this.#failure.say(sentence, hint);
    this.#turnBad();
  }

  /** @param {boolean} shown  Whether what is typed can be read. */
  reveal(shown) {
    this.#field.type = shown ? 'text' : 'password';
    this.#eye.ariaPressed = String(shown);
    this.#eye.ariaLabel = t(shown ? 'password_hide' : 'password_show');
  }

  clear() {
    this.#failure.clear();
    this.#field.ariaInvalid = 'false';
  }

  #turnBad() {
    this.#field.ariaInvalid = 'true';
    this.focus();
  }

  /** @param {KeyboardEvent} event */
  #hint(event) {
    const hint = hintFor(event);
    if (hint !== undefined) this.#said.textContent = hint && t(hint);
  }
}
