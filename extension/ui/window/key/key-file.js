// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { size } from '../../../lib/format.js';
import { ACCEPTED, ACCEPTED_CERTIFICATES, add, choose, drop } from '../../../lib/files.js';
import { shorten } from '../../../lib/names.js';
import { offerAuthorities } from '../../authorities.js';
import { takeDropped } from '../../drop.js';
import { byId, element } from '../../elements.js';
import { Failure } from '../../failure.js';
import { language, t } from '../../locale.js';
import { filePicker } from '../../picker.js';

/** Which file holds the key, which certificates belong to it, who issued them. */
export class KeyFile {
  /** @type {import('../../../lib/files.js').Chosen} */
  #chosen = { certificates: [] };
  #authority = /** @type {HTMLSelectElement} */ (byId('authority'));
  #picked = false;
  #failure = new Failure('file-failure');
  #changed;
  #pick;

  /** @param {() => void} changed  Called when other files are chosen. */
  constructor(changed) {
    this.#changed = changed;
    this.#pick = filePicker('key-file', ACCEPTED, (files) => this.#become(choose(this.#chosen, files)));
    byId('choose').addEventListener('click', this.#pick);
    const pickCertificates = filePicker('key-certificates', ACCEPTED_CERTIFICATES, (files) => this.#become(add(this.#chosen, files)));
    byId('add-certificate').addEventListener('click', pickCertificates);
    takeDropped(byId('file-panel'), (files) => {
      if (files.length > 0) this.#become(choose(this.#chosen, files));
      else if (!this.#chosen.key) this.missing();
    });
    this.#authority.addEventListener('change', () => {
      this.#picked = true;
      this.#foldAuthority();
    });
  }

  get chosen() {
    return this.#chosen;
  }

  /** The name of the authority that the person says issued the key, empty to find it out. */
  get authority() {
    return this.#picked ? this.#authority.value : '';
  }

  /** The name of the one to ask first if a certificate is missing: what was remembered may be another key's, and forbids none. */
  get expected() {
    return this.#authority.value;
  }

  /** @param {import('../../../lib/files.js').Handed} key  In whose place the person may choose another. */
  take(key) {
    this.#list({ key, certificates: [] });
  }

  /** No file is chosen any more. */
  letGo() {
    this.#list({ certificates: [] });
  }

  /**
   * @param {import('../../authorities.js').Authority[]} authorities  To choose from.
   * @param {string} expected  The name of one of them, or empty.
   */
  offer(authorities, expected) {
    offerAuthorities(this.#authority, t('authority_auto'), authorities);
    this.expect(expected);
  }

  /** @param {string} authority  Its name, or empty. */
  expect(authority) {
    this.#authority.value = authority;
    this.#foldAuthority();
  }

  /**
   * Says what is wrong with the files, and puts the keyboard where it is mended.
   *
   * @param {string} code
   * @param {Record<string, unknown>} [params]
   */
  fail(code, params) {
    this.#failure.show(code, params);
    if (code === 'wrong-authority') /** @type {HTMLDetailsElement} */ (byId('authorities')).open = true;
    byId({ 'certificate-mismatch': 'add-certificate', 'wrong-authority': 'authority' }[code] ?? 'change').focus();
  }

  /** Says that no key file was chosen yet. */
  missing() {
    this.#failure.say(t('no_key_file'), t('formats'));
    byId('choose').focus();
  }

  clear() {
    this.#failure.clear();
  }

  /** @param {import('../../../lib/files.js').Chosen} chosen */
  #become(chosen) {
    this.#list(chosen);
    this.#changed();
  }

  /** @param {import('../../../lib/files.js').Chosen} chosen */
  #list(chosen) {
    this.#chosen = chosen;
    const { key, certificates } = chosen;
    this.#failure.clear();
    byId('files').replaceChildren(
      ...(key ? [row(key instanceof File ? 'key_file' : 'handed_file', key, { id: 'change', textContent: t('change'), onclick: this.#pick })] : []),
      ...certificates.map((file) => row('certificate_file', file, {
        textContent: '×',
        ariaLabel: t('remove', shorten(file.name)),
        onclick: () => this.#become(drop(this.#chosen, file)),
      })),
    );
    byId('files').hidden = !key && certificates.length === 0;
    byId('drop').hidden = Boolean(key);
    byId('add-certificate').hidden = !key;
  }

  #foldAuthority() {
    byId('authority-is').textContent = t('authority_is', this.#authority.selectedOptions[0]?.text ?? '');
  }
}

/**
 * @param {string} label
 * @param {import('../../../lib/files.js').Handed} file
 * @param {Partial<HTMLButtonElement>} button
 */
function row(label, file, button) {
  return element('li', {},
    element('span', { className: 'quiet' }, t(label)),
    element('div', {}, element('bdi', { title: shorten(file.name) }, shorten(file.name, 36) || t('key_file')), element('span', { className: 'quiet' }, size(file.size, language))),
    element('button', { type: 'button', ...button }));
}
