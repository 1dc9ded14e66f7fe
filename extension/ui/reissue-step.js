// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId, element } from './elements.js';
import { Failure } from './failure.js';
import { t } from './locale.js';
import { current, enter } from './steps.js';

/** The plan is carried out: what was done of it, what goes on now, and what stopped it. */
export class ReissueStep {
  #list = byId('reissue-steps');
  #failure = new Failure('stopped-failure');
  /** @type {string | undefined} What goes on now. */
  #now;

  /** @param {() => void} again  Called when the person wants it tried once more. */
  constructor(again) {
    byId('again').addEventListener('click', () => again());
  }

  /** Nothing was done yet. */
  clear() {
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
    if (step === this.#now) return;
    this.#now = step;
    const last = this.#list.lastElementChild;
    if (last) last.ariaCurrent = null;
    this.#list.append(element('li', { ariaCurrent: 'step' }, t(`reissuing_${step}`)));
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  stop(code, params) {
    this.#go('stopped');
    // What went on then was not finished.
    const last = /** @type {HTMLElement | null} */ (this.#list.lastElementChild);
    if (last) {
      last.ariaCurrent = null;
      last.dataset.stopped = '';
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

  /** @param {'reissuing' | 'stopped'} step */
  #go(step) {
    enter(step);
    this.busy(false);
    byId('reissue-heading').textContent = t(step);
  }
}
