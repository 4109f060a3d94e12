// What test_node.py sends: node send.mjs PACKAGES URL KEY STORY
import { createRequire } from 'node:module';

const [packages, host, writeKey, story] = process.argv.slice(2);
const { Analytics } = createRequire(packages)('@segment/analytics-node');

const analytics = new Analytics({ writeKey, host, path: '/v1/batch', flushAt: 10, maxRetries: 10 });
const lost = [];
analytics.on('error', (problem) => lost.push(String(problem.code)));

const start = Date.now() - 600_000;
const at = (minutes) => new Date(start + minutes * 60_000);
const userId = 'user-1';

const stories = {
  all() {
    const order = {
      order_id: 'N-1',
      total: '27.50',
      products: [{ product_id: 'cup', name: 'Cup', price: 10, quantity: 2 }],
      shipping: 7.5,
    };
    analytics.track({
      anonymousId: 'browser-1',
      event: 'Product Viewed',
      properties: { sku: 'cup' },
      timestamp: at(0),
    });
    const traits = { email: 'han@customer.example', name: '韩梅梅' };
    analytics.identify({ userId, anonymousId: 'browser-1', traits, timestamp: at(1) });
    analytics.page({ userId, name: 'Home', properties: { path: '/' }, timestamp: at(2) });
    analytics.screen({ userId, name: 'Cart', timestamp: at(3) });
    analytics.group({ userId, groupId: 'firm-1', traits: { name: '茶行' }, timestamp: at(4) });
    analytics.alias({ userId, previousId: 'browser-2', timestamp: at(5) });
    analytics.track({ userId, event: 'Order Completed', properties: order, timestamp: at(6) });
    analytics.track({
      userId,
      event: 'Order Refunded',
      properties: { order_id: 'N-1', total: 10, products: [{ product_id: 'cup', quantity: 1 }] },
      timestamp: at(7),
    });
  },
  storm() {
    for (let number = 0; number < 100; number++) {
      analytics.track({ userId, event: 'Product Viewed', properties: { number } });
    }
  },
};

stories[story]();
await analytics.closeAndFlush({ timeout: 60_000 });
console.log(JSON.stringify(lost));
