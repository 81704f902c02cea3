import type { Equivalents } from './equivalents';
import type { Mutant, Source } from './sources';
import { TypeCheck } from './type-check';

/** A mutant that is to be tried, and the file that it is in. */
export type Candidate = { readonly mutant: Mutant; readonly source: Source };

/** What is known of mutants; what nobody could see is put into `leftOut`, with the reason. */
type Sieve = { readonly sources: readonly Source[]; readonly equivalents: Equivalents; readonly leftOut: string[] };

/** The first `count` of these mutants that the compiler takes and that somebody could see. */
export async function* candidatesFrom(
  drawn: readonly Mutant[],
  count: number,
  { sources, equivalents, leftOut }: Sieve,
): AsyncGenerator<Candidate> {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const types = new TypeCheck();
  let found = 0;
  for (const mutant of drawn) {
    if (found === count) break;
    const source = byFile.get(mutant.file);
    const reason = equivalents.reason(mutant);
    if (reason !== undefined) leftOut.push(`${mutant.name}\n      ${reason}`);
    else if (source !== undefined && (await types.takes(source, mutant))) {
      found += 1;
      yield { mutant, source };
    }
  }
  await types.end();
}
