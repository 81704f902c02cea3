import { type HeaderList, valuesOf } from './header-list';
import type { RawAnswer } from './raw-answer';

/** What a client got. */
export type Answer = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly trailers: HeaderList;
  readonly bytes: Buffer;
  /** Whether the whole answer came, or the connection broke before its end. */
  readonly ending: 'complete' | 'broken';
  /** On the patient clock. */
  readonly tookMs: number;
};

export const bodyOf = (answer: Answer): string => answer.bytes.toString();

/** The one value of a field; undefined when there is none or several. */
export function headerOf(answer: Answer, name: string): string | undefined {
  const values = valuesOf(answer.headers, name);
  return values.length === 1 ? values[0] : undefined;
}

/** An answer that a raw client has read. */
export function fromRaw(answer: RawAnswer): Answer {
  const { status, headers, body, whole } = answer;
  return {
    status,
    statusText: '',
    headers,
    trailers: [],
    bytes: Buffer.from(body, 'latin1'),
    ending: whole ? 'complete' : 'broken',
    tookMs: 0,
  };
}
