import { describe, it } from 'node:test';
import { expect } from 'chai';
import { commandNamed, readArguments } from '../../src/commands/arguments';
import { lastOf } from '../../src/commands/command';
import { Exit } from '../../src/commands/exit';
import { commands } from '../../src/commands/table';

/** What a command line is understood as. */
function read(line: string): unknown[] {
  const call = readArguments(line === '' ? [] : line.split(' '), commands);
  return [call.command.name, call.isNamed, call.operands.join(' '), Object.fromEntries(call.given)];
}

/** What is said of a command line that is not understood, with the exit code. */
function said(...words: string[]): string {
  try {
    readArguments(words, commands);
  } catch (error) {
    if (error instanceof Exit) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
}

describe('a command line', () => {
  it('is understood', () => {
    expect(read('')).to.deep.equal(['start', false, '', {}]);
    expect(read('start shop.yaml')).to.deep.equal(['start', true, 'shop.yaml', {}]);
    expect(read('-c shop.yaml')).to.deep.equal(['start', false, '', { config: ['shop.yaml'] }]);
    expect(read('start --config=-a.yaml')).to.deep.equal(['start', true, '', { config: ['-a.yaml'] }]);
    expect(read('check --config -')).to.deep.equal(['check', true, '', { config: ['-'] }]);
    expect(read('check --strict a.yaml b.yaml')).to.deep.equal(['check', true, 'a.yaml b.yaml', { strict: [''] }]);
    expect(read('check --strict --strict')).to.deep.equal(['check', true, '', { strict: ['', ''] }]);
    expect(read('routes --for /a -H A:1 --header B:2 --from ::1 --json')).to.deep.equal([
      ...['routes', true, '', { for: ['/a'], header: ['A:1', 'B:2'], from: ['::1'], json: [''] }],
    ]);
    expect(read('-v')).to.deep.equal(['start', false, '', { version: [''] }]);
    expect(read('-V')).to.deep.equal(['start', false, '', { version: [''] }]);
    expect(read('start --strict a b c --help')).to.deep.equal(['start', true, 'a b c', { strict: [''], help: [''] }]);
  });

  const misuses: readonly (readonly [words: string[], sentence: string, command?: string])[] = [
    [['start', '-t'], 'there is no option "-t"; did you mean "mangrove check"?'],
    [['start', '--confg', 'a'], 'there is no option "--confg"; did you mean "--config"?'],
    [['start', '-x'], 'there is no option "-x"'],
    [['start', '--mango'], 'there is no option "--mango"'],
    [['check', '--strict=yes'], '--strict takes no value'],
    [['start', '-c', 'a', '-c', 'b'], '-c is given twice: one alone can count'],
    [['start', '--config'], '--config needs a value: --config FILE'],
    [['start', '--config='], '--config needs a value: --config FILE'],
    [['start', '-c', '-a'], '-c needs a value: -c FILE; one that begins with "-" is written -c-a'],
    [['start', '--config', '-a'], '--config needs a value: --config FILE; one that begins with "-" is written --config=-a'],
    [['start', '--strict'], '--strict goes with "check", not with "start"', 'start'],
    [['hash-password', '--config', 'a'], '--config goes with "start" and "check" and "routes", not with "hash-password"', 'hash-password'],
    [['start', 'a', 'b'], '"start" takes one FILE: found "a", "b"', 'start'],
    [['reload'], 'there is no command "reload" for a running process: it loads its config anew on SIGHUP (kill -HUP PID)'],
    [['Reopen'], 'there is no command "Reopen" for a running process: it opens its log file anew on SIGUSR1 (kill -USR1 PID)'],
    [['stop'], 'there is no command "stop" for a running process: it stops on SIGTERM (kill PID)'],
    [['quit'], 'there is no command "quit" for a running process: it stops on SIGTERM (kill PID)'],
    [['restart'], 'there is no command "restart" for a running process: it loads its config anew on SIGHUP (kill -HUP PID)'],
    [['chekc'], 'there is no command "chekc"; did you mean "check"?'],
    [['check a.yaml'], 'there is no command "check a.yaml": expected its words without quotes around all of them'],
    [['shop.yaml'], 'there is no command "shop.yaml"; did you mean: mangrove start shop.yaml'],
    [['shop.YML'], 'there is no command "shop.YML"; did you mean: mangrove start shop.YML'],
    [['shop.yaml.old'], 'there is no command "shop.yaml.old"'],
    [['toString'], 'there is no command "toString"'],
  ];
  for (const [words, sentence, command] of misuses)
    it(`is not understood: ${words.join(' ')}`, () => {
      const more = command === undefined ? 'mangrove --help' : `mangrove help ${command}`;
      expect(said(...words)).to.equal(`2: ${sentence}\n"${more}" says what there is`);
    });

  const habits = { run: 'start', serve: 'start', up: 'start', TEST: 'check', validate: 'check', configtest: 'check', lint: 'check' };
  for (const [word, meant] of Object.entries({ ...habits, route: 'routes', password: 'hash-password', passwd: 'hash-password' }))
    it(`is not understood, but known from elsewhere: ${word}`, () => {
      expect(said(word)).to.include(`there is no command "${word}"; did you mean "${meant}"?`);
    });

  it('names each command by its whole name', () => {
    for (const command of commands) expect(commandNamed(command.name, commands)).to.equal(command);
  });

  it('lets the last value count', () => {
    const { given } = readArguments(['routes', '-H', 'a:1', '-H', 'b:2'], commands);
    expect([lastOf({ given }, 'header'), lastOf({ given }, 'config')]).to.deep.equal(['b:2', undefined]);
  });
});
