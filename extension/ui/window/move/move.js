// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../../page/client.js';
import { clean } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { Question } from '../question.js';
import { say } from '../status.js';
import { wholeNameOfCarrier } from '../key/token-name.js';
import { PlaceStep } from './place-step.js';
import { ReissueStep } from './reissue-step.js';
import { showReissued } from './reissued.js';
import { UnfinishedStep } from './unfinished-step.js';

/** Codes for which a new key that is wanted no more cannot be deleted, now or ever: it may be left. */
const OUT_OF_REACH = ['no-token', 'no-tpm', 'other-tpm', 'pin-locked', 'driver-missing'];

/**
 * @typedef {import('../consent/plan.js').Plan} Plan
 * @typedef {import('./unfinished-step.js').Unfinished} Unfinished
 * @typedef {Pick<Unfinished, 'unfinished' | 'owner'>} Begun  A move to go on with.
 *
 * @typedef {object} Wish  What a plan is wanted for.
 * @property {{key?: string, token?: string, kind?: string}} chosen  What is open, and the place for a new key.
 * @property {Begun} [begun]  Instead of a place: what was begun.
 * @property {File[]} [certificates]  In which the new certificate may be.
 *
 * @typedef {{enter: () => void, busy: (busy: boolean) => void, fail: (code: string, params?: Record<string, unknown>) => void}} Asking
 *   The step from which a plan is wanted.
 */

