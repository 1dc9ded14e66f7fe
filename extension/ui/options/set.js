// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId, element } from '../elements.js';
import { t } from '../locale.js';

/** @typedef {import('../../lib/settings.js').Settings} Settings */

/** What the host says of a setting; of all others, that it is set. */
const VALUES = /** @type {Record<string, (settings: Settings) => string>} */ ({
  pin_entry: ({ pin_entry }) => t(`set_pin_entry_${pin_entry}`),
  key_kinds: ({ key_kinds = [] }) => key_kinds.map((kind) => t(`set_kind_${kind}`)).join(', ') || t('set_kind_none'),
  cabinets: ({ cabinets = [] }) => String(cabinets.length),
});

/** @param {Settings | undefined} settings  Nothing where the host could not be asked. */
export function showSet(settings) {
  const locked = settings?.locked ?? [];
  byId('set-unknown').hidden = settings !== undefined;
  byId('set-none').hidden = !settings || locked.length > 0;
  byId('set').hidden = byId('set-by').hidden = locked.length === 0;
  byId('set').replaceChildren(...locked.flatMap((name) => [
    element('dt', {}, t(`set_${name}`) || name),
    element('dd', {}, VALUES[name]?.(/** @type {Settings} */ (settings)) ?? t('set_is')),
  ]));
}
