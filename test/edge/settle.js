'use strict';

// Loaded into the process under test: collects garbage when asked to, and says what is left.
process.on('message', () => {
  for (let round = 0; round < 4; round++) globalThis.gc();
  process.send(process.memoryUsage());
});
process.channel.unref();

// Nobody is left who would end it.
process.on('disconnect', () => process.exit(1));
