// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { duration } from '../../../lib/format.js';
import { Pace } from '../../../lib/pace.js';
import { byId } from '../../elements.js';
import { Failure } from '../../failure.js';
import { language, t } from '../../locale.js';
import { say } from '../status.js';
import { current, enter } from '../steps.js';
import { counted, outOf } from './counted.js';
import { Unsigned } from './unsigned.js';

/**
 * @typedef {object} Signing  How far it is: PROTOCOL.md, section 15.
 * @property {number} signed
 * @property {number} failed
 * @property {number} of
 * @property {{code: string, params?: Record<string, unknown>}} [stopped]  Why the rest was not tried.
 */

/** Where the host asks something, and nothing is signed before that is answered. */
const ASKED = ['key-pin', 'level', 'confirming'];

/** A screen reader says how far it is after each of so many parts; more often it would hinder. */
const SPOKEN = 4;

/**
 * After the consent to sign every document for itself: how far it is, «Призупинити» and «Зупинити» between two documents, and
 * how it ended.
 */
export class Batch {
  #call;
  #pace = new Pace();
  /** Where the pace is measured from. */
  #stretch = {};
  #paused = false;
  /** The person wants it to, and it does not yet. */
  #pausing = false;
  #stopped = false;
  /** @type {import('./unsigned.js').Reason[]} */
  #reasons = [];
  #spoken = 0;
  #begun = false;

  /** @param {(method: 'pause' | 'proceed' | 'cancel') => Promise<unknown>} call  Of the host. */
  constructor(call) {
    this.#call = call;
    byId('pause').addEventListener('click', () => this.#turn());
  }

  /** Whether it began, and is not over. */
  get underWay() {
    return this.#begun;
  }

  /** @param {Signing} signing */
  progress({ signed, failed, of }) {
    this.#show();
    if (this.#paused) this.#stretch = {};
    this.#paused = false;
    this.#tell(signed, failed, of);
    const left = this.#pace.left(this.#stretch, signed + failed, of);
    byId('batch-left').textContent = left === undefined || this.#stopped ? '' : t('progress_left', duration(left, language));
    const part = Math.floor(((signed + failed) * SPOKEN) / of);
    if (part > this.#spoken) byId('batch-news').textContent = outOf('batch_count', signed, of);
    this.#spoken = part;
  }

  /** @param {Signing} signing  It stands still. */
  paused({ signed, failed, of }) {
    this.#show();
    this.#paused = true;
    this.#pausing = false;
    this.#tell(signed, failed, of);
    byId('batch-left').textContent = '';
  }

  /** @param {import('./unsigned.js').Reason} reason  Of the next that failed. */
  failed(reason) {
    this.#reasons.push(reason);
  }

  /** The person wants no more: what is under way is finished, and what was signed stays. */
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    byId('cancel').ariaDisabled = byId('pause').ariaDisabled = 'true';
    byId('batch-note').textContent = t('batch_stopping');
    void this.#call('cancel').catch(() => {});
  }

  /** @param {Signing} signing  How it ended. */
  over({ signed, failed, of, stopped }) {
    this.#begun = false;
    enter('outcome');
    byId('cancel').ariaDisabled = 'false';
    byId('outcome-heading').textContent = outOf('batch_count', signed, of);
    const rest = of - signed - failed;
    byId('outcome-rest').textContent = rest > 0 ? t('outcome_rest', counted(rest)) : '';
    if (stopped && stopped.code !== 'cancelled') new Failure('outcome-failure').show(stopped.code, stopped.params);
    const unsigned = new Unsigned('unsigned');
    unsigned.begin(t('batch_failed', counted(failed)), failed);
    unsigned.add(this.#reasons);
    unsigned.end();
    byId('outcome-heading').focus({ preventScroll: true });
  }

  #show() {
    const step = current() ?? '';
    if (step === 'batch' || ASKED.includes(step)) return;
    say();
    enter('batch');
    this.#begun = true;
    byId('batch-heading').focus({ preventScroll: true });
  }

  /**
   * @param {number} signed
   * @param {number} failed
   * @param {number} of
   */
  #tell(signed, failed, of) {
    const bar = /** @type {HTMLProgressElement} */ (byId('batch-bar'));
    bar.max = of;
    bar.value = signed + failed;
    byId('batch-count').textContent = outOf('batch_count', signed, of);
    byId('batch-failed').textContent = failed > 0 ? t('batch_failed', counted(failed)) : '';
    if (this.#stopped || this.#pausing) return;
    byId('batch-note').textContent = t(this.#paused ? 'batch_paused' : 'batch_note');
    byId('pause').textContent = t(this.#paused ? 'proceed' : 'pause');
    byId('pause').ariaDisabled = 'false';
  }

  #turn() {
    if (byId('pause').ariaDisabled === 'true') return;
    byId('pause').ariaDisabled = 'true';
    this.#pausing = !this.#paused;
    if (this.#pausing) byId('batch-note').textContent = t('batch_pausing');
    // Where it has just ended, that is told.
    void this.#call(this.#paused ? 'proceed' : 'pause').catch(() => {});
  }
}
