// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { HEAD, natureOf } from '../../lib/nature.js';
import { shorten } from '../../lib/names.js';
import { browserName } from '../../lib/system.js';
import { toBase64 } from '../../page/blobs.js';
import { takeDropped } from '../drop.js';
import { byId } from '../elements.js';
import { Failure } from '../failure.js';
import { localize, t } from '../locale.js';
import { filePicker } from '../picker.js';
import { Preview } from '../preview.js';
import { Checks } from './checks.js';
import { Desk } from './desk.js';
import { EncryptPanel } from './encrypt.js';
import { MadeFiles, without } from './made.js';
import { Pile } from './pile.js';
import { print } from './record.js';
import { SignPanel } from './sign.js';
import { verdict } from './verdict.js';
import { Waiting } from './waiting.js';

/** @typedef {import('./pile.js').Item} Item */

/** How encrypted files are called, beside the name of what is in them. */
const SEALED = /(?<=.)\.(p7e|p7m|p7|enc|env)$/i;

/**
 * «Мої файли»: the person signs, verifies, encrypts and decrypts files of their
 * own, without a cabinet. The page finds out what each file is and offers what
 * fits; what is inside is hostile, and shown as text or as a picture, or not at all.
 */
class Files {
  #failure = new Failure('failure');
  #desk = new Desk((version) => (byId('versions').textContent = [t('page_extension', chrome.runtime.getManifest().version, browserName()), t('own_program', version)].join(' · ')));
  #waiting = new Waiting(this.#desk, this.#failure);
  #pile = new Pile((item) => this.#show(item));
  #checks = new Checks(this.#desk, this.#pile);
  #sign = new SignPanel(this.#waiting, ({ made, stopped, ...more }) => {
    this.#made.show('own_signed', made, more);
    if (stopped) this.#failure.show(stopped);
  });
  #encrypt = new EncryptPanel(this.#waiting, (made) => this.#made.show('own_encrypted_files', made));
  #made = new MadeFiles((content) => this.#look(content));
  #preview = new Preview(({ offset, length }) => this.#piece(offset, length), () => this.#made.saved(this.#shown));
  /** What the preview shows. */
  #shown = new Blob();
  /** @type {Map<Item, HTMLElement>} */
  #cards = new Map();
  /** @type {Item | undefined} Whose card had the focus, and has it again once it is there. */
  #held;
  /** @type {Item | undefined} The detached signature whose document the person is choosing. */
  #lacking;
  #chooseDocument = filePicker('document-file', '', ([document]) => this.#lacking && void this.#checks.verify(this.#lacking, document));

  constructor() {
    const choose = filePicker('files', '', (files) => void this.#add(files));
    byId('add').addEventListener('click', choose);
    takeDropped(byId('drop'), (files) => void this.#add(files));
  }

  begin() {
    document.title = t('own_title');
    byId('versions').textContent = t('page_extension', chrome.runtime.getManifest().version, browserName());
    void this.#sign.begin();
    // So that whoever lacks the program learns it before they begin.
    this.#desk.connect().catch(({ code }) => this.#failure.show(code));
  }

  /** @param {File[]} files  None where only folders were dropped. */
  async #add(files) {
    this.#failure.clear();
    const { added, certificates, keys, unread, left } = await this.#pile.add(files);
    await this.#encrypt.add(certificates);
    this.#tell([
      ...(files.length === 0 ? [t('own_no_folders')] : []),
      ...(keys.length > 0 ? [t('own_key', shorten(keys[0].name))] : []),
      ...(certificates.length > 0 ? [t('own_certificates', String(certificates.length))] : []),
      ...(unread.length > 0 ? [t('own_unread', shorten(unread[0].name), String(unread.length))] : []),
      ...(left > 0 ? [t('own_too_many', String(left))] : []),
    ]);
    await this.#checks.take(added);
  }

  /** @param {string[]} sentences */
  #tell(sentences) {
    byId('news').hidden = sentences.length === 0;
    byId('news').textContent = sentences.join(' ');
  }

  /** @param {Item} item  That came, went, or of which more is known. */
  #show(item) {
    const there = this.#pile.has(item);
    if (!there) this.#checks.stop(item);
    const card = there ? verdict(item, this.#offers(item)) : undefined;
    const earlier = this.#cards.get(item);
    // Who works without a mouse stays where they were, though the card is another one after a while.
    if (earlier?.contains(document.activeElement)) this.#held = item;
    if (earlier && card) earlier.replaceWith(card);
    else if (card) byId('verdicts').append(card);
    else earlier?.remove();
    if (card) this.#cards.set(item, card);
    else this.#cards.delete(item);
    if (card && this.#held === item) {
      card.focus();
      this.#held = undefined;
    }
    if (item.check?.report && card) byId('said').textContent = `${shorten(item.file.name)}: ${item.check.report.explanation.answer}`;
    byId('verdicts-section').hidden = this.#cards.size === 0;
    this.#sign.offer(this.#pile.of('document', 'pdf'));
    this.#encrypt.offer(this.#pile.of('document', 'pdf', 'signature', 'container'));
  }

  /**
   * @param {Item} item
   * @returns {import('./verdict.js').Offers}
   */
  #offers(item) {
    return {
      again: () => void this.#checks.verify(item, item.check?.content),
      document: () => {
        this.#lacking = item;
        this.#chooseDocument();
      },
      preview: (content) => this.#look(content),
      print: () => void print(item),
      decrypt: () => void this.#decrypt(item),
    };
  }

  /** @param {Item} item */
  async #decrypt({ file }) {
    const decrypted = await this.#waiting.during((pidpys, signal) => pidpys.decrypt(file, { signal }), 'own_unfit');
    if (!decrypted) return;
    const { content } = decrypted;
    const name = without(file.name, SEALED);
    this.#made.show('own_decrypted', [{ name, blob: content, readable: true }]);
    // Only a signature inside says whose it is.
    const nature = natureOf(name, new Uint8Array(await content.slice(0, HEAD).arrayBuffer()));
    if (['signature', 'container', 'pdf'].includes(nature)) await this.#add([new File([content], name)]);
  }

  /** @param {import('./checks.js').Content} content */
  #look({ name, size, type, blob }) {
    this.#shown = blob;
    // The host told it by all of the octets.
    const [, charset] = /^text\/plain;charset=(utf-8|windows-1251)$/.exec(type) ?? [];
    this.#preview.open({ name, size, charset }, 0);
  }

  /**
   * @param {number} offset
   * @param {number} length
   */
  async #piece(offset, length) {
    return { data: toBase64(new Uint8Array(await this.#shown.slice(offset, offset + length).arrayBuffer())) };
  }
}

localize();
new Files().begin();
