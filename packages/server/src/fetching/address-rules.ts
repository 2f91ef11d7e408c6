import ipaddr from 'ipaddr.js';

/** Addresses that route in public but lead to the host's own cloud platform. */
const PLATFORM_ADDRESSES = new Set(['168.63.129.16']);

/**
 * Why an IP address is no place for pages of the public web, in a word such as `loopback` or `private`; `null` when it
 * is public. IPv4 addresses inside IPv6 ones (mapped, NAT64) count as what they are. Text that is no address is
 * `invalid`.
 */
export function refusedRange(address: string): string | null {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return 'invalid';
  const parsed = ipaddr.parse(bare);
  if (parsed.kind() === 'ipv4') return ipv4Range(parsed as ipaddr.IPv4);
  const ipv6 = parsed as ipaddr.IPv6;
  const range = ipv6.range();
  if (range === 'ipv4Mapped' || range === 'rfc6052') return ipv4Range(new ipaddr.IPv4(ipv6.toByteArray().slice(-4)));
  // Global unicast is 2000::/3; all else is special or not in use, `::127.0.0.1` included.
  if (range === 'unicast') return (ipv6.toByteArray()[0] ?? 0) >> 5 === 1 ? null : 'reserved';
  return range;
}

function ipv4Range(address: ipaddr.IPv4): string | null {
  if (PLATFORM_ADDRESSES.has(address.toString())) return 'cloud platform';
  const range = address.range();
  return range === 'unicast' ? null : range;
}
