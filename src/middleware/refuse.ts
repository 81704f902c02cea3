import { Failure } from '../errors';
import type { Room } from './exchange';

/** Refuses what a firewall refuses, also where no route was found. A firewall in a dry run only leaves its rule in the log line. */
export function refuse(): Room {
  return function refuse(ctx, next) {
    const { request, firewalls } = ctx.state;
    for (const firewall of firewalls) {
      const rule = firewall.refuses(request);
      if (rule === undefined) continue;
      ctx.state.rule = firewall.dryRun ? `${rule} (dry run)` : rule;
      if (!firewall.dryRun) throw new Failure('refused', `refused by ${rule}`);
    }
    return next();
  };
}
