import { z } from 'zod';

const millisecondsOf = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const bytesOf = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

const durationText = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const sizeText = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)$/;

/** Milliseconds in `250ms`, `2s`, `1.5m` or `1h`. */
function milliseconds(value: string): number {
  const [, amount, unit] = durationText.exec(value) ?? [];
  return Math.round(Number(amount) * millisecondsOf[unit as keyof typeof millisecondsOf]);
}

/** Node's timers fire at once beyond 2^31 - 1 ms. */
const longestMs = 24 * 24 * millisecondsOf.h;
const isInRange = (ms: number) => ms <= longestMs;
const rangeSentence = 'a duration of at most 24 days (576h)';

const durationOf = z
  .string('a duration such as 500ms, 2s or 1m')
  .regex(durationText, { abort: true })
  .meta({ title: 'duration' })
  .refine((value) => isInRange(milliseconds(value)), rangeSentence)
  .transform(milliseconds);

/** A duration written `2s` in the file, in milliseconds once parsed. */
export const duration = (fallback: string) => durationOf.prefault(fallback);

/** As `duration`, above zero. */
export const timeSpan = durationOf.refine((ms) => ms > 0, 'a duration above zero, such as 500ms or 2s');

/** As `duration`; `off` (or YAML's `false`) means no limit and parses to `undefined`. */
export const durationOrOff = (fallback: string) =>
  z
    .union(
      [z.literal(['off', false]), z.string().regex(durationText, 'a duration such as 500ms or 2s, or off')],
      'a duration such as 500ms or 2s, or off',
    )
    .meta({ title: 'duration or `off`' })
    .transform((value) => (value === 'off' || value === false ? undefined : milliseconds(value)))
    .refine((ms) => ms === undefined || (ms > 0 && isInRange(ms)), 'off, or a duration above zero and of at most 24 days (576h)')
    .prefault(fallback);

const sizeInBytes = (value: string): number => {
  const [, amount, unit] = sizeText.exec(value) ?? [];
  return Math.round(Number(amount) * bytesOf[unit as keyof typeof bytesOf]);
};

/** A size written `16KiB` in the file, in bytes once parsed. */
export const bytes = (fallback: string) =>
  z.string('a size such as 512B, 16KiB or 1MiB').regex(sizeText).meta({ title: 'size' }).transform(sizeInBytes).prefault(fallback);

/** As `bytes`, above zero; `off` (or YAML's `false`) means no limit and parses to infinity. */
export const sizeOrOff = z
  .union(
    [z.literal(['off', false]), z.string().regex(sizeText, 'a size such as 512B or 10MiB, or off')],
    'a size such as 512B or 10MiB, or off',
  )
  .meta({ title: 'size or `off`' })
  .transform((value) => (value === 'off' || value === false ? Number.POSITIVE_INFINITY : sizeInBytes(value)))
  .refine((size) => size > 0, 'off, or a size above zero such as 512B or 10MiB');

/** As `sizeOrOff`, with a size of its own when it is absent. */
export const bytesOrOff = (fallback: string) => sizeOrOff.prefault(fallback);
