// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { allBarred } from '../../lib/kinds.js';
import { lately } from '../../lib/lately.js';
import { preferences } from '../../lib/preferences.js';
import { kept } from '../../lib/settings.js';
import { Shelf } from '../../page/blobs.js';
import { Peer, PidpysError } from '../../page/peer.js';
import { byId } from '../elements.js';
import { Failure } from '../failure.js';
import { localize, t } from '../locale.js';
import { Batch } from './consent/batch.js';
import { Calls } from './calls.js';
import { Consent } from './consent/consent.js';
import { KeyPasswordStep } from './key/key-password-step.js';
import { KeyPinStep } from './key/key-pin-step.js';
import { discreet } from './discretion.js';
import { LevelStep } from './level-step.js';
import { LinkStep } from './key/link-step.js';
import { Move } from './move/move.js';
import { NewPinStep } from './key/new-pin-step.js';
import { Opening } from './opening.js';
import { OwnerStep } from './owner-step.js';
import { Question } from './question.js';
import { showSite } from './site.js';
import { say, saySearching, send } from './status.js';
import { choosing, enter, over } from './steps.js';
import { nameWithSerial } from './key/token-name.js';

/** What the host says goes on once the person agreed. */
const DOING = ['signing', 'stamping', 'encrypting', 'decrypting', 'done'];

/** What it says of a move to a new key. */
const MOVING = ['reissuing', 'stopped', 'reissued'];

/**
 * Where it sends the person meanwhile, or what it waits for, in words; nothing once that came.
 *
 * @type {Record<string, string | undefined>}
 */
const ELSEWHERE = { 'pin-pad': 'pin_pad', 'pin-native': 'pin_native', turn: 'turn', 'go-on': undefined };

/** What the host asks for to open a key: while one is chosen, only because of a call for keys. */
const OPENING = ['password', 'key-password', 'pin', 'last-try', 'shared-tries', 'authorize'];

/**
 * The window's side of one operation: the steps, and what the host asks
 * between them (PROTOCOL.md, sections 7 and 12).
 */
