// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { clean } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { Preview } from '../../preview.js';
import { ArmedButton } from '../arming.js';
import { current, enter } from '../steps.js';
import { Documents } from './documents.js';
import { showPlan } from './plan.js';
import { showRecipients } from './recipients.js';
import { showSignatories } from './signatories.js';
import { Sight } from './sight.js';

/**
 * @typedef {{keys: import('../../../lib/keys.js').Key[], selected: string | null}} Found  What keys the host has open.
 * @typedef {{key?: string, documents: import('./documents.js').Doc[], recipients?: import('./recipients.js').Recipient[], signed?: import('./signatories.js').Signatory[], text?: string,
 *   plan?: import('./plan.js').Plan, list?: import('./documents.js').List}} Question
 * @typedef {{key?: string, approved: boolean}} Answer
 */

/** The last step before anything is done: which key is used for what, and the one button that agrees to just that. */
export class Consent {
  #owner;
  #preview;
  #documents;
  #approve = new ArmedButton(byId('approve'), () => this.#agree());
  /** Of a plan, and of documents that cannot be shown. */
  #cautions = ['cautions', 'unseen'].map((id) => new Sight(byId(id), () => this.#read()));
  /** @type {string | null | undefined} The key the person wants; null until they turned to one of several, nothing where none is needed. */
  #wanted = null;
  /** @type {import('../../../lib/keys.js').Key[]} */
  #keys = [];
  /** Whether the key was open before: then whose it is was confirmed another time. */
  #opened = false;
  /** @type {{key?: string, answer: (answer: Answer) => void} | undefined} What the host asks. */
  #question;

  /**
   * @param {import('../owner-step.js').OwnerStep} owner
   * @param {(method: string, params: object) => Promise<any>} call  Of the host, of what ends no other call.
   */
  constructor(owner, call) {
    this.#owner = owner;
    this.#preview = new Preview((params) => call('preview', params));
    this.#documents = new Documents((document, index) => this.#preview.open(document, index), (params) => call('documents', params));
    // Pressed before the cautions were seen, it shows them.
    byId('approve').addEventListener('click', () => this.#unread?.bring());
  }

  /** @param {{action: string, usage?: string, own?: true, profile?: string, documents: import('./documents.js').Doc[], list?: import('./documents.js').List, open?: Found}} operation  What will be asked. */
  expect({ action, usage, own, profile, documents, list, open }) {
    this.#opened = open !== undefined;
    this.#documents.expect(profile);
    // Where no key is to be opened the question may come first, and knows more of the documents.
    if (!this.#question) this.#documents.show(documents, { list });
    byId('approve').textContent = t(`approve_${action}`);
    byId('text-heading').textContent = t(action === 'encrypt' ? 'text_encrypt' : 'text');
    byId('consent-note').textContent = (own && t(`consent_own_${action}`)) || t(note(action, profile, documents, usage));
  }

  /** @param {Found} found */
  show({ keys, selected }) {
    this.#wanted = selected;
    this.#keys = keys;
    byId('consent-step').inert = false;
    enter('consent');
    this.#owner.show(keys, selected, (key) => this.#turn(key));
    if (this.#question && selected !== null && this.#question.key !== selected) this.#turn(selected);
    this.#warn();
    this.#offer();
  }

  /** Shows the step for what needs no key of the person. */
  showAlone() {
    this.#wanted = undefined;
    byId('owner-section').hidden = true;
    byId('steps').hidden = true;
    enter('consent');
    this.#warn();
    this.#offer();
  }

  /** @param {Found} found  What was open before: there is no step but this. */
  showOpen(found) {
    byId('steps').hidden = true;
    this.show(found);
  }

  /**
   * Shows the step for a plan, about which the host will ask.
   *
   * @param {import('./plan.js').Plan} plan
   * @param {string} [key]  The one that is open.
   */
  showPlan(plan, key) {
    this.#question = undefined;
    this.#wanted = key;
    byId('consent-step').inert = false;
    enter('consent');
    showPlan(plan);
    this.#warn();
    byId('plan-heading').focus({ preventScroll: true });
  }

  /**
   * @param {Question} question
   * @returns {Answer | Promise<Answer>} Never, once it is void: the host does not wait for it any more.
   */
  ask({ key, documents, list, recipients = [], signed = [], text, plan }) {
    this.#preview.close();
    if (this.#wanted !== null && key !== this.#wanted) return { key: this.#wanted, approved: false };
    if (plan) showPlan(plan);
    showRecipients(recipients);
    showSignatories(signed);
    this.#documents.show(documents, { text, list });
    this.#warn();
    return new Promise((answer) => {
      this.#question = { key, answer };
      this.#offer();
    });
  }

  /** @param {Parameters<Documents['progress']>[0]} progress */
  progress(progress) {
    this.#documents.progress(progress);
  }

  /** The person went elsewhere: there is nothing to agree to before the step is shown again. */
  leave() {
    this.#approve.withdraw();
  }

  /** What was asked is void and stays without an answer. */
  forget() {
    this.leave();
    this.#question = undefined;
    this.#wanted = null;
  }

  close() {
    this.forget();
    this.#preview.close();
  }

  #offer() {
    const asked = this.#question && this.#question.key === this.#wanted;
    if (current() === 'consent' && asked && !this.#unread) this.#approve.offer();
  }

  /** The first that nobody has seen to its end. */
  get #unread() {
    return this.#cautions.find(({ seen }) => !seen);
  }

  /** The cautions are other ones now, or stand elsewhere. Nobody agrees before they saw all of them. */
  #warn() {
    for (const each of this.#cautions) each.begin();
    // One that is in sight may have offered it before the next began.
    this.#approve.withdraw();
    this.#remark();
  }

  /** The cautions were seen. */
  #read() {
    this.#remark();
    this.#offer();
  }

  /** Says what is to be read before, or else that agreeing will not be all. */
  #remark() {
    byId('asks-note').textContent = this.#unread ? t('cautions_below') : this.#foretold();
  }

  #foretold() {
    const { asks_to_sign: asks, confirmed_at: provider } = this.#keys.find(({ key }) => key === this.#wanted) ?? {};
    const approve = byId('approve').textContent ?? '';
    if (!asks) return '';
    return provider ? t(this.#opened ? 'confirms_once' : 'confirms_after', approve, clean(provider)) : t('asks_to_sign', approve);
  }

  #agree() {
    const { key, answer } = this.#question ?? {};
    answer?.({ ...(key && { key }), approved: true });
    this.#question = undefined;
    byId('consent-step').inert = true;
    byId('asks-note').textContent = '';
  }

  /** @param {string} key  The one the person turned to. */
  #turn(key) {
    this.#wanted = key;
    this.#remark();
    this.#approve.withdraw();
    this.#question?.answer({ key, approved: false });
    this.#question = undefined;
  }
}

/**
 * @param {string} action
 * @param {string | undefined} profile
 * @param {import('./documents.js').Doc[]} documents
 * @param {string} [usage]  The key's, unless it signs.
 * @returns {string} The key of what agreeing means.
 */
function note(action, profile, documents, usage) {
  if (profile === 'tax-cabinet') return 'consent_login_tax';
  if (action === 'sign' && documents.some(({ unseen }) => unseen)) return 'consent_unseen';
  return action === 'certificate' && usage ? 'consent_certificate_agree' : `consent_${action}`;
}
