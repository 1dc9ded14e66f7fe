// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { countDown, drawQR } from '../../../page/diia.js';
import { visit } from '../../../lib/authorization.js';
import { duration } from '../../../lib/format.js';
import { clean } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { language, t } from '../../locale.js';
import { say } from '../status.js';
import { current, enter } from '../steps.js';

/** When a screen reader says how long is left, in seconds; more often it would hinder. */
const SPOKEN = [240, 180, 120, 60, 30, 10];

/** Actions for which the person confirms but once: whose key it is. */
const IDENTIFIES = ['certificate', 'open'];

/** @typedef {{link?: string, qr?: import('../../../page/diia.js').QR, app?: string, expires: string, identify: boolean}} Confirmation  Of the host: PROTOCOL.md, section 7. */

/**
 * While the person confirms at a provider, on the phone or on the provider's
 * page: whose key it is, and, after the consent, what is signed with it.
 */
export class LinkStep {
  /** @type {(identify: boolean) => string} The key of the heading. */
  #heading = () => '';
  #stop = () => {};
  /** @type {AbortController | undefined} Of what is waited for. */
  #waited;

  /** @param {() => void} back  Called when the person waits no more for the first one, to choose another key. */
  constructor(back) {
    byId('link-back').addEventListener('click', back);
    window.addEventListener('pagehide', () => this.forget());
  }

  /** @param {{action: string, open?: object}} operation  What a key is needed for, and whether it was opened before. */
  expect({ action, open }) {
    const identify = IDENTIFIES.includes(action) ? 'link_identify_only' : 'link_identify';
    // Whatever else is confirmed there is a signature.
    const what = action === 'login' ? 'link_login' : 'link_sign';
    const confirm = open ? `${what}_only` : what;
    this.#heading = (identifies) => (identifies ? identify : confirm);
  }

  /** @param {Confirmation} confirmation */
  show({ link, qr, app, expires, identify }) {
    this.#begin(identify, why(qr ? 'link_scan' : 'link_wait', app));
    byId('link-code').hidden = !link;
    if (qr) byId('qr').replaceChildren(drawQR(document, qr));
    if (link) this.#lead(link);
    this.#stop = countDown(Date.parse(expires), (seconds, clock) => this.#tell(qr ? 'link_left' : 'wait_left', seconds, clock));
  }

  /**
   * @param {{provider: string, url: string}} question  Of the host: a page where the person is to sign in.
   * @param {boolean} identify
   */
  async visit({ provider, url }, identify) {
    const waited = this.#begin(identify, t('link_page', clean(provider)));
    byId('link-code').hidden = true;
    // Nothing but the person's own key is to be seen there.
    byId('link-note').hidden = identify;
    try {
      return await visit(url, waited.signal);
    } finally {
      if (this.#waited === waited) this.goOn();
    }
  }

  /** What was waited for came, whatever it is. */
  goOn() {
    if (!this.#waited) return;
    this.forget();
    if (current() === 'confirming') {
      enter('consent');
      return say('signing');
    }
    byId('link-why').textContent = t('link_came');
    for (const id of ['link-code', 'link-note']) byId(id).hidden = true;
    say('reading');
  }

  /** What was waited for is void. */
  forget() {
    this.#stop();
    this.#waited?.abort();
    this.#waited = undefined;
    for (const id of ['link-left', 'link-news']) byId(id).textContent = '';
  }

  /**
   * @param {boolean} identify
   * @param {string} what  The person is to do.
   */
  #begin(identify, what) {
    this.forget();
    byId('link-heading').textContent = t(this.#heading(identify));
    byId('link-why').textContent = what;
    byId('link-note').textContent = t(identify ? 'link_note_identify' : 'link_note_sign');
    byId('link-note').hidden = false;
    say();
    enter(identify ? 'identifying' : 'confirming');
    byId('link-heading').focus({ preventScroll: true });
    return (this.#waited = new AbortController());
  }

  /** @param {string} link  Opened only when the person presses it. */
  #lead(link) {
    /** @type {HTMLAnchorElement} */ (byId('link')).href = link;
    byId('link').textContent = t('link_open', new URL(link).host);
  }

  /**
   * @param {'link_left' | 'wait_left'} key
   * @param {number} seconds
   * @param {string} clock
   */
  #tell(key, seconds, clock) {
    byId('link-left').textContent = seconds > 0 ? t(key, clock) : t('link_late');
    if (seconds === 0) byId('link-news').textContent = t('link_late');
    if (SPOKEN.includes(seconds)) byId('link-news').textContent = t(key, duration(seconds, language));
  }
}

/**
 * @param {'link_scan' | 'link_wait'} key
 * @param {string} [app]
 */
function why(key, app = '') {
  return clean(app) ? t(`${key}_app`, clean(app)) : t(key);
}
