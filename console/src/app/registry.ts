/** Every feature, one a line. The menu shows only pages that stand here. */
import { broadcasts } from '../features/broadcasts';
import { customers } from '../features/customers';
import { data } from '../features/data';
import { overview, reports } from '../features/reports';
import { segments } from '../features/segments';
import { settings } from '../features/settings';
import type { Feature } from '../shared/feature';

export const FEATURES: readonly Feature[] = [
  overview,
  data,
  customers,
  segments,
  broadcasts,
  reports,
  settings,
];
