import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Front } from '../../src/limiting/front';

describe('the front of a set', () => {
  const setOf = (...keys: readonly string[]) => {
    const set = new Set(keys);
    const front = new Front(set);
    const forget = (key: string) => {
      set.delete(key);
      front.deleted(key);
    };
    return { set, front, forget };
  };

  it('is what has been there for longest, asked for once or twice', () => {
    const { front } = setOf('a', 'b');
    expect([front.first, front.first]).to.deep.equal(['a', 'a']);
  });

  it('stays when another goes', () => {
    const { front, forget } = setOf('a', 'b', 'c');
    expect(front.first).to.equal('a');
    forget('b');
    expect(front.first).to.equal('a');
    forget('a');
    expect(front.first).to.equal('c');
  });

  it('is none in an empty set, and what comes later', () => {
    const { set, front, forget } = setOf();
    expect(front.first).to.equal(undefined);
    set.add('a');
    expect(front.first).to.equal('a');
    forget('a');
    expect(front.first).to.equal(undefined);
    set.add('b');
    expect(front.first).to.equal('b');
  });

  it('does not begin anew for each that goes', () => {
    const set = new Set(Array.from({ length: 100 }, (_, number) => String(number)));
    let begun = 0;
    const front = new Front({
      keys() {
        begun += 1;
        return set.keys();
      },
    });
    for (let number = 0; number < 100; number += 1) {
      const { first = '' } = front;
      expect(first).to.equal(String(number));
      set.delete(first);
      front.deleted(first);
    }
    expect(begun).to.equal(1);
  });
});
