/** Changes the fields of an answer: a flat list of names and values in, another out. It may be asked for several answers. */
export type AnswerEdit = (fields: string[], status: number) => string[];

/** The fields of an answer after all that the exchange changes in them, in the order in which the rooms asked for it. */
export function withAnswerFields(fields: string[], status: number, edits: readonly AnswerEdit[]): string[] {
  return edits.reduce((edited, edit) => edit(edited, status), fields);
}
