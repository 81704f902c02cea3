import type { Split } from '../config/schema';

/** Shares of the requests for several pools. */
export type CompiledSplit = {
  /** `wish` is what the pin says to name the pool. */
  readonly shares: readonly { readonly pool: string; readonly upTo: number; readonly wish: string }[];
  readonly total: number;
  /** The cookie or header that may name the pool; header names in lower case. */
  readonly pin: { readonly kind: 'header' | 'cookie'; readonly name: string } | undefined;
};

/** What a split may ask of a request. */
export type SplitRequest = { header(name: string): string | undefined; cookies(name: string): readonly string[] };

/** Compiles a split; each pool's share ends where the next one's begins. */
export function compileSplit({ pools, pin }: Split): CompiledSplit {
  let total = 0;
  const wishFor = pin?.startsWith('header:') ? pinHeader : pinCookie;
  const shares = Object.entries(pools).map(([pool, weight]) => {
    total += weight;
    return { pool, upTo: total, wish: wishFor(pool) };
  });
  return { shares, total, pin: compilePin(pin) };
}

/** The pools of a split, each with its part of the requests in per cent, to one decimal. */
export function percentages({ shares, total }: CompiledSplit): { readonly pool: string; readonly percent: number }[] {
  return shares.map(({ pool, upTo }, at) => {
    const share = upTo - (shares[at - 1]?.upTo ?? 0);
    return { pool, percent: Math.round((share / total) * 1000) / 10 };
  });
}

function compilePin(pin: string | undefined): CompiledSplit['pin'] {
  if (pin === undefined) return undefined;
  const name = pin.slice(pin.indexOf(':') + 1);
  return pin.startsWith('header:') ? { kind: 'header', name: name.toLowerCase() } : { kind: 'cookie', name };
}

/** The pool for a request: the one its pin names, else one by weight. `random` is uniform in [0, 1). */
export function choosePool({ shares, total, pin }: CompiledSplit, request: SplitRequest, random: number): string {
  const pinned = pin === undefined ? undefined : shareNamed(shares, pin, request);
  const drawn = pinned ?? shares.find(({ upTo }) => random * total < upTo);
  return (drawn ?? shares[0])?.pool ?? '';
}

/** Of several cookies, some of them stale, the first counts that names a pool. */
function shareNamed(shares: CompiledSplit['shares'], { kind, name }: NonNullable<CompiledSplit['pin']>, request: SplitRequest) {
  const named = kind === 'header' ? [request.header(name)] : request.cookies(name);
  for (const one of named) {
    const share = shares.find(({ wish }) => wish === one);
    if (share !== undefined) return share;
  }
  return undefined;
}

/** The value of a cookie that pins a client to this pool: its name, as far as a cookie can hold it (RFC 6265 §4.1.1). */
export function pinCookie(pool: string): string {
  return encodeURIComponent(pool);
}

/** The value of a header that names this pool, as bytes of UTF-8. */
function pinHeader(pool: string): string {
  return Buffer.from(pool).toString('latin1');
}
