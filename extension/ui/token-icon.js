// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

const SVG = 'http://www.w3.org/2000/svg';

/** What is drawn, on 24 × 24, of each form. */
const DRAWINGS = {
  token: 'M8 9V3.5h8V9M11 5.7v1M13 5.7v1M6 9h12v8.5a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3ZM12 13v3.5',
  card: 'M3 5.5h18v13H3ZM6 9.5h5v4H6ZM8.5 9.5v4M14.5 15.5H18',
  module: 'M3.5 4.5h17v6h-17ZM3.5 13.5h17v6h-17ZM7 7.5h.01M7 16.5h.01M11 7.5h6M11 16.5h6',
  simulated: 'M12 4.5 2 9l10 4.5L22 9ZM6 11.2v4.6c1.5 1.4 3.6 2.2 6 2.2s4.5-.8 6-2.2v-4.6M22 9v5.5',
};

/** @param {import('../lib/tokens.js').Token['form']} form */
export function icon(form) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', DRAWINGS[form] ?? DRAWINGS.token);
  picture.append(path);
  return picture;
}
