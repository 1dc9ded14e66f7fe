// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** How long a button must have been in sight before it can be pressed, in milliseconds. */
const DELAY = 800;

/**
 * A button that agrees to something, and so cannot be pressed by accident or
 * by surprise: not in the first moment after the window came to the front,
 * anything in it changed or it was pressed too early, and only by the person, never by a script.
 */
export class ArmedButton {
  #button;
  #page;
  #view;
  #offered = false;
  #armed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} button
   * @param {() => void} press  Called once an offer.
   * @param {Document} [page]
   * @param {Window & typeof globalThis} [view]
   */
  constructor(button, press, page = document, view = window) {
    this.#button = button;
    this.#page = page;
    this.#view = view;
    const again = () => this.changed();
    for (const event of ['focus', 'blur', 'resize']) view.addEventListener(event, again);
    page.addEventListener('visibilitychange', again);
    // What lay under a dialog comes into sight: `close` tells of it late, when a press may have come already, `beforetoggle`
    // (Chromium since 132) at once. Neither bubbles.
    for (const event of ['beforetoggle', 'close']) page.addEventListener(event, again, true);
    // A press that began too early, or an Enter held down, puts the moment off instead of waiting for it.
    for (const event of ['pointerdown', 'keydown']) button.addEventListener(event, () => this.#armed || this.changed());
    button.addEventListener('click', (event) => {
      if (!event.isTrusted || !this.#armed) return;
      this.withdraw();
      press();
    });
    this.changed();
  }

  /** There is something to agree to. */
  offer() {
    this.#offered = true;
    this.changed();
  }

  /** There is nothing to agree to any more. */
  withdraw() {
    this.#offered = false;
    this.changed();
  }

  /** What the person sees has changed: counts from now. */
  changed() {
    this.#view.clearTimeout(this.#timer);
    this.#arm(false);
    if (this.#offered && this.#seen()) this.#timer = this.#view.setTimeout(() => this.#arm(this.#seen()), DELAY);
  }

  #seen() {
    return this.#page.visibilityState === 'visible' && this.#page.hasFocus();
  }

  /** @param {boolean} armed */
  #arm(armed) {
    this.#armed = armed;
    // Not `disabled`, which would lose the keyboard's place.
    this.#button.ariaDisabled = String(!armed);
  }
}