class Conversation {
  #port = chrome.runtime.connect({ name: 'window' });
  #shelf = new Shelf();
  #peer = new Peer((message) => this.#port.postMessage(message), {
    read: (params) => this.#shelf.read(params),
    ask: (question) => this.#answer(question),
    show: (notice) => this.#show(notice),
  });
  #calls = new Calls(this.#peer, this.#shelf, () => this.#forgetQuestions());
  #opening = new Opening(this.#calls, (method, params) => this.#peer.call(method, params), {
    left: () => this.#left(),
    opened: (found) => this.#opened(found),
  });
  #keyPassword = new KeyPasswordStep();
  #keyPin = new KeyPinStep();
  #newPin = new NewPinStep();
  #tries = {
    'last-try': new Question('last-try', { heading: 'tries_last', text: 'last_try_text', no: 'last_try_no', yes: 'last_try_yes' }),
    'shared-tries': new Question('shared-tries', { heading: 'shared_tries', text: 'shared_tries_text', no: 'last_try_no', yes: 'last_try_yes' }),
  };
  #owner = new OwnerStep(() => this.#opening.seek());
  #consent = new Consent(this.#owner, (method, params) => this.#peer.call(method, params));
  #batch = new Batch((method) => this.#peer.call(method));
  #level = new LevelStep();
  #link = new LinkStep(() => this.#opening.takeAnother());
  /** @type {Move | undefined} Where that is what the person wants. */
  #move;

  constructor() {
    this.#port.onMessage.addListener((message) => this.#peer.receive(message));
    this.#port.onDisconnect.addListener(() => this.#orphaned());
    byId('cancel').addEventListener('click', () => void this.#cancel());
  }

  async begin() {
    const [answer, settings, preferred, used] = await Promise.all([this.#peer.call('operation').catch(() => undefined), kept(), preferences(), lately()]);
    if (!answer) return this.#orphaned();
    const operation = { ...answer, settings, preferred, used };
    showSite(operation);
    if (operation.usage !== 'none' && allBarred(settings)) return this.#over((failure) => failure.show('key-kind-forbidden'));
    this.#opening.expect(operation);
    this.#owner.expect(operation);
    this.#consent.expect(operation);
    this.#link.expect(operation);
    if (operation.usage === 'none') return this.#consent.showAlone();
    if (operation.open) return this.#consent.showOpen(operation.open);
    if (operation.action !== 'reissue') return this.#opening.begin();
    this.#move = new Move(this.#calls, this.#opening, this.#owner, this.#consent, (method, params) => this.#peer.call(method, params));
    this.#move.begin(operation);
  }

  /** @param {import('./opening.js').Found} found */
  #opened(found) {
    if (this.#move) this.#move.opened(found);
    else this.#consent.show(found);
  }

  /** The person turns to another key, or to another certificate of this one. */
  #left() {
    this.#consent.leave();
    this.#move?.leave();
  }

  /** @param {any} question  The host's. */
  #answer(question) {
    // One may still be on its way when all is over, and must not hide why.
    if (over()) throw new PidpysError('cancelled');
    // Nor one about a key that is wanted no more take what is typed for another.
    if (OPENING.includes(question.kind) && !this.#calls.waiting && choosing()) throw new PidpysError('cancelled');
    switch (question.kind) {
      case 'password': return this.#opening.answer(question);
      case 'pin': return choosing() ? this.#opening.answer(question) : this.#keyPin.ask(question);
      case 'key-password': return this.#keyPassword.ask(question);
      case 'key-pin':
      case 'remote-pin':
      case 'otp': return this.#keyPin.ask(question);
      case 'authorize': return this.#link.visit(question, this.#calls.waiting);
      case 'new-pin': return this.#newPin.ask(question);
      case 'last-try':
      case 'shared-tries': return this.#tries[/** @type {'last-try' | 'shared-tries'} */ (question.kind)].ask(nameWithSerial(question.token));
      case 'level': return this.#level.ask(question);
      default: return this.#agree(question);
    }
  }

  /** @param {import('./consent/consent.js').Question} question */
  async #agree(question) {
    const answer = await this.#consent.ask(question);
    if (answer.approved && !discreet()) this.#opening.used(answer.key);
    return answer;
  }

  /** @param {any} notice */
  #show({ kind, code, params, ...progress }) {
    // Why all is over may be told twice, and the first time by whoever knows best.
    if (over()) return;
    if (kind === 'progress') this.#consent.progress(progress);
    if (kind === 'finding' && this.#calls.waiting) saySearching(progress);
    if ('of' in progress || kind === 'not-signed') return this.#signingEach({ kind, code, params, ...progress });
    if (DOING.includes(kind)) say(kind);
    if (this.#move && MOVING.includes(kind)) this.#moving(this.#move, { kind, code, params, ...progress });
    // One about a key that is wanted no more may still be on its way: it must send nobody to a window that is gone, nor come
    // between the person and what they agree to.
    if (Object.hasOwn(ELSEWHERE, kind) && (this.#calls.waiting || !choosing())) send(ELSEWHERE[kind]);
    if (kind === 'link' && progress.identify === this.#calls.waiting) this.#link.show(/** @type {any} */ (progress));
    if (kind === 'go-on') this.#link.goOn();
    if (kind === 'error') this.#over((failure) => this.#explain(failure, code, params));
  }

  /**
   * @param {Failure} failure
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  #explain(failure, code, params) {
    // The host died. With a page that is all; a move goes on another time.
    if (this.#move && code === 'failed') failure.say(t('move_failed'), t('move_failed_hint'), code);
    else failure.show(code, params);
  }

  /** @param {any} notice  Of documents that are signed each for itself. */
  #signingEach(notice) {
    if (notice.kind === 'signing') this.#batch.progress(notice);
    if (notice.kind === 'paused') this.#batch.paused(notice);
    if (notice.kind === 'not-signed') this.#batch.failed(notice);
    if (notice.kind !== 'done') return;
    this.#close();
    this.#batch.over(notice);
  }

  /**
   * @param {Move} move
   * @param {any} notice
   */
  #moving(move, notice) {
    send();
    if (notice.kind === 'stopped') this.#forgetQuestions();
    if (notice.kind === 'reissued') this.#close();
    move.tell(notice);
  }

  async #cancel() {
    if (this.#batch.underWay && !over()) return this.#batch.stop();
    if (!over()) await this.#peer.call('cancel').catch(() => {});
    const { id } = await chrome.windows.getCurrent();
    if (id !== undefined) await chrome.windows.remove(id);
  }

  #orphaned() {
    if (!over()) this.#over((failure) => failure.say(t('orphan'), t('orphan_hint')));
  }

  /** Whatever is asked is void, and nothing of what was typed is kept. */
  #forgetQuestions() {
    for (const asked of [this.#consent, this.#keyPassword, this.#keyPin, this.#newPin, this.#level, this.#link, ...Object.values(this.#tries)]) asked.forget();
  }

  /** Nothing is asked or done any more. */
  #close() {
    this.#consent.close();
    this.#opening.close();
    this.#move?.close();
    this.#forgetQuestions();
    this.#peer.close(new PidpysError('cancelled'));
    say();
  }

  /** @param {(failure: Failure) => void} tell */
  #over(tell) {
    this.#close();
    byId('action').textContent = document.title;
    enter('over');
    tell(new Failure('over-failure'));
    // Not on the button: Enter, still held down, would close what is to be read.
    byId('over').focus();
  }
}

localize();
await new Conversation().begin();
