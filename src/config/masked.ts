/**
 * Within `[ ]` and `{ }` YAML takes the braces of `${NAME}` for its own. So they are read as characters that nobody types, one for each,
 * which leaves every place where it was.
 */
const [dollar, open, close] = ['\uf8f0', '\uf8f1', '\uf8f2'];
const typed = /[\uf8f0-\uf8f2]/;

const simple = /\$\{(\w+(?::-[^,[\]{}"'#\r\n]*)?)\}/g;

/** The text with `${NAME}` in characters that mean nothing to YAML, and what gives each text in it back. */
export function maskVariables(text: string): { readonly masked: string; unmask(part: string): string } {
  if (typed.test(text)) return { masked: text, unmask: (part) => part };
  return {
    masked: text.replace(simple, (_, inner) => `${dollar}${open}${inner}${close}`),
    unmask: (part) => (typed.test(part) ? part.replaceAll(dollar, '$').replaceAll(open, '{').replaceAll(close, '}') : part),
  };
}
