/** What can be wrong with a backend that runs and accepts connections. */
export type Fault = 'none' | 'answers 500' | 'resets' | 'breaks off' | 'answers garbage' | 'is mute' | 'stalls';

/** Faults that befall a health page too; the others are of the kind that it knows nothing of. */
export const alsoInChecks: ReadonlySet<Fault> = new Set<Fault>(['answers garbage', 'is mute']);
