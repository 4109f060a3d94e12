/** Every feature, one a line. The menu shows only pages that stand here. */
import { broadcasts } from '../features/broadcasts';
import { collect } from '../features/collect';
import { connections } from '../features/connections';
import { content } from '../features/content';
import { customers, customerRules } from '../features/customers';
import { data } from '../features/data';
import { quality } from '../features/quality';
import { products } from '../features/products';
import { exports } from '../features/exports';
import { tasks } from '../features/customers/notes';
import { duplicates, matching } from '../features/customers/records';
import { sender, sink } from '../features/message';
import { overview, reports } from '../features/reports';
import { segments } from '../features/segments';
import { traits } from '../features/traits';
import { settings, system } from '../features/settings';
import { webhooks } from '../features/webhooks';
import type { Feature } from '../shared/feature';

export const FEATURES: readonly Feature[] = [
  overview,
  data,
  collect,
  connections,
  quality,
  products,
  exports,
  customers,
  tasks,
  duplicates,
  traits,
  segments,
  content,
  broadcasts,
  sink,
  reports,
  settings,
  sender,
  customerRules,
  matching,
  webhooks,
  system,
];
