/** `address:port`, an IPv6 address in brackets (RFC 3986 §3.2.2). */
export function hostPort(address: string, port: number | string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
