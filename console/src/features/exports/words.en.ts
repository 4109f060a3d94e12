import type { Twin } from '../../shared/i18n';
import type { words as zh } from './words.zh';

export const words: Twin<typeof zh> = {
  title: 'Exports',
  lead: 'Take a list or a whole table away as a file. Personal values are masked unless you ask; every export and download is in the audit.',
  new: 'New export',
  list: 'What',
  'list.customers': 'Customers',
  'list.orders': 'Orders',
  'list.order_lines': 'Order lines',
  'list.products': 'Products',
  'list.events': 'Events',
  'list.messages': 'Messages',
  format: 'Format',
  period: 'Period (the last day is included)',
  days: 'Days',
  'period.none': 'This table has no period; it leaves whole.',
  whole: 'With names, e-mail addresses and phone numbers in plain (noted in the audit)',
  begin: 'Export',
  begun: 'Begun; download it below once it is done',
  mine: 'My exports',
  none: 'Nothing exported yet',
  'none.text': 'Choose what and how; the file is made in the background and kept for 7 days.',
  rows: '{{count}} rows',
  'file.running': 'Being made',
  'file.gone': 'No longer kept',
  download: 'Download',
};
