// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** @returns {CSSStyleSheet} One for all elements of the document. */
export declare function style(): CSSStyleSheet;
