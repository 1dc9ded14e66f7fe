// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * `<pidpys-sign>`: one button that signs a visitor in, or has documents signed.
 *
 *     <pidpys-sign action="login"></pidpys-sign>
 *
 *     import './element.js';
 *     document.querySelector('pidpys-sign').site = {
 *       challenge: () => post('/api/challenge'),
 *       deliver: ({ token }) => post('/api/login', token),
 *     };
 *
 * It says what the visitor has to do where, and what is wrong, in Ukrainian or
 * English, as `lang` around it has it. The page's own part is `site`.
 *
 * Attributes: `action` is `login`, or `sign` as it is without; `level` and `attached` are as `sign` of client.js has
 * them, `profile` as its `login`. `data-state` is where it is, for the page's style.
 *
 * Events: `pidpys-done` with `{result, delivered}`, and `pidpys-failed` with the error; who prevents the latter's default
 * says themselves what is wrong.
 */

/**
 * @typedef {object} Result  Of a login `token`, of documents what `sign` of client.js answers; of Дія.Підпис, what the
 *   page's server had.
 * @property {string} [token]
 * @property {import('./client.js').SignedAll} [signed]
 * @property {any} [confirmed]
 *
 * @typedef {object} Site
 * @property {() => Promise<Uint8Array | string>} [challenge]  As `login` of client.js has it.
 * @property {Blob | Blob[] | (() => Blob | Blob[] | undefined | Promise<Blob | Blob[] | undefined>)} [documents]  What to
 *   sign; where there is nothing, nothing is done.
 * @property {(result: Result) => unknown} [deliver]  Takes the result to the page's server. What it throws, the visitor
 *   is told of: a PidpysError by its code and hint.
 * @property {(documents: Blob[]) => ConstructorParameters<typeof import('./diia.js').Diia>[0]} [diia]  The page's
 *   server, as diia.js has it, where it can ask Diia; of a login there are no documents.
 * @property {() => Promise<Pidpys>} [connect]  Where the page has a connection of its own already: there is one a document.
 */

import { Pidpys, PidpysError } from './client.js';
import { Face } from './face.js';
import { aborted, confirmOnPhone } from './phone.js';
import { style } from './style.js';
import { explain } from './trouble.js';

/** @type {Promise<Pidpys> | undefined} All elements of a document share one, which is handed over once. */
let connection;

/** The page's server, not the visitor, hindered it; `ready` once there was something signed. */
class SiteError extends Error {
  /** @param {unknown} cause @param {boolean} ready */
  constructor(cause, ready) {
    super('the site failed', { cause });
    this.ready = ready;
  }
}

/** Calls what is the page's. @template T @param {() => T | Promise<T>} work @param {boolean} ready @returns {Promise<T>} */
async function ofSite(work, ready) {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PidpysError ? error : new SiteError(error, ready);
  }
}

/** The element `<pidpys-sign>`. */
export class PidpysSign extends HTMLElement {
  static observedAttributes = ['action', 'lang'];

