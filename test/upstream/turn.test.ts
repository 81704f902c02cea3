import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { turn } from '../../src/upstream/turn';

const piece = 64 * 1024;

/** Ends a turn, and whatever waits for later ones. */
async function rest(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await setImmediate();
}

test('a turn passes on a mebibyte of bulk content', async () => {
  await rest();
  const goesOn = Array.from({ length: 17 }, () => turn.spend(piece));
  deepStrictEqual(goesOn, [...Array.from({ length: 15 }, () => true), false, false]);
  await rest();
  ok(turn.spend(piece), 'the next turn has a budget of its own');
});

test('small pieces are not counted: they cost what a request costs', async () => {
  await rest();
  for (let count = 0; count < 1000; count += 1) ok(turn.spend(8 * 1024));
});

test('while there is room, nobody waits', async () => {
  await rest();
  let gone = 0;
  turn.whenFree(() => {
    gone += 1;
  });
  equal(gone, 1);
});

test('of a hundred that wait, each later turn lets sixteen go on, first come, first served', async () => {
  await rest();
  while (turn.spend(piece));
  const order: number[] = [];
  for (let count = 0; count < 100; count += 1) turn.whenFree(() => order.push(count));
  deepStrictEqual(order, []);
  const lengths: number[] = [];
  while (order.length < 100) {
    await setImmediate();
    lengths.push(order.length);
  }
  deepStrictEqual(
    lengths.filter((length, index) => length !== lengths[index - 1]),
    [16, 32, 48, 64, 80, 96, 100],
  );
  deepStrictEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('who comes later does not overtake those who wait', async () => {
  await rest();
  while (turn.spend(piece));
  const order: string[] = [];
  for (let count = 0; count < 17; count += 1) turn.whenFree(() => order.push('waiting'));
  await setImmediate();
  turn.whenFree(() => order.push('late'));
  await rest();
  equal(order.at(-1), 'late');
  equal(order.length, 18);
});
