import { basicAuth } from './basic-auth';
import { cors } from './cors';
import { forwardAuth } from './forward-auth';
import { securityHeaders } from './security-headers';

/**
 * What clients must show, and what browsers are told: for the config as a whole, a host, a path or a pool. The one that stands
 * nearest to the backend counts alone.
 */
export const edgeRules = { basic_auth: basicAuth, forward_auth: forwardAuth, cors, security_headers: securityHeaders };
