/** Every feature, one a line. The menu shows only pages that stand here. */
import { settings } from '../features/settings';
import type { Feature } from '../shared/feature';

export const FEATURES: readonly Feature[] = [settings];
