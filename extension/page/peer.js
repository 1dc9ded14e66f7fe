// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * A conversation by the frames of the Pidpys protocol, and its errors.
 *
 * @typedef {object} Message  One frame of the protocol, without its role.
 * @property {string} [id]  Names a call and its reply; a message without it is a notice.
 * @property {string} [method]
 * @property {any} [params]
 * @property {any} [result]
 * @property {{code: string, params?: Record<string, unknown>}} [error]
 *
 * @typedef {(params: any) => unknown} Answer  Returns a result or a promise of one.
 */

/** Why something was not done. `code` is one of PROTOCOL.md's closed list. */
export class PidpysError extends Error {
  /**
   * @param {string} code
   * @param {{params?: Record<string, unknown>, hint?: string, lost?: boolean, cause?: unknown}} [more]
   */
  constructor(code, { params = {}, hint = '', lost = false, cause } = {}) {
    super(hint ? `${code}: ${hint}` : code, { cause });
    this.name = 'PidpysError';
    this.code = code;
    this.params = params;
    /** What the visitor may do about it, in the visitor's language; may be empty. */
    this.hint = hint;
    /** Whether the program ended under the page, which may connect once more, a few times a document. What it was given stays good. */
    this.lost = lost;
  }
}

/**
 * One end of a conversation in which either side may call.
 * @internal
 */
export class Peer {
  #send;
  #answers;
  /** @type {Map<string, {resolve: (result: any) => void, reject: (reason: PidpysError) => void}>} */
  #waiting = new Map();
  /** @type {PidpysError | undefined} */
  #closed;

  /**
   * @param {(message: Message) => void} send
   * @param {Record<string, Answer>} answers  What the other side may call, by method.
   */
  constructor(send, answers) {
    this.#send = send;
    this.#answers = answers;
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @param {string} [id]
   * @returns {Promise<any>}
   * @throws {PidpysError} With the other side's code.
   */
  call(method, params = {}, id = crypto.randomUUID()) {
    if (this.#closed) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  /** @param {Message} message  From the other side. */
  receive(message) {
    if (message.method !== undefined) {
      void this.#reply(message.method, message.params ?? {}, message.id);
      return;
    }
    const call = this.#waiting.get(/** @type {string} */ (message.id));
    this.#waiting.delete(/** @type {string} */ (message.id));
    if (message.error) call?.reject(new PidpysError(message.error.code, { params: message.error.params }));
    else call?.resolve(message.result);
  }

  /** @param {PidpysError} reason  Given to every call that waits and every later one. */
  close(reason) {
    this.#closed ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#closed);
    this.#waiting.clear();
  }

  /**
   * @param {string} method
   * @param {any} params
   * @param {string | undefined} id
   */
  async #reply(method, params, id) {
    /** @type {Message} */
    const reply = { id };
    try {
      if (!Object.hasOwn(this.#answers, method)) throw new PidpysError('unsupported');
      reply.result = (await this.#answers[method](params)) ?? {};
    } catch (error) {
      reply.error = { code: error instanceof PidpysError ? error.code : 'internal' };
    }
    if (id !== undefined && !this.#closed) this.#send(reply);
  }
}
