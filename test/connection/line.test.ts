import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { joinLine, leaveLine } from '../../src/connection/line';

/** So many get a place behind one another. */
function join(socket: Socket, count: number): number {
  return Array.from({ length: count }, () => joinLine(socket)).filter(Boolean).length;
}

/** A hundred on each of a hundred connections are all that may wait. */
const crowd = () => Array.from({ length: 100 }, () => new Socket());

describe('the line of requests behind one another', () => {
  it('has a hundred places on one connection', () => {
    const socket = new Socket();
    expect(join(socket, 101)).to.equal(100);
    leaveLine(socket);
    expect(join(socket, 2)).to.equal(1);
    socket.emit('close');
  });

  it('has ten thousand places on all together, and those that are given back are free', () => {
    const sockets = crowd();
    const [first = new Socket()] = sockets;
    for (const socket of sockets) expect(join(socket, 100)).to.equal(100);
    const late = new Socket();
    expect(joinLine(late)).to.equal(false);
    leaveLine(first);
    expect(join(late, 2)).to.equal(1);
    first.emit('close');
    expect(join(late, 100)).to.equal(99);
    for (const socket of [...sockets.slice(1), late]) socket.emit('close');
  });

  it('counts nobody twice who leaves, and whose connection closes then', () => {
    const gone = new Socket();
    leaveLine(gone);
    join(gone, 3);
    for (let at = 0; at < 5; at += 1) leaveLine(gone);
    join(gone, 2);
    gone.emit('close');
    leaveLine(gone);
    const sockets = crowd();
    for (const socket of sockets) expect(join(socket, 100)).to.equal(100);
    expect(joinLine(new Socket())).to.equal(false);
    for (const socket of sockets) socket.emit('close');
  });
});
