import { createHash } from 'node:crypto';

const pieceBytes = 64 * 1024;

/** So many bytes that nobody else has: each piece of them says whose it is, and which. */
export function* contentOf(nonce: string, size: number): Generator<Buffer> {
  for (let at = 0; at < size; at += pieceBytes) yield Buffer.alloc(Math.min(pieceBytes, size - at), `${nonce}@${at} `);
}

/** The digest of that content. */
export function digestOf(nonce: string, size: number): string {
  const hash = createHash('sha1');
  for (const piece of contentOf(nonce, size)) hash.update(piece);
  return hash.digest('hex');
}
