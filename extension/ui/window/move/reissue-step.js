// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId, element } from '../../elements.js';
import { Failure } from '../../failure.js';
import { t } from '../../locale.js';
import { current, enter } from '../steps.js';

/** The plan is carried out: what was done of it, what goes on now, and what stopped it. */
export class ReissueStep {
  #list = byId('reissue-steps');
  #failure = new Failure('stopped-failure');
  /** @type {Map<string, HTMLElement>} What went on so far. */
  #lines = new Map();
  /** @type {HTMLElement | undefined} What goes on now. */
  #now;

  /** @param {() => void} again  Called when the person wants it tried once more. */
  constructor(again) {
    byId('again').addEventListener('click', () => again());
  }

  /** Nothing was done yet. */
  clear() {
    this.#lines.clear();
    this.#now = undefined;
    this.#list.replaceChildren();
  }

  /** @param {string} step  That the host is at. */
  tell(step) {
    // What was pressed to come here, or typed in meanwhile, is out of sight.
    const lost = current() !== 'reissuing' || document.activeElement === document.body;
    this.#failure.clear();
    this.#go('reissuing');
    if (lost) byId('reissue-heading').focus({ preventScroll: true });
    if (this.#now) this.#now.ariaCurrent = null;
    this.#now = this.#lines.get(step) ?? this.#append(step);
    this.#now.ariaCurrent = 'step';
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  stop(code, params) {
    this.#go('stopped');
    if (this.#now) {
      this.#now.ariaCurrent = null;
      this.#now.dataset.stopped = '';
    }
    this.fail(code, params);
  }

  /** The person is here again. */
  enter() {
    this.#go('stopped');
    byId('again').focus();
  }

  /** @param {boolean} busy  While the host looks how to go on. */
  busy(busy) {
    /** @type {HTMLButtonElement} */ (byId('again')).disabled = busy;
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    if (code === 'cancelled') this.#failure.say(t('stopped_cancelled'), t('stopped_cancelled_hint'));
    else this.#failure.show(code, params);
    byId('again').focus({ preventScroll: true });
  }

  /** @param {string} step  That did not come before. */
  #append(step) {
    const line = element('li', {}, t(`reissuing_${step}`));
    this.#lines.set(step, line);
    this.#list.append(line);
    return line;
  }

  /** @param {'reissuing' | 'stopped'} step */
  #go(step) {
    enter(step);
    this.busy(false);
    byId('reissue-heading').textContent = t(step);
  }
}
