import { expect, it } from 'vitest';
import { refusedRange } from './address-rules.js';

it.each([
  ['127.0.0.1', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.169.254', 'linkLocal'],
  ['100.100.100.200', 'carrierGradeNat'],
  ['168.63.129.16', 'cloud platform'],
  ['0.0.0.0', 'unspecified'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['198.18.0.1', 'reserved'],
  ['240.0.0.1', 'reserved'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['[::1]', 'loopback'],
  ['fe80::1%eth0', 'linkLocal'],
  ['fd00:ec2::254', 'uniqueLocal'],
  ['ff02::1', 'multicast'],
  ['::ffff:10.0.0.1', 'private'],
  ['64:ff9b::a00:1', 'private'],
  ['::10.0.0.1', 'private'],
  ['::a00:1', 'reserved'],
  ['2002:a00:1::', '6to4'],
  ['not an address', 'invalid'],
])('refuses %s as %s', (address, range) => {
  expect(refusedRange(address)).toBe(range);
});

it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
  'lets %s pass',
  (address) => {
    expect(refusedRange(address)).toBeNull();
  },
);
