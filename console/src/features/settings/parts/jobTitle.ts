import { serverWord } from '../../../shared/i18n';
import type { Job } from '../api';

/** What a person calls the job: the words for its kind, and what it is about if it says so. */
export const jobTitle = (job: Job): string =>
  [serverWord(`job.name.${job.name}`) ?? job.name, job.title].filter(Boolean).join(' · ');
