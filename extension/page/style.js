// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * How the element looks: in the page's own font and colours. `--pidpys-accent` and `--pidpys-on-accent` give the
 * button others, `::part(start)` any style.
 *
 * The sheet is made by a script and adopted, so a page needs no `style-src` for it.
 */
const RULES = `
  :host { display: block; }
  :host([hidden]), [hidden] { display: none !important; }
  * { box-sizing: border-box; }
  p { margin: 0.5rem 0 0; }
  p:first-child { margin-top: 0; }
  .row { display: flex; flex-wrap: wrap; gap: 0.75rem; }
  .row:not(:first-child) { margin-top: 0.75rem; }
  .soft { font-size: 0.875em; opacity: 0.75; }
  .said { font-weight: 600; }
  .left { font-variant-numeric: tabular-nums; }
  .trouble { padding: 0.75rem 1rem; border-left: 3px solid currentcolor; overflow-wrap: anywhere; }
  .trouble p { margin-top: 0.25rem; }
  .qr svg { display: block; margin-top: 0.75rem; border-radius: 0.5rem; }
  a { color: inherit; }
  button {
    padding: 0.65em 1.2em; border: 1px solid transparent; border-radius: 0.65em; background: var(--pidpys-accent, #1f5fbf); color: var(--pidpys-on-accent, #fff);
    font: inherit; font-weight: 600; line-height: 1.3; cursor: pointer;
  }
  button:hover { filter: brightness(1.06); }
  button.quiet { border-color: color-mix(in srgb, currentcolor 35%, transparent); background: none; color: inherit; font-weight: 500; }
  :focus-visible { outline: 3px solid var(--pidpys-accent, #1f5fbf); outline-offset: 2px; }
  .pulse { float: left; width: 1em; height: 1em; margin: 0.25em 0.6em 0 0; border-radius: 50%; background: var(--pidpys-accent, #1f5fbf); animation: breathe 2.4s ease-in-out infinite; }
  @keyframes breathe { 0%, 100% { opacity: 0.25; transform: scale(0.75); } 50% { opacity: 0.9; transform: none; } }
  @media (prefers-reduced-motion: reduce) { .pulse { animation: none; } }
  @media (forced-colors: active) { button { border-color: ButtonText; } }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @returns {CSSStyleSheet} One for all elements of the document. */
export function style() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(RULES);
  }
  return sheet;
}
