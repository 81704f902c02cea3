import { answerTrials, type PlayedAnswer } from './answers';
import type { Trial } from './examination';
import { expectAgreement, expectRefusal, expectService, readRequests } from './requests';

/** An input of llhttp's test suite with the verdict of its strict parser; `messages` counts the whole ones before the error. */
export type LlhttpCase = {
  readonly kind: 'request' | 'response';
  readonly title: string;
  readonly type: string;
  readonly input: string;
  readonly err: string | null;
  readonly messages: number;
};

/** What a parser may take and a gateway must not pass on, with the reason. */
const refusedByGateways: readonly { readonly why: string; readonly is: RegExp }[] = [
  { why: 'an HTTP/1.1 request needs a Host (RFC 9112 §3.2)', is: /^(?:\r\n)*\S+ \S+ HTTP\/1\.1\r\n(?:(?!host:)[^\r\n]+\r\n)*\r\n/i },
  { why: 'HTTP/0.9 has no head, so nothing can be added to it', is: /^(?:\r\n)*\S+ \S+\r\n/ },
  { why: 'tunnels to anywhere are not served: CONNECT is answered 405', is: /^CONNECT / },
  { why: 'the preface of HTTP/2 is not a request', is: /^PRI / },
  { why: '* is the target of OPTIONS alone (RFC 9112 §3.2.4)', is: /^(?!OPTIONS)\S+ \* / },
  { why: 'a path has no # (RFC 9112 §3.2)', is: /^\S+ [^\s?]*#/ },
  { why: 'an authority with user information is made to deceive (RFC 9110 §4.2.4)', is: /^\S+ http:\/\/[^/ ]*@/ },
  { why: 'a coding before the chunks is not implemented (RFC 9112 §6.1)', is: /^Transfer-Encoding: deflate/im },
  { why: 'Host is a DNS name or an address here, though a URI may have more in it', is: /^Host: [^\r]*=/m },
];

/** Node's parser takes these for HTTP of the same version, and does not say so: served or refused, both are right. */
const otherProtocol = /^\S+ \S+ (?:RTSP|ICE)\//;

/** What llhttp calls an error but is its wish to be asked what to do next. */
const notAnError = 'Pause on CONNECT/Upgrade';

/** The requests of the corpus, each as it is and, where it has no Host, with one: else that would be all there is to refuse. */
export function requestTrials(cases: readonly LlhttpCase[]): Trial[] {
  return cases
    .filter(({ kind, type }) => kind === 'request' && !type.includes('lenient'))
    .flatMap((one) => {
      const hosted = withHost(one.input);
      const variants = hosted === one.input ? [one] : [one, { ...one, input: hosted, title: `${one.title} (with a Host)` }];
      return variants.map(requestTrial);
    });
}

function withHost(input: string): string {
  if (/^host\s*:/im.test(input)) return input;
  return input.replace(/(^|\n)([A-Z-]+ [^\r\n]* (?:HTTP|RTSP|ICE|IHTTP)\/\d\.\d)(\r?\n)/g, '$1$2$3Host: llhttp.test$3');
}

function requestTrial({ title, input, err, messages }: LlhttpCase): Trial {
  const bytes = Buffer.from(input, 'latin1');
  return {
    name: `${title}: ${JSON.stringify(input.slice(0, 200))}${err === null ? '' : ` [${err}]`}`,
    run: (arena, client) => {
      if (err === null && otherProtocol.test(input)) return expectAgreement(arena, client, [bytes], 1);
      if (refusedByGateways.some(({ is }) => is.test(input))) return expectRefusal(arena, client, [bytes]);
      if (err !== null && err !== notAnError)
        return expectRefusal(arena, client, [bytes], Math.min(messages, readRequests(bytes).requests.length));
      return expectService(arena, client, [bytes]);
    },
  };
}

/** What a parser of answers may take and a gateway must not deliver, with the reason. */
const undeliverable: readonly { readonly why: string; readonly is: RegExp }[] = [
  { why: 'RTSP and ICE are other protocols', is: /^(?:RTSP|ICE)\// },
  { why: 'HTTP/0.9 and what calls itself so is not HTTP/1', is: /^HTTP\/0/ },
  { why: 'nobody asked for another protocol', is: /^HTTP\/1\.1 101 / },
  {
    why: 'chunked is not the last coding, so nobody can decode it (RFC 9112 §6.3)',
    is: /^Transfer-Encoding: chunked(?:,|chunked|\r\nTransfer-Encoding)/m,
  },
];

/** What a strict parser refuses and a gateway delivers: what is too much goes nowhere, and a chunk size is written anew. */
const deliverable: readonly RegExp[] = [/^Data after `Connection: close`/, /^Invalid character in chunk size/];
/** Of the latter, those that are no size with blanks behind it. */
const notBlank = /^[0-9a-f]+ +[^\s;]/im;

/** The answers of the corpus. */
export function answerCorpusTrials(cases: readonly LlhttpCase[]): Trial[] {
  const played = cases.filter(({ kind, type }) => kind === 'response' && !type.includes('lenient')).map(toPlay);
  return answerTrials(played, 'llhttp');
}

function toPlay({ title, input, err }: LlhttpCase): PlayedAnswer {
  const isTaken = err === null || err === notAnError || (deliverable.some((one) => one.test(err)) && !notBlank.test(input));
  const valid = isTaken && !undeliverable.some(({ is }) => is.test(input));
  return { title: err === null ? title : `${title} [${err}]`, input, valid };
}
