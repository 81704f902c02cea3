import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { askPassword } from '../../src/commands/ask-password';

describe('asking for a password at a terminal', () => {
  it('takes what is typed twice, and does not show it', async () => {
    const { asked, shown } = await typing('open sesame\r', 'open sesame\r');
    expect(asked).to.deep.equal({ password: 'open sesame' });
    expect(shown).to.equal('Password: \nThe same again: \n');
  });

  it('takes both lines from one paste', async () => {
    expect((await typing('sesame\rsesame\r')).asked).to.deep.equal({ password: 'sesame' });
  });

  it('notices a slip', async () => {
    expect((await typing('sesame\r', 'sesam\r')).asked).to.deep.equal({ mistake: 'these are two different passwords' });
  });

  for (const [key, byte] of [
    ['Ctrl+C', '\x03'],
    ['Ctrl+D', '\x04'],
  ] as const) {
    it(`is given up with ${key}, at either question`, async () => {
      expect((await typing(byte)).asked).to.deep.equal({ mistake: 'no password was given' });
      expect((await typing('sesame\r', byte)).asked).to.deep.equal({ mistake: 'no password was given' });
    });
  }
});

/** A person who types one text at each prompt. */
async function typing(...texts: readonly string[]) {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...texts];
  let shown = '';
  const screen = new PassThrough().on('data', (piece) => {
    shown += piece;
    const text = String(piece).endsWith(': ') ? left.shift() : undefined;
    if (text !== undefined) keyboard.write(text);
  });
  const asked = await askPassword(keyboard as unknown as NodeJS.ReadStream, screen);
  return { asked, shown };
}
