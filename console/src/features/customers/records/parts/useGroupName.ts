/** What a group is called: a company's name, or whose household it is. */
import { useCallback } from 'react';
import type { Group } from '../together';
import { useWords } from '../words';

export function useGroupName(): (group: Group) => string {
  const t = useWords();
  return useCallback(
    (group) => {
      const first = group.shown.find((one) => !one.left_at);
      return group.name || t('group.of', { who: first?.label || `#${group.id}` });
    },
    [t],
  );
}
