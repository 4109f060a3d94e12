/** The list is narrowed to who stands behind a bar of a trait: says which, and takes it back. */
import { Tag } from 'antd';
import { api, take, type Schemas } from '../../../shared/api/client';
import { useQuery } from '../../../shared/api/queries';
import { useFormat } from '../../../shared/session';
import { useWords } from '../words';

interface TraitFilterProps {
  value: string;
  onClear: () => void;
}

export function TraitFilter({ value, onClear }: TraitFilterProps) {
  const t = useWords();
  const format = useFormat();
  const zh = format.language === 'zh-CN';
  const known = useQuery({
    queryKey: ['traits', 'all'],
    queryFn: () => take(api.GET('/api/v1/traits')),
  });
  const [name = '', how, ...given] = value.split(':');
  const trait = known.data?.items.find((one) => one.name === name);
  const text = (one: string | undefined) => shown(trait, one ?? '', format);
  const option = trait?.options.find((one) => one.value === given.join(':'));
  const said =
    how === 'is'
      ? ((zh ? option?.zh : option?.en) ?? given.join(':'))
      : how === 'at'
        ? text(given[0])
        : how === 'from'
          ? `${text(given[0])} – ${text(given[1])}`
          : t('filter.trait.any');
  const label = (zh ? trait?.zh : trait?.en) ?? name;
  return (
    <Tag closable={{ 'aria-label': t('filter.trait.clear') }} onClose={onClear}>
      {t('filter.trait', { trait: label, value: said })}
    </Tag>
  );
}

function shown(
  trait: Schemas['TraitOut'] | undefined,
  text: string,
  format: ReturnType<typeof useFormat>,
): string {
  const value = Number(text);
  if (!text || !Number.isFinite(value)) return '';
  if (trait?.type === 'date') return format.date(new Date(value * 1000).toISOString());
  if (trait?.type === 'money') return format.money(value);
  return format.number(value, { digits: Number.isInteger(value) ? 0 : 2 });
}
