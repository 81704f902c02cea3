/**
 * Who is to blame: only what a backend did is held against its health, its circuit and its speed. `ourselves` is what this process
 * or its machine lacks or does wrong, or what its config limits; `nobody` is the end of what had succeeded.
 */
export type Blame = 'backend' | 'client' | 'ourselves' | 'nobody';

type Outcome = {
  readonly status: number;
  readonly blame: Blame;
  readonly sentence: string;
  readonly retryAfterS?: number;
  readonly allow?: string;
};

/** What `Allow` says of this server as a whole; others are carried too. */
export const allowed = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/**
 * How a request can end other than with the backend's own answer. One table: the word in the log, the status and the sentence that the
 * client sees, and who is to blame. `status: 0` means that the client sees no answer at all, only the end of its connection.
 * `retryAfterS` tells it when to ask again, `allow` with which methods.
 */
export const outcomes = {
  bad_request: { status: 400, blame: 'client', sentence: 'Bad Request' },
  unauthorized: { status: 401, blame: 'client', sentence: 'Unauthorized' },
  refused: { status: 403, blame: 'client', sentence: 'Forbidden' },
  no_route: { status: 404, blame: 'client', sentence: 'Not Found' },
  method_not_allowed: { status: 405, blame: 'client', sentence: 'Method Not Allowed', allow: allowed },
  slow_client: { status: 408, blame: 'client', sentence: 'Request Timeout' },
  length_required: { status: 411, blame: 'client', sentence: 'Length Required' },
  body_too_large: { status: 413, blame: 'client', sentence: 'Content Too Large' },
  url_too_long: { status: 414, blame: 'client', sentence: 'URI Too Long' },
  expectation_failed: { status: 417, blame: 'client', sentence: 'Expectation Failed' },
  rate_limited: { status: 429, blame: 'client', sentence: 'Too Many Requests' },
  head_too_large: { status: 431, blame: 'client', sentence: 'Request Header Fields Too Large' },
  client_gone: { status: 499, blame: 'client', sentence: 'Client Closed Request' },
  internal: { status: 500, blame: 'ourselves', sentence: 'Internal Server Error' },
  not_implemented: { status: 501, blame: 'ourselves', sentence: 'Not Implemented' },
  connect_failed: { status: 502, blame: 'backend', sentence: 'Bad Gateway' },
  reset: { status: 502, blame: 'backend', sentence: 'Bad Gateway' },
  bad_answer: { status: 502, blame: 'backend', sentence: 'Bad Gateway' },
  overloaded: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  too_many_connections: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  queue_full: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  queue_timeout: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  not_permitted: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  out_of_descriptors: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  out_of_memory: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  out_of_ports: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  auth_unavailable: { status: 503, blame: 'ourselves', sentence: 'Service Unavailable', retryAfterS: 1 },
  no_backend: { status: 503, blame: 'ourselves', sentence: 'No backend servers available.' },
  connect_timeout: { status: 504, blame: 'backend', sentence: 'Gateway Timeout' },
  first_byte_timeout: { status: 504, blame: 'backend', sentence: 'Gateway Timeout' },
  idle_timeout: { status: 504, blame: 'backend', sentence: 'Gateway Timeout' },
  request_timeout: { status: 504, blame: 'ourselves', sentence: 'Gateway Timeout' },
  version_not_supported: { status: 505, blame: 'client', sentence: 'HTTP Version Not Supported' },
  connection_lost: { status: 0, blame: 'nobody', sentence: '' },
  stopped: { status: 0, blame: 'ourselves', sentence: '' },
  tunnel_broken: { status: 0, blame: 'nobody', sentence: '' },
  tunnel_idle: { status: 0, blame: 'nobody', sentence: '' },
  truncated: { status: 0, blame: 'backend', sentence: '' },
} as const satisfies Record<string, Outcome>;

export type Reason = keyof typeof outcomes;

/** What a backend is to blame for. */
export type BackendFault = { [R in Reason]: (typeof outcomes)[R]['blame'] extends 'backend' ? R : never }[Reason];

export function isBackendFault(reason: Reason): reason is BackendFault {
  return outcomes[reason].blame === 'backend';
}

/** The fields that an answer must have for its status, flat: when to ask again, or with which methods (RFC 9110 §15.5.6). */
export function fieldsOf(reason: Reason): string[] {
  const { retryAfterS, allow }: Outcome = outcomes[reason];
  const fields: string[] = [];
  if (retryAfterS !== undefined) fields.push('Retry-After', String(retryAfterS));
  if (allow !== undefined) fields.push('Allow', allow);
  return fields;
}

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
