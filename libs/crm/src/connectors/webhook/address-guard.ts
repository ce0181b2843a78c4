import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Today's global unicast of IPv6; all else there is local, special or not given out. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Says which addresses connections may reach, so that a webhook cannot be pointed at the company's own network. */
export class AddressGuard {
  private readonly allowed: readonly Range[];

  /**
   * @param list CIDR ranges by comma (CRM_ALLOWED_ADDRESSES) that may be reached although they are not public
   * @throws Error naming the entry that is none
   */
  constructor(list: string) {
    this.allowed = list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map(parseRange);
  }

  /**
   * May a connection go to this address? Public ones only by TLS: the body holds personal data. Those on the list also in plain text.
   * @param address an IP address as text, not a name
   */
  permits(address: string, secure: boolean): boolean {
    if (!ipaddr.isValid(address)) return false;
    // An IPv4 address in IPv6's clothes (::ffff:127.0.0.1) is judged as what it is.
    const plain = ipaddr.process(address);
    if (this.allowed.some(([range, bits]) => range.kind() === plain.kind() && plain.match(range, bits))) return true;
    if (!secure || plain.range() !== 'unicast') return false;
    return plain.kind() === 'ipv4' || plain.match(GLOBAL_IPV6);
  }
}

function parseRange(entry: string): Range {
  try {
    return ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${entry.includes(':') ? 128 : 32}`);
  } catch {
    throw new Error(`CRM_ALLOWED_ADDRESSES: "${entry}" is not a range such as 10.0.0.0/8`);
  }
}
