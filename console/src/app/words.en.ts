import type { Twin } from '../shared/i18n';
import type { words as zh } from './words.zh';

export const words: Twin<typeof zh> = {
  'nav.label': 'Main menu',
  'nav.overview': 'Overview',
  'nav.data': 'Data',
  'nav.customers': 'Customers',
  'nav.segments': 'Segments',
  'nav.broadcasts': 'Broadcasts',
  'nav.content': 'Content',
  'nav.reports': 'Reports',
  'nav.settings': 'Settings',
  'nav.data.imports': 'Imports',
  'nav.content.mails': 'E-mails',
  'nav.content.brand': 'Brand',
  'nav.broadcasts.list': 'All broadcasts',
  'nav.sink': 'Test inbox',
  'nav.reports.rfm': 'RFM grid',
  'nav.reports.cohorts': 'Retention',
  'nav.settings.workspace': 'Workspace',
  'nav.settings.staff': 'Staff',
  'nav.settings.teams': 'Teams',
  'nav.settings.shops': 'Shops',
  'nav.settings.sender': 'E-mail sender',
  'nav.settings.traits': 'Traits',
  'nav.settings.consent': 'Consent rules',
  'nav.settings.suppressions': 'Suppressed addresses',
  'nav.settings.proofs': 'Consent proofs',
  'nav.settings.tokens': 'API tokens',
  'nav.settings.webhooks': 'Webhooks',
  'nav.settings.jobs': 'Jobs',
  'nav.settings.audit': 'Audit',
  'nav.account': 'My account',

  'top.skip': 'Skip to the content',
  'top.menu': 'Open the menu',
  'top.workspace': 'Switch workspace: {{name}}',
  'top.language': 'Language',
  'top.theme': 'Theme',
  'theme.light': 'Light',
  'theme.dark': 'Dark',
  'theme.system': 'As the system',
  'top.user': 'Account menu: {{name}}',
  'top.signout': 'Sign out',

  'notice.demo_shifted':
    'Demo data: the year 2017 of a grocery shop, shifted by {{weeks}} whole weeks; its last day is {{last_day}}.',
  'notice.demo_replayed':
    'The orders of the last {{days}} days were replayed day by day after the broadcast, which is dated {{sent_on}}.',
  'notice.demo_effect_nil':
    'The broadcast truly does nothing, so the interval of the comparison should usually cover zero.',
  'notice.demo_shoppers':
    'The addresses are invented; opens and clicks come from the demo visiting the real links.',

  'notfound.title': 'There is no such page',
  'notfound.text': 'The address may be wrong, or the page is not in this workspace.',
  'notfound.home': 'To the start page',
  'forbidden.title': 'You may not see this page',
  'forbidden.text': 'It needs the permission “{{permission}}”. Ask an admin of the workspace.',
  'nowhere.title': 'You are not in any workspace yet',
  'nowhere.text': 'Ask an admin to add you to one, then reload.',
};
