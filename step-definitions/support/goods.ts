/** What a shop in the chaos spec answers to a request for this path: long enough that a part of it is not the whole. */
export function goods(method: string, path: string): string {
  return `${method} ${path}: one mango, two mangoes, three mangoes\n`.repeat(20);
}
