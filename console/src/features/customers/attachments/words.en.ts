import type { Twin } from '../../../shared/i18n';
import type { words as zh } from './words.zh';

export const words: Twin<typeof zh> = {
  files: 'Files',
  add: 'Add a file',
  'add.file': 'File to keep',
  hint: 'At most 10 MB each; kept encrypted, and unreadable once the customer is erased.',
  none: 'No files yet',
  added: 'File kept',
  by: 'Kept by {{who}},',
  open: 'Download',
  'open.of': 'Download “{{name}}”',
  'open.hint': 'A download is recorded in the audit',
  remove: 'Remove',
  'remove.of': 'Remove “{{name}}”',
  'remove.title': 'Remove this file?',
  'remove.text': '“{{name}}” cannot be brought back.',
  'remove.done': 'File removed',
};
