// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { wasAt } from '../../../lib/lately.js';
import { shorten } from '../../../lib/names.js';
import { byId } from '../../elements.js';
import { t } from '../../locale.js';
import { elsewhere } from './elsewhere.js';
import { KeyFile } from './key-file.js';
import { PasswordField } from './password-field.js';

/** Codes that are mended in the password field; all others of `keys` at the file. */
const OF_PASSWORD = ['wrong-password', 'wrong-key-password', 'empty-password'];

/**
 * @typedef {{name: string, size: number, blob: string}} Lent  A file that the host may read.
 * @typedef {{files: File[], params: (lent: Lent[]) => object, doing?: string}} Request  A call, the files that it lends, and the key of what to say meanwhile.
 */

/** «Файловий ключ»: a file and its password. */
export class FileTab {
  #file;
  #password = new PasswordField('password');
  /** @type {import('../../../lib/lately.js').Used | undefined} What the person wanted last of the keys used lately. */
  #wanted;
  /** Whether a window of the system asks for the password. */
  #native = false;

  /** @param {() => void} changed  Called when other files are chosen. */
  constructor(changed) {
    this.#file = new KeyFile(() => {
      changed();
      if (this.ready) byId('file-hint').textContent = '';
      // What was pressed may be gone, as a file's own button is.
      if (this.ready && !this.#native) this.#password.focus();
      else this.focus();
    });
  }

  /** Whether only the password is lacking. */
  get ready() {
    return this.#file.chosen.key !== undefined;
  }

  get authority() {
    return this.#file.authority;
  }

  get expected() {
    return this.#file.expected;
  }

  /**
   * @param {import('./key-step.js').Operation} operation  What a key is needed for.
   * @param {string} authority  The name of the one to ask first if a certificate is missing, or empty.
   */
  expect({ authorities, native = false, settings, wanted }, authority) {
    this.#file.offer(authorities, authority);
    if (wanted?.file) this.#file.take(wanted.file);
    this.#native = native;
    byId('password-typed').hidden = native;
    byId('password-elsewhere').hidden = !native;
    byId('password-elsewhere').textContent = elsewhere('password_elsewhere', settings);
  }

  /** @returns {import('./key-step.js').Place | undefined} */
  get place() {
    const name = this.#file.chosen.key?.name;
    return name ? { kind: 'file', carrier: name } : undefined;
  }

  /** @param {import('../../../lib/lately.js').Used} used  A key used lately. Whether the person chose it. */
  chose(used) {
    const { place } = this;
    if (!place || !wasAt(used, place)) return false;
    // Files of many people are called Key-6.dat; whose one is shows only when it is open.
    return !this.#wanted || !wasAt(this.#wanted, place) || this.#wanted.name === used.name;
  }

  /** @param {import('../../../lib/lately.js').Used} used  What the person wants: they choose that file themselves, in place of another. */
  prefer(used) {
    this.#wanted = used;
    this.#file.letGo();
    this.#password.take();
    this.#password.clear();
    byId('file-hint').textContent = t('lately_choose_file', shorten(used.carrier, 36), shorten(used.name, 36));
  }

  /** @type {KeyFile['expect']} */
  remember(authority) {
    this.#file.expect(authority);
  }

  /** Puts the keyboard where the person goes on: where a file is chosen, unless the page handed one over. */
  focus() {
    const { key } = this.#file.chosen;
    if (!key) byId('choose').focus();
    else if (key instanceof File) byId('change').focus();
    else if (this.#native) byId('read').focus();
    else this.#password.focus();
  }

  /** @returns {Request | undefined} What `keys` is to be called with; nothing when the file is missing, which is said. */
  request() {
    const { key, certificates } = this.#file.chosen;
    this.#file.clear();
    this.#password.clear();
    if (!key) return void this.#file.missing();
    const { authority } = this;
    if (!(key instanceof File)) return { files: certificates, params: (beside) => ({ wanted: true, certificates: beside, authority }) };
    return { files: [key, ...certificates], params: ([file, ...beside]) => ({ file, certificates: beside, authority }) };
  }

  /** @param {boolean} busy  While the host reads the key, its file and password stay as they are. */
  busy(busy) {
    /** @type {HTMLFieldSetElement} */ (byId('file-fields')).disabled = busy;
    /** @type {HTMLButtonElement} */ (byId('read')).disabled = busy;
  }

  /**
   * Says what went wrong where it is mended, and puts the keyboard there.
   *
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    if (code === 'cancelled') this.focus();
    else if (OF_PASSWORD.includes(code) && !this.#native) this.#password.fail(code);
    else this.#file.fail(code, params);
  }

  /** @returns {{secret: string}} The password. It is not kept. */
  answer() {
    return { secret: this.#password.take() };
  }

  /** Keeps nothing of what was typed. */
  rest() {
    this.#password.take();
  }
}
