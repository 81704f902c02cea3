/** Why Mangrove does worse in a phase, for the page; shown when a run finds that it does. */
export const reasons: Readonly<Record<string, string>> = {};
