import { describe, expect, it } from '@jest/globals';
import { printable } from '../../src/cli/token-words.js';

describe('a value of a token', () => {
  it.each([
    ['a sign that turns the direction', '\u202e', '\\u202e'],
    ['an isolate', '\u2066', '\\u2066'],
    ['a blank without width', '\u200b', '\\u200b'],
    ['a mark of the byte order', '\ufeff', '\\ufeff'],
    ['a soft hyphen', '\u00ad', '\\u00ad'],
    ['a tag of the fifteenth plane', '\u{e0041}', '\\udb40\\udc41'],
    ['a letter that is not seen', '\u3164', '\\u3164'],
    ['a lone high surrogate', '\ud800', '\\ud800'],
    ['a lone low surrogate', '\udfff', '\\udfff'],
    ['a C1 control', '\u009b', '\\u009b'],
    ['DEL', '\u007f', '\\u007f'],
    ['an escape', '\u001b[31m', '\\u001b[31m'],
    ['a line feed', '\n', '\\n'],
    ['a separator of lines', '\u2028', '\\u2028'],
    ['a blank that does not break', '\u00a0', '\\u00a0'],
  ])('is shown with %s escaped, on one line and on several', (_, text, escaped) => {
    expect(printable(text)).toBe(`"${escaped}"`);
    const value = { [text]: [text] };
    expect(printable(value, 2)).toBe(`{\n  "${escaped}": [\n    "${escaped}"\n  ]\n}`);
    expect(JSON.parse(printable(value, 2))).toEqual(value);
  });

  it.each(['Zoë Ångström', '日本語', 'a b', '😀'])('is shown as it is where all of it is seen: %s', (text) => {
    expect(printable(text)).toBe(`"${text}"`);
  });
});
