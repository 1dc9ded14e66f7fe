// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { PidpysError } from '../../../page/client.js';
import { barred, forbidden } from '../../../lib/kinds.js';
import { isAbout, offer } from '../../../lib/tokens.js';
import { byId } from '../../elements.js';
import { Failure } from '../../failure.js';
import { t, wordsFor } from '../../locale.js';
import { Carriers } from './carriers.js';
import { elsewhere } from './elsewhere.js';
import { PinField } from './pin-field.js';
import { placeOf } from './token-place.js';
import { WantedToken } from './wanted-token.js';

/** Codes that are mended in the PIN field, where there is one; all others of `keys` at the tokens. */
const OF_PIN = ['wrong-pin', 'pin-length', 'last-try', 'shared-tries'];

/** Codes of a token that takes no PIN any more, or not for a while. */
const LOCKED = ['pin-locked', 'tpm-lockout'];

/** Codes of which a token's card says what to do. It also does of a wrong PIN after which there is no other try. */
const ON_CARD = [...LOCKED, 'pin-not-set'];

/** «Захищений носій»: a token or card and its PIN. */
export class TokenTab {
  #pin = new PinField('pin');
  #failure = new Failure('token-failure');
  #carriers;
  #wanted;
  #changed;
  /** @type {import('../../../lib/tokens.js').Need} */
  #need = {};
  /** Whether a window of the system asks for the PIN. */
  #native = false;
  /** @type {import('../../../lib/settings.js').Settings | undefined} */
  #settings;
  /** @type {string | undefined} What the PIN is asked for. */
  #asked;
  /** Whether the keyboard waits for the tokens to be known, or for the one that is wanted. */
  #eager = false;

