import { describe, it } from 'node:test';
import { expect } from 'chai';
import { hasColours, visible, visibleJson } from '../../src/log-text/paint';
import { textLine } from '../../src/log-text/text-line';

const time = '2026-11-23T18:44:08.054Z';
const colourOrEnd = new RegExp(`${'\x1b'}\\[\\d*m|\n`, 'g');
const usual = { level: 'info', time, id: 'a', client: '10.0.0.1', method: 'GET', host: 'www.mango.com', path: '/cart', msg: 'request' };

describe('a line for people', () => {
  const requests: [string, object, string][] = [
    [
      'a success',
      {
        ...usual,
        backend: 'Kesar',
        status: 200,
        duration_ms: 3.71,
        bytes: 9,
        attempts: [{ backend: 'Kesar', connect_ms: 1, status: 200 }],
      },
      '200       3.7 ms  10.0.0.1  GET www.mango.com/cart → Kesar',
    ],
    [
      'a retry after a failure and an answer',
      {
        ...usual,
        backend: 'Ataulfo',
        status: 200,
        duration_ms: 1204,
        attempts: [
          { backend: 'Kesar', reason: 'reset' },
          { backend: 'Alphonso', status: 503 },
          { backend: 'Ataulfo', status: 200 },
        ],
      },
      '200       1.20 s  10.0.0.1  GET www.mango.com/cart → Kesar (reset) → Alphonso (503) → Ataulfo',
    ],
    [
      'a hedge, of which the first has won',
      { ...usual, backend: 'Kesar', status: 200, duration_ms: 9, attempts: [{ backend: 'Kesar', status: 200 }, { backend: 'Alphonso' }] },
      '200       9.0 ms  10.0.0.1  GET www.mango.com/cart → Alphonso (given up) → Kesar',
    ],
    [
      'the same backend twice',
      {
        ...usual,
        backend: 'Kesar',
        status: 502,
        reason: 'reset',
        detail: 'socket hang up',
        duration_ms: 9,
        attempts: [
          { backend: 'Kesar', reason: 'connect_failed' },
          { backend: 'Kesar', reason: 'reset' },
        ],
      },
      '502       9.0 ms  10.0.0.1  GET www.mango.com/cart → Kesar (connect_failed) → Kesar  reset: socket hang up',
    ],
    [
      'one that nobody was asked for',
      { ...usual, status: 403, reason: 'refused', rule: 'path_reject /cart', detail: 'refused by path_reject /cart', duration_ms: 0.5 },
      '403       0.5 ms  10.0.0.1  GET www.mango.com/cart  refused: refused by path_reject /cart',
    ],
    [
      'a dry run',
      { ...usual, backend: 'Kesar', status: 200, rule: 'ip_reject (dry run)', duration_ms: 0.5 },
      '200       0.5 ms  10.0.0.1  GET www.mango.com/cart → Kesar  rule="ip_reject (dry run)"',
    ],
    [
      'what was no request',
      { level: 'info', time, client: '10.0.0.1', status: 400, reason: 'bad_request', detail: 'Invalid method', msg: 'request' },
      '400               10.0.0.1  bad_request: Invalid method',
    ],
    [
      'a tunnel of many minutes',
      { ...usual, backend: 'Kesar', status: 101, reason: 'tunnel_idle', duration_ms: 305_000 },
      '101      5 m 5 s  10.0.0.1  GET www.mango.com/cart → Kesar  tunnel_idle',
    ],
    ['almost a second', { ...usual, status: 200, duration_ms: 999.94 }, '200     999.9 ms  10.0.0.1  GET www.mango.com/cart'],
    ['a second', { ...usual, status: 200, duration_ms: 1000 }, '200       1.00 s  10.0.0.1  GET www.mango.com/cart'],
    ['almost a minute', { ...usual, status: 200, duration_ms: 59_499 }, '200      59.50 s  10.0.0.1  GET www.mango.com/cart'],
    ['a minute', { ...usual, status: 200, duration_ms: 59_500 }, '200      1 m 0 s  10.0.0.1  GET www.mango.com/cart'],
    ['almost two minutes', { ...usual, status: 200, duration_ms: 119_600 }, '200      2 m 0 s  10.0.0.1  GET www.mango.com/cart'],
    ['little of it', { level: 'info', time, status: 204, msg: 'request' }, '204'],
    [
      'what was chosen',
      { ...usual, query: 'a=1', status: 204, duration_ms: 1, user_agent: 'shop "1"', queue_ms: 0, 'header:X-Tenant': '', sample: 0.1 },
      '204       1.0 ms  10.0.0.1  GET www.mango.com/cart?a=1  user_agent="shop \\"1\\""  queue_ms=0  header:X-Tenant=""  sample=0.1',
    ],
  ];
  for (const [what, said, text] of requests)
    it(`tells of ${what}`, () => void expect(plainLine(said).trimEnd()).to.equal(`${time}  ${text}`));

  const events: [string, object, string][] = [
    ['something plain', { level: 'info', time, url: 'http://localhost:1', msg: 'listening' }, '       listening  url=http://localhost:1'],
    [
      'a warning',
      { level: 'warn', time, backend: 'Kesar', reason: 'check: no answer', keys: ['listen', 'admin'], in_all: 4, msg: 'so it is' },
      'warn   so it is  backend=Kesar  reason="check: no answer"  keys=listen,admin  in_all=4',
    ],
    ['an empty list, a map, nothing', { level: 'info', time, a: [], b: { c: 1 }, d: null, msg: 'x' }, '       x  a=""  b={"c":1}  d=null'],
    [
      'mistakes, not all of which are told',
      { level: 'error', time, count: 3, mistakes: ['a.yaml:1:1  one', 'a.yaml:2:1  two'], msg: 'no' },
      'error  no\n      a.yaml:1:1  one\n      a.yaml:2:1  two\n      … and 1 more, which mangrove check tells',
    ],
    [
      'an error',
      {
        level: 'error',
        time,
        err: { type: 'Error', message: 'oh\x1b[2J', stack: 'Error: oh\x1b[2J\n    at a.ts:1' },
        msg: 'unexpected error',
      },
      'error  unexpected error\n      Error: oh\\u001b[2J\n          at a.ts:1',
    ],
    ['an error without a stack', { level: 'error', time, err: 'oh', msg: 'x' }, 'error  x\n      oh'],
    ['a count of its own', { level: 'info', time, count: 3, msg: 'x' }, '       x  count=3'],
    ['no sentence', { level: 'debug', time }, 'debug'],
  ];
  for (const [what, said, text] of events)
    it(`tells of ${what}`, () => void expect(plainLine(said).trimEnd().replace(/ +$/, '')).to.equal(`${time}  ${text}`));

  it('shows what is not JSON as it is, but for what a terminal obeys', () => {
    expect(textLine('oh\x1b[2J\n', { hasColours: true, time: 'whole' })).to.equal('oh\\u001b[2J\n');
    expect(textLine('5\n', { hasColours: true, time: 'whole' })).to.equal('5\n');
  });

  it('has the time of the clock on a terminal', () => {
    expect(textLine(JSON.stringify(usual), { hasColours: false, time: 'clock' })).to.match(/^\d\d:\d\d:08\.054 {2}/);
  });

  it('gives a status the colour of its class', () => {
    for (const [status, code] of [
      [101, 32],
      [204, 32],
      [304, 36],
      [404, 33],
      [499, 33],
      [503, 31],
    ])
      expect(textLine(JSON.stringify({ ...usual, status }), { hasColours: true, time: 'whole' })).to.contain(
        `\x1b[${code}m${status}  \x1b[0m`,
      );
  });

  it('holds nothing that a terminal obeys, wherever it stands', () => {
    const bad = 'a\x1b]0;\x07\r\n\t\x7f\x9b\u202e\u2066\u200b\u2028\ufeff\u{e0041}\ud800';
    const names = [
      'client',
      'method',
      'host',
      'path',
      'query',
      'backend',
      'reason',
      'rule',
      'detail',
      'status',
      'level',
      'header:X',
      'time',
      bad,
    ];
    for (const name of names) {
      for (const msg of ['request', bad]) {
        const said = {
          ...usual,
          msg,
          attempts: [{ backend: bad, reason: bad, status: bad }],
          list: [`${bad} b`],
          map: { [bad]: bad },
          [name]: bad,
        };
        for (const style of [
          { hasColours: true, time: 'whole' },
          { hasColours: true, time: 'clock' },
        ] as const)
          expect(textLine(JSON.stringify(said), style).replace(colourOrEnd, ''), `${name} ${msg}`).not.to.match(/[\p{C}\p{Zl}\p{Zp}]/u);
      }
    }
  });

  it('is never endless', () => {
    const long = 'x'.repeat(100_000);
    const said = {
      ...usual,
      client: long,
      method: long,
      host: long,
      path: long,
      query: long,
      backend: long,
      reason: long,
      detail: long,
      rule: long,
    };
    expect(plainLine({ ...said, status: 200, user_agent: long, attempts: [{ backend: long }] }).length).to.be.below(1500);
    expect(
      plainLine({ level: 'warn', time, msg: long, mistakes: [`${long} ${long}`], list: [long], map: { long }, text: long }).length,
    ).to.be.below(1500);
  });
});

