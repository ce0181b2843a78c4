import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Today's global unicast of IPv6; all else there is local, special or not given out. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Says which addresses connections may reach, so that no address that somebody typed leads into the company's own network. */
export class AddressGuard {
  private readonly allowed: readonly Range[];

  /**
   * @param list CIDR ranges by comma that may be reached although they are not public
   * @param variable where the list is set
   * @throws Error naming the entry that is none
   */
  constructor(list: string, variable: string) {
    this.allowed = list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map((entry) => parseRange(entry, variable));
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

function parseRange(entry: string, variable: string): Range {
  try {
    return ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${entry.includes(':') ? 128 : 32}`);
  } catch {
    throw new Error(`${variable}: "${entry}" is not a range such as 10.0.0.0/8`);
  }
}
