import { isIPv6 } from 'node:net';

/** What brakes count by, one line's worth of addresses: an IPv4 address, or the /64 that every IPv6 customer has for themselves. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (v4 !== undefined || !isIPv6(address)) return v4 ?? address.slice(0, 60);
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const groups = [...left!, ...Array<string>(Math.max(0, 8 - left!.length - right!.length)).fill('0'), ...right!];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
