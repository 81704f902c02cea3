import type { UpstreamRequest } from '../transport';

/**
 * The head of a request as it is written to a backend (RFC 9112 §3). Fields stay in their order and spelling; `Host` is the
 * backend's own address when there is none. Framing is made here, not copied: one length, or one transfer coding.
 */
export function requestHead(request: UpstreamRequest, address: string): string {
  const { method, path, headers, body, isChunked, continueMs, upgrade } = request;
  let host: string | undefined;
  let length: string | undefined;
  let lines = '';
  const options: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    const value = headers[at + 1] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') host ??= value;
    else if (name.length === 14 && name.toLowerCase() === 'content-length') length ??= value;
    else {
      lines += `${name}: ${value}\r\n`;
      // It is for the backend alone, and must say so (RFC 9110 §10.1.4).
      if (name.length === 2 && name.toLowerCase() === 'te') options.push('TE');
    }
  }
  let head = `${method} ${path} HTTP/1.1\r\nHost: ${host ?? address}\r\n${lines}`;
  if (body !== undefined && isChunked) head += 'Transfer-Encoding: chunked\r\n';
  else if (length !== undefined) head += `Content-Length: ${Number(length)}\r\n`;
  if (body !== undefined && continueMs !== undefined) head += 'Expect: 100-continue\r\n';
  if (upgrade !== undefined) options.push('Upgrade');
  if (options.length > 0) head += `Connection: ${options.join(', ')}\r\n`;
  if (upgrade !== undefined) head += `Upgrade: ${upgrade}\r\n`;
  return `${head}\r\n`;
}
