import { describe, expect, it } from '@jest/globals';
import { negotiate, prefersHtml } from '../../src/http/media-type.js';

const json = 'application/json';
const graphql = 'application/graphql-response+json';
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('negotiate', () => {
  it.each([
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/*', json],
    [json, json],
    [graphql, graphql],
    ['APPLICATION/JSON', json],
    [`${json}; charset=utf-8`, json],
    [`${graphql}, ${json};q=0.9`, graphql],
    [`${json};q=0.9, ${graphql}`, graphql],
    [`${graphql};q=0.1, ${json};q=0.2`, json],
    [`${graphql}, ${json}`, graphql],
    [`${json}, ${graphql}`, json],
    [`${graphql}, */*`, graphql],
    [`*/*;q=0.1, ${json};q=0`, graphql],
    [browser, json],
    ['application/xml', null],
    ['text/html', null],
    [`${json};q=0`, null],
    ['*/*;q=0', null],
    [`${json};q=x`, null],
  ])('HT-04 `%s` → %s', (accept, expected) => {
    expect(negotiate(accept)).toBe(expected);
  });

  it.each([
    [browser, true],
    ['text/html', true],
    ['*/*', false],
    [undefined, false],
    [`${json}, text/html`, false],
    [`text/html;q=0.5, ${json}`, false],
  ])('`%s` asks for a page: %s', (accept, expected) => {
    expect(prefersHtml(accept)).toBe(expected);
  });
});
