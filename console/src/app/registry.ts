/** Every feature, one a line. The menu shows only pages that stand here. */
import { overview, reports } from '../features/reports';
import { settings } from '../features/settings';
import type { Feature } from '../shared/feature';

export const FEATURES: readonly Feature[] = [overview, reports, settings];