  /**
   * @param {(method: string, params: object) => Promise<any>} call  Of the host.
   * @param {() => void} changed  Called when another token is chosen, or none.
   */
  constructor(call, changed) {
    this.#changed = changed;
    this.#carriers = new Carriers('token', call, {
      listed: ({ blank }) => !blank,
      offer: (token) => offer(token, this.#need),
      turned: () => {
        this.#wanted.forget();
        this.#chosen();
        byId('pin-entry').scrollIntoView({ block: 'nearest' });
      },
      heard: () => this.#heard(),
      failed: ({ code, params }) => this.#say(code, params),
    });
    this.#wanted = new WantedToken(this.#carriers.list);
  }

  /** Whether only the PIN is lacking. */
  get ready() {
    return this.#list.choice !== undefined;
  }

  /** @returns {string} No authority is named for a token beforehand. */
  get authority() {
    return '';
  }

  /** @param {import('./key-step.js').Operation} operation  What a key is needed for. */
  expect({ action, usage, native = false, settings, wanted }) {
    if (wanted?.token) this.#list.prefer((choices) => choices.filter(({ token }) => token.token === wanted.token));
    this.#native = native;
    this.#settings = settings;
    const [kind] = barred('token', settings) ? [] : forbidden('token', settings);
    byId('kind-barred').textContent = kind ? t(`barred_${kind}`) : '';
    if (usage !== 'none') this.#need = { usage, past: action === 'decrypt' };
  }

  /** @returns {import('./key-step.js').Place | undefined} */
  get place() {
    const token = this.#list.choice?.token;
    return token && placeOf(token);
  }

  /** @param {import('../../../lib/lately.js').Used} used  A key used lately. Whether the person chose it, as far as can be told. */
  chose(used) {
    return this.#wanted.isChosen(used);
  }

  /** @param {import('../../../lib/lately.js').Used} used  What the person wants: chosen if just one can be it, now or once it is plugged in. */
  prefer(used) {
    this.#wanted.want(used);
    this.#chosen();
  }

  /** Follows what is plugged in while the tab is on show. */
  watch() {
    this.#carriers.follow();
  }

  /** Looks no more, and keeps nothing of what was typed. */
  rest() {
    this.#carriers.leave();
    this.#pin.take();
    this.#wanted.forget();
  }

  /** Puts the keyboard where the person goes on. */
  focus() {
    this.#eager = !this.#list.known || this.#wanted.missed !== '';
    if (this.#eager) byId('token-tab').focus();
    else if (this.#typed) this.#pin.focus();
    else if (this.ready) byId('read-token').focus();
    else this.#list.focus();
  }

  /** @returns {import('./file-tab.js').Request | undefined} What `keys` is to be called with; nothing when something is missing, which is said. */
  request() {
    this.#failure.clear();
    this.#pin.clear();
    const { choice } = this.#list;
    if (!choice) return void this.#missing();
    if (this.#typed && !this.#pin.fits(choice.token)) return;
    const { token, ski } = choice;
    return { files: [], params: () => ({ token: token.token, ...(ski && { ski }) }) };
  }

  /** @param {boolean} busy  While the host reads the token, it and its PIN stay as they are. */
  busy(busy) {
    /** @type {HTMLFieldSetElement} */ (byId('token-fields')).disabled = busy;
    /** @type {HTMLButtonElement} */ (byId('read-token')).disabled = busy;
  }

  /**
   * Says what went wrong where it is mended, and puts the keyboard there.
   *
   * @param {string} code
   * @param {Record<string, any>} [params]
   */
  fail(code, params = {}) {
    const tries = LOCKED.includes(code) ? 'locked' : params.tries;
    if (tries) this.#list.warn(tries, params.wait);
    this.#chosen();
    if (this.#typed && OF_PIN.includes(code)) return this.#pin.fail(code, params);
    this.#say(code, params);
    this.focus();
  }

  /**
   * @param {{token: import('../../../lib/tokens.js').Asked, asked_before?: true}} question  For the PIN.
   * @returns {{secret: string}}
   */
  answer({ token, asked_before }) {
    // One about another token may still be on its way: what is typed is for the one on show.
    if (!isAbout(token, this.#list.choice?.token)) throw new PidpysError('cancelled');
    const secret = this.#pin.take();
    // It was typed for one try.
    if (asked_before || !secret) throw new PidpysError('cancelled');
    return { secret };
  }

  get #list() {
    return this.#carriers.list;
  }

  /** Whether a PIN is typed in the field: somebody chose a token that wants it so. */
  get #typed() {
    const { choice } = this.#list;
    return choice !== undefined && !this.#native && !choice.token.pin_pad;
  }

  #heard() {
    // The first look may come too early for a driver that is just starting.
    this.#eager &&= document.activeElement === byId('token-tab');
    this.#chosen();
    if (this.#eager && this.ready) this.focus();
  }

  #chosen() {
    const { choice } = this.#list;
    if (choice?.id !== this.#asked) {
      const typing = document.activeElement === byId('pin');
      this.#pin.take();
      this.#pin.clear();
      // Why a token is gone is to be read until there is another.
      if (choice) this.#failure.clear();
      this.#asked = choice?.id;
      if (typing) this.focus();
    }
    this.#offerPin();
    this.#wanted.show();
    this.#changed();
  }

  #offerPin() {
    const { choice } = this.#list;
    byId('pin-entry').hidden = !choice;
    byId('pin-typed').hidden = !this.#typed;
    byId('pin-elsewhere').textContent = this.#typed ? '' : choice?.token.pin_pad ? t('pin_elsewhere_pad') : elsewhere('pin_elsewhere_native', this.#settings);
  }

  /** Says why nothing can be read yet. */
  #missing() {
    const [token] = this.#list.tokens;
    if (this.#list.open) this.#failure.say(t('no_choice'), t('no_choice_hint'));
    else if (token?.wait) this.#say('tpm-lockout', { wait: token.wait });
    else if (token) this.#say(token.pin_unset ? 'pin-not-set' : 'pin-locked');
    else this.#say('no-token');
    this.#list.focus();
  }

  /**
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  #say(code, params) {
    if (ON_CARD.includes(code) || params?.tries === 'locked') this.#failure.say(wordsFor(code, params).sentence, '', code);
    else if (code !== 'cancelled') this.#failure.show(code, params);
  }
}