describe('what is visible', () => {
  it('is cut, and not within a character', () => {
    expect(visible('abcdef', 3)).to.equal('abc…');
    expect(visible('ab\u{1f96d}', 3)).to.equal('ab…');
    expect(visible('ab\u{1f96d}', 4)).to.equal('ab\u{1f96d}');
  });

  it('stays JSON with the same meaning where it is JSON', () => {
    const line = JSON.stringify({ a: '\x7f\x9b31m\u202e\u2028\ufeff ünï \u{1f96d}' });
    expect(visibleJson(line)).to.equal('{"a":"\\u007f\\u009b31m\\u202e\\u2028\\ufeff ünï \u{1f96d}"}');
    expect(JSON.parse(visibleJson(line))).to.deep.equal(JSON.parse(line));
  });

  it('is so in JSON for whatever is shown as nothing', () => {
    const line = `${JSON.stringify({ a: 'soft\u00ad tag\u{e0041} mark\ufff9 vowel\u180e' })}\n{}\n`;
    expect(visibleJson(line)).to.equal('{"a":"soft\\u00ad tag\\udb40\\udc41 mark\\ufff9 vowel\\u180e"}\n{}\n');
    expect(JSON.parse(visibleJson(line).split('\n')[0] ?? '')).to.deep.equal(JSON.parse(line.split('\n')[0] ?? ''));
  });
});

describe('colours', () => {
  const cases: [boolean, NodeJS.ProcessEnv, boolean][] = [
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, true],
    [false, { FORCE_COLOR: 'true', NO_COLOR: '1', TERM: 'dumb' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
  ];
  for (const [isTerminal, env, expected] of cases)
    it(`are ${expected ? 'there' : 'not there'} ${isTerminal ? 'on a terminal' : 'in a pipe'} with ${JSON.stringify(env)}`, () =>
      void expect(hasColours(isTerminal, env)).to.equal(expected));
});

function plainLine(said: object): string {
  return textLine(`${JSON.stringify(said)}\n`, { hasColours: false, time: 'whole' });
}
