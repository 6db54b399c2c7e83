import { describe, expect, it } from '@jest/globals';
import { networkOf } from '../../src/identity/throttling/network.js';

describe('the network by which attempts are counted', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:51234', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('PW-21 of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('PW-21 tells two networks of IPv6 apart', () => {
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
  });

  it.each([undefined, '', 'unknown', '_hidden', '1.2.3', '1.2.3.4.5', '[1.2.3.4', '[::1', 'x'.repeat(10_000)])(
    'PW-23 of what is no address is one for all: %p',
    (address) => {
      expect(networkOf(address)).toBe('unknown');
    },
  );
});
