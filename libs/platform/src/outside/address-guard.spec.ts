import { describe, expect, it } from '@jest/globals';
import { AddressGuard } from './address-guard.js';

describe('addresses that connections may reach', () => {
  const open = new AddressGuard('', 'CRM_ALLOWED_ADDRESSES');

  it.each(['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])('are public ones by TLS: %s', (address) => {
    expect(open.permits(address, true)).toBe(true);
    expect(open.permits(address, false)).toBe(false);
  });

  it.each([
    ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '192.0.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1'],
    ...['2002:7f00:1::', '2001:0:7f00:1::', 'fe80::1', 'fec0::1', 'fd00::1', 'fc00::1', 'ff02::1', '100::1', '2001:db8::1', '4000::1'],
    ...['localhost', '127.1', '0177.0.0.1', '0x7f.0.0.1', '2130706433', 'fe80::1%eth0', '', '127.0.0.1:80'],
  ])('are not: %s', (address) => {
    expect(open.permits(address, true)).toBe(false);
    expect(open.permits(address, false)).toBe(false);
  });

  it('are those on the list too, in plain text as well, whatever clothes they come in', () => {
    const guard = new AddressGuard(' 127.0.0.0/8, fd00::/8,192.168.7.7 ', 'CRM_ALLOWED_ADDRESSES');
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', 'fd12::1', '192.168.7.7']) expect(guard.permits(address, false)).toBe(true);
    for (const address of ['10.0.0.1', '::1', '192.168.7.8']) expect(guard.permits(address, true)).toBe(false);
  });

  it('are named by a list that is checked', () => {
    expect(() => new AddressGuard('10.0.0.0/8, nonsense', 'CRM_ALLOWED_ADDRESSES')).toThrow('"nonsense"');
    expect(() => new AddressGuard('10.0.0.0/64', 'CRM_ALLOWED_ADDRESSES')).toThrow('CRM_ALLOWED_ADDRESSES');
  });
});
