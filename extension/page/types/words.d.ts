// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

export type Language = 'uk' | 'en';
/**
 * What the element says. The words are those of the extension's catalogues (`_locales`), which a page cannot
 * read; a test holds them equal.
 */
/** @typedef {'uk' | 'en'} Language */
/** The element's own words. */
export declare const WORDS: {
    uk: {
        login: string;
        sign: string;
        ways: string;
        connecting: string;
        window: string;
        window_note: string;
        show: string;
        cancel: string;
        site: string;
        done_login: string;
        done_sign: string;
        site_failed: string;
        site_failed_hint: string;
        site_unready: string;
        reload: string;
        phone_login: string;
        phone_sign: string;
        phone_ready: string;
        phone_code: string;
        phone_scan: string;
        phone_open: string;
        phone_left: string;
        phone_late: string;
    };
    en: {
        login: string;
        sign: string;
        ways: string;
        connecting: string;
        window: string;
        window_note: string;
        show: string;
        cancel: string;
        site: string;
        done_login: string;
        done_sign: string;
        site_failed: string;
        site_failed_hint: string;
        site_unready: string;
        reload: string;
        phone_login: string;
        phone_sign: string;
        phone_ready: string;
        phone_code: string;
        phone_scan: string;
        phone_open: string;
        phone_left: string;
        phone_late: string;
    };
};
/**
 * What happened and what to do, by code: those that a page learns (PROTOCOL.md, section 10), and those that its
 * server tells of Дія.Підпис (host/relying/diia).
 *
 * @type {Record<Language, Record<string, [sentence: string, hint: string]>>}
 */
export declare const CODES: Record<Language, Record<string, [sentence: string, hint: string]>>;
