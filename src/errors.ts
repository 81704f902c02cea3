/**
 * How a request can end other than with the backend's own answer. One table: the word in the log, the status and the
 * sentence the client sees. `status: 0` means the client sees no answer at all, only the end of its connection.
 */
export const outcomes = {
  bad_request: { status: 400, sentence: 'Bad Request' },
  refused: { status: 403, sentence: 'Forbidden' },
  no_route: { status: 404, sentence: 'Not Found' },
  method_not_allowed: { status: 405, sentence: 'Method Not Allowed' },
  slow_client: { status: 408, sentence: 'Request Timeout' },
  length_required: { status: 411, sentence: 'Length Required' },
  url_too_long: { status: 414, sentence: 'URI Too Long' },
  head_too_large: { status: 431, sentence: 'Request Header Fields Too Large' },
  client_gone: { status: 499, sentence: 'Client Closed Request' },
  internal: { status: 500, sentence: 'Internal Server Error' },
  not_implemented: { status: 501, sentence: 'Not Implemented' },
  connect_failed: { status: 502, sentence: 'Bad Gateway' },
  reset: { status: 502, sentence: 'Bad Gateway' },
  bad_answer: { status: 502, sentence: 'Bad Gateway' },
  queue_full: { status: 503, sentence: 'Service Unavailable' },
  queue_timeout: { status: 503, sentence: 'Service Unavailable' },
  no_backend: { status: 503, sentence: 'No backend servers available.' },
  connect_timeout: { status: 504, sentence: 'Gateway Timeout' },
  first_byte_timeout: { status: 504, sentence: 'Gateway Timeout' },
  idle_timeout: { status: 504, sentence: 'Gateway Timeout' },
  request_timeout: { status: 504, sentence: 'Gateway Timeout' },
  truncated: { status: 0, sentence: '' },
} as const satisfies Record<string, { readonly status: number; readonly sentence: string }>;

export type Reason = keyof typeof outcomes;

/** Ends a request with the answer its reason has in `outcomes`; the message is for the log. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The text of whatever was thrown, for a log line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
