import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network by which a sender's attempts are counted: an IPv4 address, or the /64 of an IPv6 address, which is what one
 * subscriber is given at least (RFC 6177). An IPv4-mapped address (RFC 4291, section 2.5.5.2) is its IPv4 address. A
 * port after the address is left out, as some proxies send one. Everything else, and no address, is one network.
 */
export function networkOf(address: string | undefined): string {
  const bare = withoutPort(address ?? '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const groups = groupsOf(bare);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]).join('.'); // prettier-ignore
  }
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`; // prettier-ignore
}

function withoutPort(address: string): string {
  return /^\[(.{1,64})\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]{7,15}):\d+$/.exec(address)?.[1] ?? address;
}

/** The eight groups of an IPv6 address without its zone. */
function groupsOf(address: string): number[] {
  // URL writes every spelling, a dotted tail too, as groups in hexadecimal with at most one `::`.
  const canonical = new URL(`http://[${address.split('%', 1)[0] ?? ''}]`).hostname.slice(1, -1);
  const [head = [], tail] = canonical.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = new Array<string>(8 - head.length - (tail?.length ?? 0)).fill('0');
  return [...head, ...zeros, ...(tail ?? [])].map((group) => parseInt(group, 16));
}
