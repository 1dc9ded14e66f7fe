// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId } from '../elements.js';
import { t } from '../locale.js';

/**
 * What the page of diagnostics knows, as a text that a person can send to whoever
 * helps them: versions, what the administrator set, and what was found. It is made
 * of nothing else, and what the host finds has no personal data (PROTOCOL.md,
 * section 5): no names, codes, folders, addresses of sites or keys.
 */
export class Report {
  /** @type {string[]} */
  #lines = [];

  constructor() {
    byId('copy').addEventListener('click', () => void this.#copy());
  }

  /**
   * @param {string} version  The extension's.
   * @param {string} browser  Its family and version.
   * @param {string} system  The family of the system.
   */
  begin(version, browser, system) {
    this.#lines = [t('page_extension', version, browser), t('support_system', system)];
    this.#show();
  }

  /** @param {import('../../lib/enquiry.js').Welcome} welcome */
  greeted({ version, name, settings }) {
    this.#lines.push(t('support_program', version, name));
    const locked = settings?.locked ?? [];
    if (locked.length > 0) this.#lines.push(t('support_set', locked.join(', ')));
    this.#show();
  }

  /** @param {import('../../lib/enquiry.js').Finding[]} findings */
  found(findings) {
    for (const { check, severity, subject, message, remedy } of findings) {
      this.#lines.push(`[${t(`doctor_severity_${severity}`)}] ${check} · ${subject}: ${message}`, ...(remedy ? [`    ${remedy}`] : []));
    }
    this.#show();
  }

  /**
   * @param {string} code  Why the host cannot be asked.
   * @param {string} sentence  The same, in words.
   */
  failed(code, sentence) {
    this.#lines.push(t('support_silent', code, sentence));
    this.#show();
  }

  #show() {
    byId('report-text').textContent = this.#lines.join('\n');
    byId('copy-news').textContent = '';
  }

  async #copy() {
    const text = byId('report-text').textContent ?? '';
    const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    byId('copy-news').textContent = t(copied ? 'support_copied' : 'support_not_copied');
    // Then it is to be copied by hand.
    if (!copied) /** @type {HTMLDetailsElement} */ (byId('report-shown')).open = true;
  }
}
