import { isIP } from 'node:net';

/** An IPv6 address in brackets or an IPv4 address, either with a port: some proxies send these. */
const withPort = /^(?:\[(?<six>[^\]]*)\](?::\d{1,5})?|(?<four>[\d.]+):\d{1,5})$/;

/**
 * The sender's IP address of what the server or a proxy told of it, without port and zone (RFC 4007, section 11); otherwise
 * `undefined`. Behind a proxy the text may be the sender's own: nothing that is no address gets into records or limits.
 */
export function clientAddress(told: string | undefined): string | undefined {
  const { six, four } = withPort.exec(told ?? '')?.groups ?? {};
  const bare = (six ?? four ?? told ?? '').split('%', 1)[0] ?? '';
  return isIP(bare) === 0 ? undefined : bare;
}
