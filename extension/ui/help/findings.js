// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import { byId, element } from '../elements.js';
import { t } from '../locale.js';

/** @typedef {import('../../lib/enquiry.js').Finding} Finding */

/** What the person is to mend, and is shown at once. */
const URGENT = ['error', 'warning'];

/** @param {Finding[]} findings  The worst first. What is only to be known is folded. */
export function showFindings(findings) {
  const urgent = findings.filter(({ severity }) => URGENT.includes(severity));
  const fine = findings.filter((finding) => !urgent.includes(finding));
  byId('findings').replaceChildren(...urgent.map(draw));
  byId('fine-findings').replaceChildren(...fine.map(draw));
  byId('fine').hidden = fine.length === 0;
  byId('fine-is').textContent = t('page_fine', String(fine.length));
  return urgent.length;
}

/** @param {Finding} finding */
function draw({ check, severity, subject, message, remedy }) {
  const made = element('li', {},
    element('p', {}, element('span', { className: 'severity' }, t(`doctor_severity_${severity}`)), ' · ', element('strong', {}, subject)),
    element('p', {}, message),
    ...(remedy ? [element('p', {}, remedy)] : []));
  Object.assign(made.dataset, { check, severity });
  return made;
}