/** The way to a new key on a protected carrier (PROTOCOL.md, section 12). */
export class Move {
  #calls;
  #opening;
  #consent;
  #place;
  #unfinished = new UnfinishedStep({
    resume: (move, certificates) => void this.#resume(move, certificates),
    abandon: (move) => void this.#abandon(move),
    anew: () => this.#opening.begin(),
  });
  #reissue = new ReissueStep(() => void this.#again());
  #giveUp = new Question('abandon', { heading: 'abandon_heading', text: 'abandon_text', no: 'abandon_no', yes: 'abandon' });
  #leaveKey = new Question('leave', { heading: 'leave_heading', text: 'leave_text', no: 'abandon_no', yes: 'leave_yes' });
  /** @type {Wish} The one that was asked for last. */
  #wish = { chosen: {} };
  /** @type {Asking} */
  #asking = this.#unfinished;
  /** @type {Wish | undefined} What waits for the current key to be open. */
  #pending;
  /** @type {Plan | undefined} */
  #plan;

  /**
   * @param {import('../calls.js').Calls} calls
   * @param {import('../opening.js').Opening} opening
   * @param {import('../owner-step.js').OwnerStep} owner
   * @param {import('../consent/consent.js').Consent} consent
   * @param {ConstructorParameters<typeof PlaceStep>[1]} call  Of the host, of what ends no other call.
   */
  constructor(calls, opening, owner, consent, call) {
    this.#calls = calls;
    this.#opening = opening;
    this.#consent = consent;
    this.#place = new PlaceStep(owner, call, (chosen) => void this.#ask({ ...this.#pending, chosen }, this.#place));
    byId('plan-back').addEventListener('click', () => this.#back());
    byId('another-place').addEventListener('click', () => this.#place.enter());
  }

  /** @param {{unfinished?: Unfinished[]}} operation */
  begin({ unfinished = [] }) {
    byId('current-key').hidden = false;
    byId('step-place').hidden = false;
    if (unfinished.length > 0) this.#unfinished.show(unfinished);
    else this.#opening.begin();
  }

  /** @param {import('../opening.js').Found} found  With keys that can be used, or that tell why they cannot. */
  opened(found) {
    this.#place.show(found, this.#pending !== undefined);
    if (this.#pending && found.selected) void this.#ask({ ...this.#pending, chosen: { key: found.selected } }, this.#place);
  }

  /** The person turns to another key, or to another certificate of this one. */
  leave() {
    this.#place.leave();
  }

  /** @param {any} notice  How the plan is carried out. */
  tell({ kind, step, code, params, unfinished, ...outcome }) {
    if (kind === 'reissuing') this.#reissue.tell(step);
    else if (kind === 'stopped') this.#stopped(code, params, unfinished);
    else showReissued(outcome);
  }

  close() {
    this.#place.leave();
    for (const asked of [this.#giveUp, this.#leaveKey]) asked.forget();
  }

  /**
   * @param {Unfinished} move
   * @param {File[]} certificates
   */
  async #resume(move, certificates) {
    const wish = { chosen: {}, begun: move, certificates };
    if (move.needs_key && certificates.length === 0) this.#openFor(wish, move);
    else await this.#ask(wish, this.#unfinished);
  }

  /**
   * @param {Wish} wish
   * @param {Asking} asking
   */
  async #ask(wish, asking) {
    this.#wish = wish;
    this.#asking = asking;
    const { chosen, begun, certificates = [] } = wish;
    asking.busy(true);
    say('planning');
    const plan = await this.#calls.wait(chosen.key ? 'plan' : 'resume', {
      files: certificates,
      params: (lent) => ({ ...chosen, ...(begun && { unfinished: begun.unfinished }), ...(lent.length > 0 && { certificates: lent }) }),
    });
    if (!plan) return;
    asking.busy(false);
    say();
    if (!(plan instanceof PidpysError)) this.#planned(plan);
    else if (plan.code === 'old-key-needed' && begun && !chosen.key) this.#openFor(wish, begun);
    else if (plan.code !== 'cancelled') asking.fail(plan.code, plan.params);
  }

  /** @param {Plan} plan */
  #planned(plan) {
    this.#place.leave();
    this.#plan = plan;
    this.#reissue.clear();
    byId('steps').hidden = this.#wish.chosen.key === undefined;
    this.#consent.showPlan(plan, this.#wish.chosen.key);
  }

  /** The person wants something else than the plan. */
  #back() {
    this.#consent.forget();
    this.#asking.enter();
  }

  /**
   * It cannot go on without the current key.
   *
   * @param {Wish} wish
   * @param {Begun} begun
   */
  #openFor(wish, begun) {
    this.#pending = wish;
    byId('steps').hidden = false;
    byId('current-key').textContent = t('current_key_again', clean(begun.owner.name) || t('unnamed_owner'));
    this.#opening.begin();
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   * @param {string} [unfinished]  What was begun.
   */
  #stopped(code, params, unfinished) {
    const owner = this.#plan?.owner;
    if (unfinished && owner) this.#wish = { chosen: { key: this.#wish.chosen.key }, begun: { unfinished, owner } };
    byId('another-place').hidden = this.#wish.begun !== undefined;
    this.#reissue.stop(code, params);
  }

  async #again() {
    await this.#ask(this.#wish, this.#reissue);
  }

  /** @param {Unfinished} move */
  async #abandon(move) {
    const where = wholeNameOfCarrier(move.carrier);
    const agrees = (/** @type {Question} */ question) => question.ask(where).then(() => true, () => false);
    if (!(await agrees(this.#giveUp))) return;
    const error = await this.#end(move);
    if (error && OUT_OF_REACH.includes(error.code) && (await agrees(this.#leaveKey))) await this.#end(move, { leave: true });
  }

  /**
   * @param {Unfinished} move
   * @param {{leave?: true}} [how]
   * @returns {Promise<PidpysError | undefined>} Why it has not ended, which is said.
   */
  async #end(move, how = {}) {
    this.#unfinished.busy(true);
    say('abandoning');
    const result = await this.#calls.wait('abandon', { files: [], params: () => ({ unfinished: move.unfinished, ...how }) });
    if (!result) return undefined;
    this.#unfinished.enter();
    say();
    if (result instanceof PidpysError) {
      if (result.code !== 'cancelled') this.#unfinished.fail(result.code, result.params);
      return result;
    }
    if (!this.#unfinished.drop(move)) this.#opening.begin();
    return undefined;
  }
}
