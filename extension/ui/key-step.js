// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { size } from '../lib/format.js';
import { ACCEPTED, choose, drop, filesOf } from '../lib/files.js';
import { shorten } from '../lib/names.js';
import { byId, element } from './elements.js';
import { Failure } from './failure.js';
import { language, t } from './locale.js';

/** Step ①: which file holds the key, which certificates belong to it, who issued them. */
export class KeyStep {
  /** @type {import('../lib/files.js').Chosen} */
  #chosen = { certificates: [] };
  #picker = /** @type {HTMLInputElement} */ (byId('key-file'));
  #authority = /** @type {HTMLSelectElement} */ (byId('authority'));
  #failure = new Failure('file-failure');
  #changed;

  /** @param {() => void} changed  Called when other files are chosen. */
  constructor(changed) {
    this.#changed = changed;
    this.#picker.accept = ACCEPTED;
    this.#picker.addEventListener('change', () => {
      this.#add([...(this.#picker.files ?? [])]);
      this.#picker.value = '';
    });
    for (const id of ['choose', 'add-certificate']) byId(id).addEventListener('click', () => this.#picker.click());
    this.#authority.addEventListener('change', () => this.#foldAuthority());
    this.#takeDropped();
  }

  get chosen() {
    return this.#chosen;
  }

  /** The name of the authority, empty to find it out. */
  get authority() {
    return this.#authority.value;
  }

  /** @param {{name: string}[]} authorities  To choose from. */
  offer(authorities) {
    const names = authorities.map(({ name }) => element('option', { value: name }, shorten(name)));
    this.#authority.replaceChildren(element('option', { value: '' }, t('authority_auto')), ...names);
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
    byId({ 'no-certificate': 'add-certificate', 'wrong-authority': 'authority' }[code] ?? 'change').focus();
  }

  /** Says that no key file was chosen yet. */
  missing() {
    this.#failure.say(t('no_key_file'), t('formats'));
    byId('choose').focus();
  }

  clear() {
    this.#failure.clear();
  }

  /** @param {File[]} files */
  #add(files) {
    if (files.length > 0) this.#become(choose(this.#chosen, files));
  }

  /** @param {import('../lib/files.js').Chosen} chosen */
  #become(chosen) {
    this.#chosen = chosen;
    const { key, certificates } = chosen;
    this.#failure.clear();
    const change = () => this.#picker.click();
    byId('files').replaceChildren(
      ...(key ? [row('key_file', key, { id: 'change', textContent: t('change'), onclick: change })] : []),
      ...certificates.map((file) => row('certificate_file', file, {
        textContent: '×',
        ariaLabel: t('remove', shorten(file.name)),
        onclick: () => this.#become(drop(this.#chosen, file)),
      })),
    );
    byId('files').hidden = !key && certificates.length === 0;
    byId('drop').hidden = Boolean(key);
    byId('add-certificate').hidden = !key;
    this.#changed();
  }

  #foldAuthority() {
    byId('authority-is').textContent = t('authority_is', this.#authority.selectedOptions[0]?.text ?? '');
  }

  /** A file let go anywhere in the window is meant for it; the browser would open it instead. */
  #takeDropped() {
    const panel = byId('file-panel');
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      const files = event.dataTransfer?.types.includes('Files') ?? false;
      if (event.dataTransfer) event.dataTransfer.dropEffect = files ? 'copy' : 'none';
      panel.classList.toggle('over', files);
    });
    document.addEventListener('dragleave', () => panel.classList.remove('over'));
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      panel.classList.remove('over');
      const taken = panel.checkVisibility() && panel.matches(':has(:enabled)');
      if (!taken || !event.dataTransfer?.types.includes('Files')) return;
      const files = filesOf(event.dataTransfer);
      if (files.length > 0) this.#add(files);
      else if (!this.#chosen.key) this.missing();
    });
  }
}

/**
 * @param {string} label
 * @param {File} file
 * @param {Partial<HTMLButtonElement>} button
 */
function row(label, file, button) {
  return element('li', {},
    element('span', { className: 'quiet' }, t(label)),
    element('div', {}, element('bdi', { title: shorten(file.name) }, shorten(file.name, 36)), element('span', { className: 'quiet' }, size(file.size, language))),
    element('button', { type: 'button', ...button }));
}