  #face;
  /** @type {import('./face.js').State} */
  #state = 'idle';
  /** @type {unknown} Why it failed. */
  #error;
  /** @type {AbortController | undefined} What the visitor is asked now. */
  #operation;
  /** @type {Pidpys | undefined} */
  #pidpys;
  /** @type {Site} */
  #site = {};
  /** @type {(() => void) | undefined} */
  #wanted;
  #languages = new MutationObserver(() => this.#show());

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.adoptedStyleSheets = [style()];
    this.#face = new Face(root, (pressed) => this.#press[pressed]());
    // What a page set before the element was known.
    const early = Object.getOwnPropertyDescriptor(this, 'site');
    if (early) {
      Reflect.deleteProperty(this, 'site');
      this.#site = early.value;
    }
  }

  /** The page's part. @type {Site} */
  get site() {
    return this.#site;
  }

  set site(site) {
    this.#site = site;
    this.#show();
  }

  connectedCallback() {
    this.#languages.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
    this.#show();
  }

  /** An element that is taken away asks nobody any more. */
  disconnectedCallback() {
    this.#languages.disconnect();
    this.#operation?.abort();
  }

  attributeChangedCallback() {
    this.#show();
  }

  /** Does what the button does. */
  start() {
    return this.#perform((documents, signal) => this.#inWindow(documents, signal));
  }

  /** Ends what the visitor is being asked. */
  cancel() {
    this.#operation?.abort();
  }

  /** @type {Record<import('./face.js').Button, () => void>} */
  #press = {
    start: () => void this.start(),
    phone: () => void this.#perform((documents, signal) => this.#onPhone(documents, signal)),
    show: () => this.#pidpys?.show(),
    get: () => this.#wanted?.(),
    cancel: () => this.cancel(),
    reload: () => location.reload(),
  };

  get #action() {
    return this.getAttribute('action') === 'login' ? 'login' : 'sign';
  }

  get #language() {
    const around = this.closest('[lang]')?.getAttribute('lang') ?? document.documentElement.lang;
    return around.startsWith('en') ? 'en' : 'uk';
  }

  /**
   * @param {(documents: Blob[], signal: AbortSignal) => Promise<Result>} way
   */
  async #perform(way) {
    if (this.#operation) return;
    const { signal } = (this.#operation = new AbortController());
    try {
      const documents = await this.#documents();
      if (!documents) return;
      const result = await way(documents, signal);
      this.#become('site');
      const delivered = await ofSite(() => this.#site.deliver?.(result), true);
      this.#become('done');
      this.dispatchEvent(new CustomEvent('pidpys-done', { detail: { result, delivered } }));
    } catch (error) {
      // A page may connect once more.
      if (error instanceof PidpysError && error.lost) connection = undefined;
      this.#fail(error);
    } finally {
      this.#operation = undefined;
    }
  }

  /** @returns {Promise<Blob[] | undefined>} Of a login none; nothing where there is nothing to do. */
  async #documents() {
    if (this.#action === 'login') return [];
    const { documents } = this.#site;
    const given = [await ofSite(() => (typeof documents === 'function' ? documents() : documents), false)].flat();
    const blobs = given.filter((each) => each instanceof Blob);
    return blobs.length > 0 ? blobs : undefined;
  }

  /** @param {Blob[]} documents @param {AbortSignal} signal @returns {Promise<Result>} */
  async #inWindow(documents, signal) {
    this.#become('connecting');
    const connecting = this.#site.connect?.() ?? (connection ??= Pidpys.connect());
    const pidpys = (this.#pidpys = await Promise.race([connecting, aborted(signal)]));
    this.#become('window');
    const diia = Boolean(this.#site.diia);
    const answer = await (this.#action === 'login' ? this.#login(pidpys, diia, signal) : this.#sign(pidpys, documents, diia, signal));
    return answer.deferred ? this.#onPhone(documents, signal) : answer;
  }

  /** @param {Pidpys} pidpys @param {boolean} diia @param {AbortSignal} signal */
  async #login(pidpys, diia, signal) {
    const { challenge } = this.#site;
    const profile = /** @type {'pidpys' | 'tax-cabinet' | null} */ (this.getAttribute('profile')) ?? undefined;
    const fetched = challenge && (() => ofSite(challenge, false));
    try {
      return await pidpys.login({ challenge: fetched, profile, diia, signal });
    } catch (error) {
      // A challenge that the server did not give fails the call, and is its cause.
      throw error instanceof PidpysError && error.cause instanceof SiteError ? error.cause : error;
    }
  }

  /** @param {Pidpys} pidpys @param {Blob[]} documents @param {boolean} diia @param {AbortSignal} signal */
  async #sign(pidpys, documents, diia, signal) {
    const level = /** @type {'B-B' | 'B-T' | 'B-LT' | 'B-LTA' | null} */ (this.getAttribute('level')) ?? undefined;
    const answer = await pidpys.sign(documents, { detached: !this.hasAttribute('attached'), level, diia, signal });
    return answer.deferred ? answer : { signed: answer, deferred: undefined };
  }

  /** @param {Blob[]} documents @param {AbortSignal} signal @returns {Promise<Result>} */
  async #onPhone(documents, signal) {
    const server = this.#site.diia?.(documents);
    if (!server) throw new PidpysError('unsupported');
    const confirmed = await confirmOnPhone(server, {
      signal,
      ask: (wanted) => {
        this.#wanted = wanted;
        this.#become('phone');
      },
      shown: (code) => {
        this.#face.draw(code);
        this.#become('code');
      },
      tell: (seconds, clock) => this.#face.tellTime(this.#language, seconds, clock),
    });
    return { confirmed };
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#error = error;
    const detail = error instanceof SiteError ? error.cause : error;
    const said = !this.dispatchEvent(new CustomEvent('pidpys-failed', { detail, cancelable: true }));
    this.#become(said ? 'idle' : 'failed');
  }

  /** @param {import('./face.js').State} state */
  #become(state) {
    this.#state = state;
    this.dataset.state = state;
    this.#show();
  }

  #show() {
    const state = this.#state;
    const language = this.#language;
    const trouble = state === 'failed' ? explain(this.#error, this.#error instanceof SiteError ? this.#error.ready : undefined, language) : undefined;
    this.#face.show({ state, action: this.#action, language, phone: Boolean(this.#site.diia), trouble });
  }
}

customElements.define('pidpys-sign', PidpysSign);
