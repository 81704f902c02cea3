import { Agent, request as open } from 'node:http';
import { ClientRequestAttempt, headerObject } from './client-request-attempt';
import type { AnswerHandler, Attempt, Transport, UpstreamRequest } from './transport';

type Settings = { readonly host: string; readonly port: number; readonly keepAliveMs: number };

/** Carries what undici cannot: content with trailers behind it. */
export class NodeHttpTransport implements Transport {
  readonly #settings: Settings;
  readonly #agent: Agent;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#agent = new Agent({ keepAlive: true, timeout: settings.keepAliveMs });
  }

  send(request: UpstreamRequest, handler: AnswerHandler): Attempt {
    const { host, port } = this.#settings;
    const { method, path, body, trailers } = request;
    const attempt = new ClientRequestAttempt(handler);
    const outgoing = open({ host, port, method, path, agent: this.#agent, headers: headerObject(request) });
    outgoing.once('socket', () => attempt.onSocket(outgoing));
    outgoing.once('response', (answer) => attempt.onAnswer(answer));
    outgoing.on('error', (error) => attempt.onError(error));
    body?.once('end', () => outgoing.addTrailers(pairs(trailers?.() ?? [])));
    if (body === undefined) outgoing.end();
    else body.pipe(outgoing);
    return attempt;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
  }
}

/** A flat list as pairs of name and value. */
export function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[index * 2] ?? '', flat[index * 2 + 1] ?? '']);
}
