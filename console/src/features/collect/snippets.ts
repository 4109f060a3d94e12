/** What an integrator copies: working calls for this host, in four ways. */

export const WAYS = ['browser', 'python', 'node', 'curl'] as const;
export type Way = (typeof WAYS)[number];

/** Stands for the write key until somebody asks for it. */
export const PLACEHOLDER = 'YOUR_WRITE_KEY';

const EVENT = 'Product Viewed';

/** The snippet of a way; `key` is the write key or what stands for it. */
export function snippet(way: Way, address: string, key: string): string {
  switch (way) {
    case 'browser':
      return [
        `<script defer src="${address}/sdk/analytics.js" data-write-key="${key}"></script>`,
        '<script defer src="/your-own.js"></script>',
        '',
        '// your-own.js',
        `analytics.track('${EVENT}', { sku: 'A-1', price: 12.5 });`,
        "analytics.identify('user-1', { email: 'shopper@example.com' });",
      ].join('\n');
    case 'python':
      return [
        '# pip install segment-analytics-python',
        'import segment.analytics as analytics',
        '',
        `analytics.write_key = "${key}"`,
        `analytics.host = "${address}"`,
        '',
        'analytics.identify("user-1", {"email": "shopper@example.com"})',
        `analytics.track("user-1", "${EVENT}", {"sku": "A-1", "price": 12.5})`,
        'analytics.flush()',
      ].join('\n');
    case 'node':
      return [
        '// npm install @segment/analytics-node',
        "import { Analytics } from '@segment/analytics-node';",
        '',
        `const analytics = new Analytics({ writeKey: '${key}', host: '${address}' });`,
        '',
        "analytics.identify({ userId: 'user-1', traits: { email: 'shopper@example.com' } });",
        'analytics.track({',
        "  userId: 'user-1',",
        `  event: '${EVENT}',`,
        "  properties: { sku: 'A-1', price: 12.5 },",
        '});',
        'await analytics.closeAndFlush();',
      ].join('\n');
    case 'curl':
      return [
        `curl ${address}/v1/track \\`,
        `  --user '${key}:' \\`,
        "  --header 'content-type: application/json' \\",
        `  --data '{"userId": "user-1", "event": "${EVENT}", "properties": {"sku": "A-1", "price": 12.5}}'`,
      ].join('\n');
  }
}
