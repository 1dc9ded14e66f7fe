// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Everything shown comes from others' certificates and files: text only, never markup. */

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element ${id}`);
  return /** @type {T} */ (element);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<HTMLElementTagNameMap[K]>} [properties]
 * @param {...(Node | string)} children
 */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * Fills a list of names and values, leaving out what is empty.
 * @param {HTMLElement} list  A dl.
 * @param {[string, string | undefined][]} rows
 */
export function facts(list, rows) {
  list.replaceChildren(...rows
    .filter(([, value]) => value)
    .map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value ?? ''))));
}

/**
 * A link that saves a blob under a name.
 * @param {string} text @param {Blob} blob @param {string} name
 */
export function saveLink(text, blob, name) {
  return make('a', { className: 'button quiet', href: URL.createObjectURL(blob), download: name }, text);
}
