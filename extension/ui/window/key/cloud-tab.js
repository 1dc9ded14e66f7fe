// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { wasAt } from '../../../lib/lately.js';
import { recall } from '../../../lib/remembered.js';
import { clean } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { Failure } from '../../failure.js';
import { t } from '../../locale.js';
import { keep } from '../discretion.js';
import { offerProviders } from './providers.js';

/** How it is said that the person confirms but once, by the action. @type {Record<string, string | undefined>} */
const ONCE = { certificate: 'cloud_once', open: 'cloud_open' };

/** «Хмарне сховище»: who keeps the key, and who the person is there. */
export class CloudTab {
  #list = /** @type {HTMLSelectElement} */ (byId('provider'));
  #user = /** @type {HTMLInputElement} */ (byId('user'));
  #failure = new Failure('cloud-failure');
  #userFailure = new Failure('user-failure');
  #call;
  /** @type {import('./providers.js').Provider[]} */
  #providers = [];

  /** @param {(method: string, params: object) => Promise<any>} call  Of the host. */
  constructor(call) {
    this.#call = call;
    this.#list.addEventListener('change', () => this.#chosen());
  }

  /** @returns {boolean} What opens the key comes from the provider. */
  get ready() {
    return false;
  }

  /** @returns {string} The provider has the certificate, if anybody has. */
  get authority() {
    return '';
  }

  /** @param {import('./key-step.js').Operation} operation  What a key is needed for. */
  expect({ action, providers = [] }) {
    this.#providers = providers;
    offerProviders(this.#list, providers);
    const kept = recall('provider', providers.map(({ title }) => title));
    const [only, ...more] = providers.filter(({ agreement }) => !agreement);
    const known = providers.find(({ title }) => title === kept) ?? (more.length > 0 ? undefined : only);
    this.#list.value = known?.provider ?? '';
    const once = ONCE[action];
    byId('cloud-twice').textContent = t(once ?? 'cloud_twice');
    byId('cloud-steps').hidden = once !== undefined;
    if (!once) byId('cloud-second').textContent = t(`cloud_second_${action}`);
    this.#chosen();
  }

  /** @returns {import('./key-step.js').Place | undefined} */
  get place() {
    const provider = this.#provider;
    return provider && { kind: 'cloud', carrier: provider.title };
  }

  /** @param {import('../../../lib/lately.js').Used} used  A key used lately. Whether the person chose who keeps it. */
  chose(used) {
    return this.place !== undefined && wasAt(used, this.place);
  }

  /** @param {import('../../../lib/lately.js').Used} used  What the person wants. */
  prefer(used) {
    this.#list.value = this.#keeperOf(used)?.provider ?? '';
    this.#chosen();
  }

  /** @param {import('../../../lib/lately.js').Used} used  A key used lately. Whether the one who kept it is still offered. */
  offers(used) {
    return this.#keeperOf(used) !== undefined;
  }

  /** Puts the keyboard where the person goes on. */
  focus() {
    if (!this.#provider) this.#list.focus();
    else if (this.#provider.user && !this.#user.value) this.#user.focus();
    else byId(this.#provider.agreement ? 'provider' : 'get-link').focus();
  }

  /** @returns {import('./file-tab.js').Request | undefined} What `keys` is to be called with; nothing when something is missing, which is said, or the site goes on. */
  request() {
    this.#clear();
    const provider = this.#provider;
    if (!provider) return void this.#missing();
    keep('provider', provider.title);
    if (provider.page) return void this.#defer(provider);
    const user = provider.user ? this.#user.value.trim() : '';
    if (provider.user === 'required' && !user) return void this.#sayOfUser(t('no_user'), t('no_user_hint'));
    return { files: [], params: () => ({ provider: provider.provider, ...(user && { user }) }), doing: 'reaching' };
  }

  /** @param {boolean} busy  While the provider is asked. */
  busy(busy) {
    /** @type {HTMLFieldSetElement} */ (byId('cloud-fields')).disabled = busy;
    /** @type {HTMLButtonElement} */ (byId('get-link')).disabled = busy;
  }

  /**
   * Says what went wrong where it is mended, and puts the keyboard there.
   *
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    this.focus();
    if (code === 'cancelled') return;
    if (code !== 'user-unknown' || !this.#provider?.user) return this.#failure.show(code, params);
    this.#userFailure.show(code, params);
    this.#turnToUser();
  }

  /** Nothing secret is typed here. */
  rest() {}

  /** @param {import('../../../lib/lately.js').Used} used */
  #keeperOf(used) {
    return this.#providers.find(({ title }) => wasAt(used, { kind: 'cloud', carrier: title }));
  }

  get #provider() {
    return this.#providers.find(({ provider }) => provider === this.#list.value);
  }

  #chosen() {
    this.#clear();
    const { title = '', user, hint = '', agreement = false, page = false } = this.#provider ?? {};
    const note = (agreement && 'provider_agreement') || (page && 'provider_page');
    byId('provider-note').textContent = note ? t(note, clean(title)) : '';
    byId('user-typed').hidden = !user;
    byId('user-is').textContent = t(user === 'optional' ? 'user_optional' : 'user');
    byId('user-hint').textContent = clean(hint);
    byId('cloud-way').hidden = Boolean(note);
    byId('get-link').hidden = agreement;
    byId('get-link').textContent = t(page ? 'defer' : 'get_link');
  }

  /** @param {import('./providers.js').Provider} provider  With which the site goes on: the host closes the window. */
  async #defer({ provider }) {
    this.busy(true);
    await this.#call('defer', { provider }).catch(({ code, params }) => {
      this.busy(false);
      this.fail(code, params);
    });
  }

  #missing() {
    this.#failure.say(t('no_provider'), t('no_provider_hint'));
    this.#list.focus();
  }

  /**
   * @param {string} sentence
   * @param {string} hint
   */
  #sayOfUser(sentence, hint) {
    this.#userFailure.say(sentence, hint);
    this.#turnToUser();
  }

  #turnToUser() {
    this.#user.ariaInvalid = 'true';
    this.#user.focus();
    this.#user.select();
  }

  #clear() {
    this.#failure.clear();
    this.#userFailure.clear();
    this.#user.ariaInvalid = 'false';
  }
}
