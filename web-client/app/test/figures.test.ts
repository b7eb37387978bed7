import { expect, test } from 'vitest';
import { bitrate, millis, newest, percent } from '../admin/figures.ts';

test('bitrates have three digits and a prefix', () => {
  expect(bitrate(0)).toBe('0 bit/s');
  expect(bitrate(999)).toBe('999 bit/s');
  expect(bitrate(1_234)).toBe('1.23 kbit/s');
  expect(bitrate(45_600_000)).toBe('45.6 Mbit/s');
  expect(bitrate(123_000_000_000)).toBe('123 Gbit/s');
});

test('shares and times are short', () => {
  expect(percent(0.034)).toBe('3.4 %');
  expect(percent(0.5)).toBe('50 %');
  expect(millis(0.0042)).toBe('4.2 ms');
  expect(millis(0.12)).toBe('120 ms');
});

test('the newest number is the last that is there', () => {
  expect(newest([1, 2, null])).toBe(2);
  expect(newest([null])).toBe(0);
});
