// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What of a page's text a person cannot read: what is beyond the page's edge, cut
 * off by what it stands in, or under other text. The value of this file is that
 * list; empty where all can be read.
 */
(() => {
  /** Half a pixel is lost in rounding, and letters reach over their line a little. */
  const SLACK = 2;
  const faults = [];

  /** For screen readers alone. */
  const unseen = (element) => element.closest('.unseen') !== null;
  const describe = (node) => {
    const element = node.parentElement;
    return `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} «${node.data.trim().slice(0, 40)}»`;
  };
  const layer = (element) => element.closest('dialog, header, footer, h1') ?? document.body;

  /** What of a box is in sight, where it stands in what scrolls by itself. */
  const seen = (box, element) => {
    let { left, top, right, bottom } = box;
    for (let outer = element; outer && outer !== document.documentElement; outer = outer.parentElement) {
      if (!['auto', 'scroll'].includes(getComputedStyle(outer).overflowY)) continue;
      const place = outer.getBoundingClientRect();
      [left, top, right, bottom] = [Math.max(left, place.left), Math.max(top, place.top), Math.min(right, place.right), Math.min(bottom, place.bottom)];
    }
    return { left, top, right, bottom, height: bottom - top };
  };

  const dialog = document.querySelector('dialog[open]');
  const walker = document.createTreeWalker(dialog ?? document.body, NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || ['SCRIPT', 'STYLE', 'OPTION', 'OPTGROUP'].includes(element.tagName) || unseen(element) || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      lines.push({ node, element, box, seen: seen(box, element) });
    }
  }

  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width + 1) faults.push(`the page is ${document.documentElement.scrollWidth} wide, and ${width} are in sight`);
  for (const { node, element, box } of lines) {
    for (let outer = element; outer && outer !== document.documentElement; outer = outer.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(outer);
      const { left, top } = outer.getBoundingClientRect();
      const right = left + outer.clientLeft + outer.clientWidth;
      const bottom = top + outer.clientTop + outer.clientHeight;
      if (['auto', 'scroll'].includes(overflowX) || ['auto', 'scroll'].includes(overflowY)) break;
      if (['hidden', 'clip'].includes(overflowX) && (box.right > right + SLACK || box.left < left - SLACK)) faults.push(`${describe(node)} is cut off`);
      if (['hidden', 'clip'].includes(overflowY) && (box.bottom > bottom + SLACK || box.top < top - SLACK)) faults.push(`${describe(node)} is cut off`);
    }
    const { scrollWidth, clientWidth } = element;
    if (clientWidth > 0 && scrollWidth > clientWidth + SLACK && !['auto', 'scroll'].includes(getComputedStyle(element).overflowX)) faults.push(`${describe(node)} is wider than its place: ${scrollWidth} in ${clientWidth}`);
    if (!dialog && (box.right > width + SLACK || box.left < -SLACK)) faults.push(`${describe(node)} is beyond the edge`);
  }
  for (const [at, one] of lines.entries()) {
    for (const other of lines.slice(at + 1)) {
      // What stays in sight while the rest scrolls lies over it.
      if (one.node === other.node || layer(one.element) !== layer(other.element)) continue;
      const [a, b] = [one.seen, other.seen];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const tall = Math.min(a.height, b.height);
      if (tall > 0 && across > SLACK && down > tall / 2) faults.push(`${describe(one.node)} lies over ${describe(other.node)}`);
    }
  }
  return [...new Set(faults)];
})();
