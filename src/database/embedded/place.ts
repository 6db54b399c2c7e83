// A place in an index is a text of bytes whose own order is BSON's order of the key: one native comparison of two flat
// texts, however many fields a key has. MongoDB's KeyString is the same idea.
import type { Scalar } from './value.js';

/** A field of an index and its direction. */
export type KeyPart = readonly [field: string, direction: 1 | -1];

/** A text of characters up to U+00FF. */
export type Place = string;

/** The place of an entry with these values. Between its `placeBefore` and its `placeAfter`. */
export function placeOf(values: readonly Scalar[], key: readonly KeyPart[]): Place {
  return prefixOf(values, key) + entry;
}

/** The place before all entries that begin with these values. */
export function placeBefore(values: readonly Scalar[], key: readonly KeyPart[]): Place {
  return prefixOf(values, key) + least;
}

/** The place after all entries that begin with these values. */
export function placeAfter(values: readonly Scalar[], key: readonly KeyPart[]): Place {
  return prefixOf(values, key) + greatest;
}

/** What all places of entries that begin with these values begin with. */
export function prefixOf(values: readonly Scalar[], key: readonly KeyPart[]): string {
  return values.map((value, part) => (key[part]![1] === 1 ? encoded(value) : inverted(encoded(value)))).join('');
}

// What follows a value is another's tag, or the end of an entry: always above `least` and below `greatest`.
const [least, entry, greatest] = ['\x01', '\x02', '\xff'];

/** No value's bytes are the beginning of another's, but for a text that goes on with a zero, which comes after it. */
function encoded(value: Scalar): string {
  if (value === null) return '\x03';
  if (typeof value === 'number') return `\x04${encodedNumber(value)}`;
  if (typeof value === 'string') return `\x05${encodedText(value)}\0`;
  if (typeof value === 'boolean') return value ? '\x06\x02' : '\x06\x01';
  return `\x07${encodedNumber(value.getTime())}`;
}

function encodedText(text: string): string {
  if (/^[\x01-\x7f]*$/.test(text)) return text; // eslint-disable-line no-control-regex -- zero is the end of a text
  return Buffer.from(text, 'utf8').toString('latin1').replaceAll('\0', '\0\xff');
}

const number = Buffer.alloc(8);

/** IEEE 754 in an order of bytes: the sign turned over, and all of a negative number. */
function encodedNumber(value: number): string {
  number.writeDoubleBE(value + 0);
  const text = number.toString('latin1');
  return number[0]! >= 0x80 ? inverted(text) : String.fromCharCode(number[0]! + 0x80) + text.slice(1);
}

function inverted(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = 255 - bytes[at]!;
  return bytes.toString('latin1');
}
