import { serverWord } from '../../../shared/i18n';
import type { Job } from '../api';

/** What a person calls the job: its own title, else the words for its kind. */
export const jobTitle = (job: Job): string =>
  job.title || (serverWord(`job.name.${job.name}`) ?? job.name);
