/** Why Mangrove does worse in a phase, for the page; shown when a run finds that it does. */
export const reasons: Readonly<Record<string, string>> = {
  resets:
    'What is left are POSTs that the backend had been given, five of them before it is left out. Who has 0 here left it out already, for an earlier fault.',
  errors:
    'Five failures in a row make an ejection, and here each check that passes ends it: its health page says that all is well. So the backend gets five more requests after each. Who has 0 here left it out already, for an earlier fault.',
  cuts: 'As with 500s: an ejection comes after five failures in a row, and a passing check ends it.',
  stalls: 'A standstill is known after 3 s of silence, and until then each fourth request meets it; that is so for all.',
  mute: 'A POST that was sent to the mute backend may have been carried out, and is not sent again: it gets a 504.',
  restart:
    'It waits the whole second for streams and tunnels, as nginx and HAProxy do (Caddy ends at once), and Node and its code take some tenths of a second to start; nobody listens meanwhile. Where the next process starts first, nobody notices: see the next phase.',
};
