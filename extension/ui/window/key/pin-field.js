// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { admits, lengths } from '../../../lib/tokens.js';
import { t } from '../../locale.js';
import { PasswordField } from './password-field.js';

/** A field for the PIN of a token. */
export class PinField extends PasswordField {
  /**
   * @param {Parameters<typeof lengths>[0]} [token]  None, where it is for a provider, which takes whatever is typed.
   * @returns {boolean} Whether what was typed may be its PIN. If not, that is said: a try would be lost.
   */
  fits(token) {
    if (!token) return this.#filled();
    if (this.octets === 0) this.say(t('no_pin'), t('no_pin_hint'));
    else if (!admits(token, this.octets)) this.fail('pin-length', lengths(token));
    else return true;
    return false;
  }

  #filled() {
    if (this.octets === 0) this.say(t('no_secret'), t('no_secret_hint'));
    return this.octets > 0;
  }
}
