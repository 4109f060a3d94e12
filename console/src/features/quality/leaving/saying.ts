/** Rules and reasons in words. */
import { useFormat } from '../../../shared/session';
import { useWords } from '../words';
import type { Rule } from './api';

export function useMark() {
  const t = useWords();
  return (mark: string) => t(mark === 'staff' ? 'mark.staff' : 'mark.test');
}

/** What a rule asks for, in one line; whom it names only as how many. */
export function useSaid() {
  const t = useWords();
  const format = useFormat();
  return ({ conditions, people_count: people }: Rule) => {
    const said: string[] = [];
    const texts = (values: string[] | undefined, say: (values: string) => string) => {
      if (values?.length) said.push(say(format.list(values)));
    };
    if (people) said.push(t('say.people', { count: format.number(people) }));
    texts(conditions.tags, (values) => t('say.tags', { values }));
    texts(conditions.skus, (values) => t('say.skus', { values }));
    texts(conditions.order_nos, (values) => t('say.orders', { values }));
    texts(conditions.coupons, (values) => t('say.coupons', { values }));
    const { amount_min: least, amount_max: most, shop_ids: shops } = conditions;
    if (least != null) said.push(t('say.least', { amount: format.money(least) }));
    if (most != null) said.push(t('say.most', { amount: format.money(most) }));
    if (shops?.length) said.push(t('say.shops', { count: shops.length }));
    return said.join(' · ');
  };
}
