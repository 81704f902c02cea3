import { defineParameterType } from '@cucumber/cucumber';

const backend = /(?:[A-Z][a-z]+(?:-\d+)?|(?:[a-z][a-z0-9.-]*|\[[0-9a-f:]+\]):\d+)/.source;

defineParameterType({ name: 'backend', regexp: new RegExp(backend), transformer: (name: string) => name });

defineParameterType({
  name: 'backends',
  regexp: new RegExp(`${backend}(?:, ${backend})*(?: and ${backend})?`),
  transformer: (list: string) => list.split(/, | and /),
});

/** `www.mango.com`, `www.mango.com/cart` or `/mango`. */
defineParameterType({
  name: 'place',
  regexp: /[a-z*][\w*-]*(?:\.[\w-]+)+(?:\/\S*)?|\/\S*/,
  transformer: (place: string) => place,
});

defineParameterType({
  name: 'times',
  regexp: /once|twice|never|\d+ times/,
  transformer: (times: string) => ({ once: 1, twice: 2, never: 0 })[times] ?? Number.parseInt(times, 10),
});

/** In milliseconds. */
defineParameterType({
  name: 'duration',
  regexp: /\d+ ?(?:ms|milliseconds?|s|seconds?|minutes?|hours?)/,
  transformer: (duration: string) => {
    const [, number = '', unit = ''] = /^(\d+) ?(ms|.)/.exec(duration.replace(/milliseconds?/, 'ms')) ?? [];
    return Number(number) * ({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit] ?? Number.NaN);
  },
});

/** States of a backend, as the status API has them. */
defineParameterType({
  name: 'state',
  regexp: /healthy|unhealthy|draining|in maintenance/,
  transformer: (state: string) => state.replace('in ', ''),
});
