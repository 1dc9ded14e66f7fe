// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { t } from '../../locale.js';

/**
 * @param {string} key  Of the words that send the person to the system's own window.
 * @param {import('../../../lib/settings.js').Settings} [settings]  Those in force.
 * @returns {string} With whose will it is, where that is not the person's.
 */
export function elsewhere(key, settings) {
  return settings?.locked.includes('pin_entry') ? `${t(key)} ${t('elsewhere_locked')}` : t(key);
}
