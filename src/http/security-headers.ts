// One fixed list instead of a plugin: it must also be on the answers that are written to a bare socket, where no hook
// runs (a request that Node cannot parse).

/** On every answer. An API's answer is never a document, so nothing may load or frame it. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Added in production, where TLS is in front of the server. */
export const strictTransport = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } as const;
