import { z } from 'zod';

/**
 * Headers that frameworks, servers and their plug-ins are known to believe whoever sends them, in lower case, by what they say. What
 * this balancer says itself (`X-Forwarded-For` and the like) is not among them: that is never a client's.
 */
const believed = {
  'who the client is': [
    'cf-connecting-ip',
    'cf-connecting-ipv6',
    'cf-pseudo-ipv4',
    'client-ip',
    'cluster-client-ip',
    'fastly-client-ip',
    'fly-client-ip',
    'forwarded-for',
    'proxy-client-ip',
    'remote-addr',
    'true-client-ip',
    'wl-proxy-client-ip',
    'x-appengine-user-ip',
    'x-azure-clientip',
    'x-azure-socketip',
    'x-client-ip',
    'x-cluster-client-ip',
    'x-envoy-external-address',
    'x-forwarded',
    'x-nf-client-connection-ip',
    'x-original-forwarded-for',
    'x-original-remote-addr',
    'x-originating-ip',
    'x-proxyuser-ip',
    'x-real-ip',
    'x-real-port',
    'x-remote-addr',
    'x-remote-ip',
    'x-true-client-ip',
    'x-vercel-forwarded-for',
  ],
  'that the connection is safe, and whose certificate it has': [
    'front-end-https',
    'ssl-client-cert',
    'ssl-client-s-dn',
    'ssl-client-verify',
    'x-arr-clientcert',
    'x-arr-ssl',
    'x-client-cert',
    'x-client-verify',
    'x-forwarded-client-cert',
    'x-forwarded-protocol',
    'x-forwarded-scheme',
    'x-forwarded-ssl',
    'x-original-proto',
    'x-original-scheme',
    'x-scheme',
    'x-ssl-client-cert',
    'x-ssl-client-s-dn',
    'x-ssl-client-verify',
    'x-ssl-cert',
    'x-url-scheme',
  ],
  'who has logged in': [
    'remote-user',
    'x-auth-request-email',
    'x-auth-request-groups',
    'x-auth-request-preferred-username',
    'x-auth-request-user',
    'x-authenticated-user',
    'x-forwarded-access-token',
    'x-forwarded-email',
    'x-forwarded-groups',
    'x-forwarded-preferred-username',
    'x-forwarded-user',
    'x-remote-group',
    'x-remote-user',
    'x-webauth-user',
  ],
  'what is asked for, and how': [
    'x-forwarded-method',
    'x-forwarded-path',
    'x-forwarded-server',
    'x-forwarded-uri',
    'x-host',
    'x-http-host-override',
    'x-http-method',
    'x-http-method-override',
    'x-method-override',
    'x-original-host',
    'x-original-method',
    'x-original-path',
    'x-original-uri',
    'x-original-url',
    'x-request-uri',
    'x-rewrite-url',
    'x-script-name',
  ],
  'what the program itself sets for its own ends': ['proxy', 'x-middleware-rewrite', 'x-middleware-subrequest'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The headers that `untrusted_headers: remove` is about, in lower case. */
export const believedHeaders: readonly string[] = Object.values(believed).flat();

const inWords = Object.entries(believed)
  .map(([what, names]) => `${what} (${names.map((name) => `\`${name}\``).join(', ')})`)
  .join('; ');

export const untrustedHeaders = z
  .enum(['keep', 'remove'])
  .default('keep')
  .describe(
    `What becomes of headers that some frameworks believe from anybody: \`remove\` treats each of them as one of \`trusted_headers\`, so that only \`trusted_proxies\` may send it. They say ${inWords}.`,
  );
