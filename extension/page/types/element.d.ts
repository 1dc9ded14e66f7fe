// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

export type Result = {
    token?: string;
    signed?: import('./client.js').SignedAll;
    confirmed?: any;
};
export type Site = {
    /**
     * As `login` of client.js has it.
     */
    challenge?: () => Promise<Uint8Array | string>;
    /**
     * What to
     * sign; where there is nothing, nothing is done.
     */
    documents?: Blob | Blob[] | (() => Blob | Blob[] | undefined | Promise<Blob | Blob[] | undefined>);
    /**
     * Takes the result to the page's server. What it throws, the visitor
     * is told of: a PidpysError by its code and hint.
     */
    deliver?: (result: Result) => unknown;
    /**
     * The page's
     * server, as diia.js has it, where it can ask Diia; of a login there are no documents.
     */
    diia?: (documents: Blob[]) => ConstructorParameters<typeof import('./diia.js').Diia>[0];
    /**
     * Where the page has a connection of its own already: there is one a document.
     */
    connect?: () => Promise<Pidpys>;
};
/**
 * `<pidpys-sign>`: one button that signs a visitor in, or has documents signed.
 *
 *     <pidpys-sign action="login"></pidpys-sign>
 *
 *     import './element.js';
 *     document.querySelector('pidpys-sign').site = {
 *       challenge: () => post('/api/challenge'),
 *       deliver: ({ token }) => post('/api/login', token),
 *     };
 *
 * It says what the visitor has to do where, and what is wrong, in Ukrainian or
 * English, as `lang` around it has it. The page's own part is `site`.
 *
 * Attributes: `action` is `login`, or `sign` as it is without; `level` and `attached` are as `sign` of client.js has
 * them, `profile` as its `login`. `data-state` is where it is, for the page's style.
 *
 * Events: `pidpys-done` with `{result, delivered}`, and `pidpys-failed` with the error; who prevents the latter's default
 * says themselves what is wrong.
 */
/**
 * @typedef {object} Result  Of a login `token`, of documents what `sign` of client.js answers; of Дія.Підпис, what the
 *   page's server had.
 * @property {string} [token]
 * @property {import('./client.js').SignedAll} [signed]
 * @property {any} [confirmed]
 *
 * @typedef {object} Site
 * @property {() => Promise<Uint8Array | string>} [challenge]  As `login` of client.js has it.
 * @property {Blob | Blob[] | (() => Blob | Blob[] | undefined | Promise<Blob | Blob[] | undefined>)} [documents]  What to
 *   sign; where there is nothing, nothing is done.
 * @property {(result: Result) => unknown} [deliver]  Takes the result to the page's server. What it throws, the visitor
 *   is told of: a PidpysError by its code and hint.
 * @property {(documents: Blob[]) => ConstructorParameters<typeof import('./diia.js').Diia>[0]} [diia]  The page's
 *   server, as diia.js has it, where it can ask Diia; of a login there are no documents.
 * @property {() => Promise<Pidpys>} [connect]  Where the page has a connection of its own already: there is one a document.
 */
import { Pidpys } from './client.js';
/** The element `<pidpys-sign>`. */
export declare class PidpysSign extends HTMLElement {
    #private;
    static observedAttributes: string[];
    constructor();
    /** The page's part. @type {Site} */
    get site(): Site;
    set site(site: Site);
    connectedCallback(): void;
    /** An element that is taken away asks nobody any more. */
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
    /** Does what the button does. */
    start(): Promise<void>;
    /** Ends what the visitor is being asked. */
    cancel(): void;
}
