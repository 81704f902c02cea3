import { randomBytes, scrypt } from 'node:crypto';

/** What is stored of a password: its scrypt key (RFC 7914) and all it takes to make that key again. `cost` is N. */
export type PasswordHash = {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
};

/** One try may take 80 MiB, and four times the work of a hash that is made here. */
const bounds = { logCost: [10, 20], salt: [8, 64], key: [16, 64], memory: 80 * 1024 ** 2, work: 2 ** 20 } as const;

const phc = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Reads a hash in the PHC string format, `$scrypt$ln=15,r=8,p=1$SALT$KEY` with base64 that is not padded. Undefined when it is
 * none, when it is weaker than 2^10, or when trying a password against it could take too much memory or time.
 */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [ln, r, p, saltText = '', keyText = ''] = phc.exec(text)?.slice(1) ?? [];
  const [logCost, blockSize, parallelization] = [Number(ln), Number(r), Number(p)];
  const salt = bytesOf(saltText);
  const key = bytesOf(keyText);
  if (salt === undefined || key === undefined || !isWithin(salt.length, bounds.salt) || !isWithin(key.length, bounds.key)) return undefined;
  if (!isWithin(logCost, bounds.logCost) || blockSize < 1 || parallelization < 1) return undefined;
  const cost = 2 ** logCost;
  if (scryptMemory({ cost, blockSize, parallelization }) > bounds.memory || cost * blockSize * parallelization > bounds.work)
    return undefined;
  return { cost, blockSize, parallelization, salt, key };
}

/** 32 MiB and some tens of milliseconds for each try. */
const strength = { cost: 2 ** 15, blockSize: 8, parallelization: 1 } as const;

/** A hash of a password (in Unicode's composed form) with a salt of its own, as `parsePasswordHash` reads it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const options = { ...strength, maxmem: 2 * scryptMemory(strength) };
  const key = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, options, (error, made) => (error === null ? resolve(made) : reject(error)));
  });
  return formatPasswordHash({ ...strength, salt, key });
}

function formatPasswordHash({ cost, blockSize, parallelization, salt, key }: PasswordHash): string {
  return `$scrypt$ln=${Math.log2(cost)},r=${blockSize},p=${parallelization}$${base64(salt)}$${base64(key)}`;
}

/** The bytes that making a key takes (RFC 7914 §5, §6), as OpenSSL counts them. */
export function scryptMemory({ cost, blockSize, parallelization }: Pick<PasswordHash, 'cost' | 'blockSize' | 'parallelization'>): number {
  return 128 * blockSize * (cost + parallelization + 2);
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}

/** Undefined where other text would mean the same bytes. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return base64(bytes) === text ? bytes : undefined;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
