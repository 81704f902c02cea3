/** How far it is, on a line of the terminal that moves; nothing where there is none. */
export type Telling = { readonly end: () => void };

const drawEveryMs = 200;
const eraseLine = '\r\u001b[K';

/** Tells what `now` says at each moment, until the end. */
export function tellWhile(now: () => string): Telling {
  const { stderr } = process;
  if (!stderr.isTTY) return { end: () => undefined };
  const timer = setInterval(() => stderr.write(`${eraseLine}${now()}`), drawEveryMs).unref();
  return {
    end: () => {
      clearInterval(timer);
      stderr.write(eraseLine);
    },
  };
}
