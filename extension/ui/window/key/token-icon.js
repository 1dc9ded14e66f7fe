// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

const SVG = 'http://www.w3.org/2000/svg';

/** What is drawn, on 24 × 24, of each form. */
const DRAWINGS = {
  token: 'M8 8V2.5h8V8M11 5v.01M13 5v.01M6 8h12v10a3.5 3.5 0 0 1-3.5 3.5h-5A3.5 3.5 0 0 1 6 18ZM10 14.5a2 2 0 1 1 4 0 2 2 0 1 1-4 0',
  card: 'M4 4.5h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2ZM5.5 9h6v5h-6ZM8.5 9v5M15 15.5h3.5',
  module: 'M3 4h18v7H3ZM3 13h18v7H3ZM6.5 7.5h.01M6.5 16.5h.01M11 7.5h6.5M11 16.5h6.5',
  tpm: 'M7 7h10v10H7ZM10 10h4v4h-4ZM9.5 7V3.5M14.5 7V3.5M9.5 20.5V17M14.5 20.5V17M7 9.5H3.5M7 14.5H3.5M20.5 9.5H17M20.5 14.5H17',
  sealed: 'M10.5 21.5H6a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2h7.5L18 7v3.5M13.5 2.5V7H18M13.5 15.5h8v6h-8ZM15.2 15.5v-1.6a2.3 2.3 0 0 1 4.6 0v1.6',
  simulated: 'M12 4.5 2 9l10 4.5L22 9ZM6 11.2v4.6c1.5 1.4 3.6 2.2 6 2.2s4.5-.8 6-2.2v-4.6M22 9v5.5',
};

/** @param {import('../../../lib/tokens.js').Token['form']} form */
export function icon(form) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', DRAWINGS[form] ?? DRAWINGS.token);
  picture.append(path);
  return picture;
}
