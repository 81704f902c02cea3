import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MovingLine, mayMove } from '../../src/commands/moving-line';
import { onScreen } from '../../step-definitions/support/terminal';

describe('whether a line may move', () => {
  const cases: readonly (readonly [boolean | undefined, Record<string, string>, boolean])[] = [
    [true, { TERM: 'xterm' }, true],
    [true, {}, true],
    [true, { NO_COLOR: '', CI: '' }, true],
    [undefined, { TERM: 'xterm' }, false],
    [false, { TERM: 'xterm', FORCE_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { CI: 'true' }, false],
  ];
  for (const [isTerminal, variables, expected] of cases)
    it(`is ${expected} on ${isTerminal ? 'a terminal' : 'a pipe'} with ${JSON.stringify(variables)}`, () => {
      expect(mayMove(isTerminal, variables)).to.equal(expected);
    });
});

describe('a line that moves', () => {
  const shown = (columns: number, ...texts: readonly string[]) => {
    let sent = '';
    let width = columns;
    const line = new MovingLine({ getWindowSize: () => [width, 24] }, (text) => {
      sent += text;
    });
    for (const text of texts) line.draw(text);
    return {
      line,
      now: (at = columns) => onScreen(sent, at),
      resize: (to: number) => {
        width = to;
      },
    };
  };

  it('shows the last text alone, whether it is longer or shorter', () => {
    expect(shown(80, 'reading: line 1,024', 'checking').now()).to.equal('checking');
    expect(shown(80, 'checking', 'reading: line 1,024').now()).to.equal('reading: line 1,024');
  });

  it('is cut one before the last column, so that no terminal begins another line', () => {
    expect(shown(10, '0123456789', '0123456789').now()).to.equal('012345678');
  });

  it('cuts what may be wide in time, and never within a character', () => {
    expect(shown(6, '\u{1f96d}\u{1f96d}\u{1f96d}').now(80)).to.equal('\u{1f96d}\u{1f96d}');
    expect(shown(6, '果物果物').now(80)).to.equal('果物');
  });

  it('takes a terminal that does not say how wide it is for a usual one', () => {
    expect(shown(0, 'x'.repeat(100)).now(80)).to.equal('x'.repeat(79));
  });

  it('shows nothing where there is place for nothing', () => {
    expect(shown(1, 'checking').now()).to.equal('');
  });

  it('follows a window that becomes narrower', () => {
    const { line, now, resize } = shown(80, 'checking');
    resize(5);
    line.draw('checking');
    expect(now(80)).to.equal('chec');
  });

  it('leaves nothing behind, and erases nothing that is not its own', () => {
    const { line, now } = shown(80, 'checking');
    line.erase();
    expect(now()).to.equal('');
    let sent = '';
    new MovingLine({ getWindowSize: () => [80, 24] }, (text) => {
      sent += text;
    }).erase();
    expect(sent).to.equal('');
  });
});
