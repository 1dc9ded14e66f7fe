// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Pidpys for pages: sign in, sign and decrypt with the visitor's own key.
 *
 *     import { Pidpys } from './client.js';
 *     const pidpys = await Pidpys.connect();
 *     const { signature } = await pidpys.sign(file);
 *
 * Keys and passwords never come to the page: the visitor chooses the key,
 * types its password and consents in a window of the Pidpys extension.
 * The protocol is host/protocol/PROTOCOL.md of the Pidpys sources.
 */
import { fromBase64 } from './blobs.js';
import { PidpysError } from './peer.js';
export { PidpysError, fromBase64 };
export type Digest = {
    hash: string;
    value: string;
};
export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';
export type Signed = {
    /**
     * The document's name.
     */
    name: string;
    /**
     * The finished CMS: with the document inside, or without it when detached.
     */
    signature: Blob;
    /**
     * What was reached, which may be less than was wanted.
     */
    level: Level;
    /**
     * Of the document.
     */
    digest: Digest;
};
export type SignedAll = Signed & {
    signatures: Signed[];
    certificate: Uint8Array;
};
export type SignedEach = {
    /**
     * The signer's (DER).
     */
    certificate: Uint8Array;
    /**
     * How many documents `each` was told.
     */
    signed: number;
    /**
     * How many `failed` was told.
     */
    failed: number;
    /**
     * Why it ended before all were tried: a code, as `cancelled` or `timed-out`.
     */
    stopped?: string;
};
export type Each = (signed: Signed, index: number) => unknown;
export type Failed = (code: string, index: number) => unknown;
export type Signing = {
    hash?: 'gost34311' | 'kupyna256' | 'sha256';
    /**
     * The least that is wanted; the visitor may settle for less where a
     * service does not answer, and each signature says what it is.
     */
    level?: Level;
    /**
     * Where the window looks for the key first.
     */
    key?: 'file' | 'token' | 'cloud';
    signal?: AbortSignal;
};
export type Filing = {
    /**
     * `sign`, the default: one more signature. `send`: the whole container for the gateway.
     * `ask`: the same of a submission's identifier, to ask for its receipts.
     */
    stage?: 'sign' | 'send' | 'ask';
    /**
     * In which the visitor signs the report; without, it is sent as it is signed.
     */
    role?: 'accountant' | 'director' | 'stamp';
    /**
     * The gateway's certificate for key agreement (DER); not with `sign`.
     */
    gateway?: Blob | BufferSource;
    /**
     * The report's name, which `send` needs, and where answers may go.
     */
    sending?: {
        file?: string;
        email?: string;
    };
    signal?: AbortSignal;
};
export type Receipt = {
    /**
     * The first says no more than that the report came.
     */
    number?: 1 | 2;
    /**
     * `received`: it is not checked yet.
     */
    result: 'received' | 'accepted' | 'rejected' | 'unknown';
    /**
     * The report's name.
     */
    file: string;
    /**
     * As `F0103309`; this and what follows may be empty.
     */
    form: string;
    /**
     * The form's, in words.
     */
    name: string;
    /**
     * The number of the report with the service.
     */
    registered: string;
    subject: string;
    /**
     * All it says, in lines.
     */
    text: string;
    /**
     * The service's name.
     */
    signer: string;
    /**
     * When it was signed, as the service says (RFC 3339).
     */
    time: string;
    /**
     * On the signature: PROTOCOL.md, section 9.
     */
    report: object;
    /**
     * What the service signed, to keep: a CMS with the receipt inside.
     */
    signature: Blob;
};
export type Encrypted = {
    /**
     * The document's name.
     */
    name: string;
    /**
     * The finished CMS.
     */
    message: Blob;
};
export type OrDeferred<Result, D extends boolean> = (Result & {
    deferred?: undefined;
}) | (D extends true ? {
    deferred: 'diia';
} & {
    [member in keyof Result]?: undefined;
} : never);
export type Lent = {
    name: string;
    size: number;
    blob: string;
    type?: string;
};
export type Ends = {
    prefix: string;
    suffix: string;
    level: Signed['level'];
    digest: Digest;
    written?: number;
};
export type SignedDocument = {
    document: number;
    signature?: Ends;
    code?: string;
};
/** A page's way to Pidpys: one a document, for as long as the document lives or, where the program was lost, until then. */
export declare class Pidpys {
    #private;
    /** The version of the program that answered; empty while none did. */
    host: string;
    /** @param {MessagePort} port  Already in the extension's hands at its other end. */
    constructor(port: MessagePort);
    /**
     * Hands the extension one end of a channel and waits until the host answers.
     *
     * @param {{timeout?: number, page?: Window & typeof globalThis}} [options]
     *   `timeout`: how long, in milliseconds, the extension may take to show that it is there.
     * @returns {Promise<Pidpys>}
     * @throws {PidpysError} `forbidden` where no extension will ever answer: an insecure page or an
     *   opaque origin; `extension-missing`; `host-missing` and the other set-up codes, with a hint.
     */
    static connect({ timeout, page }?: {
        timeout?: number;
        page?: Window & typeof globalThis;
    }): Promise<Pidpys>;
    sign<D extends boolean = false>(documents: Blob | Iterable<Blob>, options?: Signing & {
        detached?: boolean;
        diia?: D;
        each?: undefined;
    }): Promise<OrDeferred<SignedAll, D>>;
    sign(documents: Blob | Iterable<Blob>, options: Signing & {
        detached?: boolean;
        each: Each;
        failed?: Failed;
    }): Promise<SignedEach>;
    /**
     * Signs documents, all with one consent, into one ASiC-E container (EN 319 162-1), which holds them.
     *
     * @param {Blob | Blob[]} documents  A File brings its name, by which the container has it.
     * @param {Signing} [options]
     * @returns {Promise<{container: Blob, level: Level, certificate: Uint8Array}>}
     */
    signContainer(documents: Blob | Blob[], options?: Signing): Promise<{
        container: Blob;
        level: Level;
        certificate: Uint8Array;
    }>;
    /**
     * Signs PDF files, all with one consent, so that each holds its own signature (EN 319 142-1).
     *
     * @param {Blob | Blob[]} documents  A File brings its name; the visitor sees it.
     * @param {Signing} [options]
     * @returns {Promise<{files: {name: string, file: Blob, level: Level}[], certificate: Uint8Array}>}  In the order of the documents.
     */
    signPDF(documents: Blob | Blob[], options?: Signing): Promise<{
        files: {
            name: string;
            file: Blob;
            level: Level;
        }[];
        certificate: Uint8Array;
    }>;
    /**
     * Signs the visitor in.
     *
     * @template {boolean} [D=false]
     * @param {object} [options]
     * @param {() => Promise<Uint8Array | string>} [options.challenge]  Fetches 32 to 1024 octets from the page's
     *   server (a string is base64). Called only after the visitor agreed, so the challenge is fresh.
     * @param {'pidpys' | 'tax-cabinet'} [options.profile]  `tax-cabinet` takes no challenge.
     * @param {D} [options.diia]  As of `sign`.
     * @param {'file' | 'token' | 'cloud'} [options.key]  As of `sign`.
     * @param {AbortSignal} [options.signal]
     * @returns {Promise<OrDeferred<{token: string}, D>>}  A CMS in base64, for the server to verify; `deferred` as of `sign`.
     */
    login<D extends boolean = false>({ challenge, profile, diia, key, signal }?: {
        challenge?: () => Promise<Uint8Array | string>;
        profile?: 'pidpys' | 'tax-cabinet';
        diia?: D;
        key?: 'file' | 'token' | 'cloud';
        signal?: AbortSignal;
    }): Promise<OrDeferred<{
        token: string;
    }, D>>;
    /**
     * Asks the visitor whose key it is.
     *
     * @param {{usage?: 'agree', signal?: AbortSignal}} [options]  `usage`: to have the certificate to whose owner others encrypt;
     *   without, that of a key for signing.
     * @returns {Promise<{certificate: Uint8Array, chain: Uint8Array[], owner: object}>}  In DER, the chain from
     *   the issuer up; `owner` as PROTOCOL.md, section 7, has it.
     */
    certificate({ usage, signal }?: {
        usage?: 'agree';
        signal?: AbortSignal;
    }): Promise<{
        certificate: Uint8Array;
        chain: Uint8Array[];
        owner: object;
    }>;
    /**
     * Encrypts documents to others, all with one consent. The visitor sees who they are, and takes
     * their own key where the recipients' keys demand it.
     *
     * @param {Blob | Blob[]} documents  A File brings its name; the visitor sees it.
     * @param {(Blob | BufferSource)[]} recipients  Their certificates for encryption, in DER.
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<Encrypted & {messages: Encrypted[]}>} The first document encrypted, and all of them in order.
     */
    encrypt(documents: Blob | Blob[], recipients: (Blob | BufferSource)[], { signal }?: {
        signal?: AbortSignal;
    }): Promise<Encrypted & {
        messages: Encrypted[];
    }>;
    /**
     * Decrypts what is encrypted to the visitor. Why it does not decrypt the visitor is told, not the page.
     *
     * @param {Blob} document  A CMS. A File brings its name; the visitor sees it.
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<{content: Blob, contentType: string, originator?: Uint8Array}>}  The content, what the message
     *   calls it (an object identifier), and whose certificate (DER) it was encrypted with, if anybody's. Only a signature
     *   inside can prove any of this.
     */
    decrypt(document: Blob, { signal }?: {
        signal?: AbortSignal;
    }): Promise<{
        content: Blob;
        contentType: string;
        originator?: Uint8Array;
    }>;
    /**
     * Verifies a signature; nobody is asked.
     *
     * @param {Blob} signature  A CMS, or a PDF or an ASiC container, which hold what was signed.
     * @param {Blob} [content]  The document of a detached signature.
     * @param {{extract?: boolean, signal?: AbortSignal}} [options]  `extract`: for the extension's own page alone, to have what was signed.
     * @returns {Promise<any>} The report of PROTOCOL.md, section 9; with `extract` each of its `contents` has a `blob`, section 16.
     */
    verify(signature: Blob, content?: Blob, { extract, signal }?: {
        extract?: boolean;
        signal?: AbortSignal;
    }): Promise<any>;
    /**
     * Signs a report to the tax service, or protects it for the way there, with one consent.
     *
     * @param {Blob} document  The report's XML in windows-1251, or the `content` of an earlier `report` of the stage `sign`; of the stage
     *   `ask`, the identifier that the gateway gave to a submission.
     * @param {Filing} options
     * @returns {Promise<{content: Blob, certificate: Uint8Array}>}  What to keep or send, and the signer's certificate (DER).
     */
    report(document: Blob, { stage, role, gateway, sending, signal }: Filing): Promise<{
        content: Blob;
        certificate: Uint8Array;
    }>;
    /**
     * Opens what the tax service answered to a report. It is the service's own, and about that report: what is not is an
     * error that tells why.
     *
     * @param {Blob} document  The container that the gateway gave.
     * @param {string} file  The report's name.
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<Receipt>}
     */
    receipt(document: Blob, file: string, { signal }?: {
        signal?: AbortSignal;
    }): Promise<Receipt>;
    /** Brings the visitor's window to the front, if there is one. */
    show(): void;
}
