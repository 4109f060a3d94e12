/** One product: what it sold and to how many, its price, cost and stock over time. */
import { Link, useParams } from 'react-router';
import { useShops } from '../../../shared/api/shops';
import { useCan, useFormat } from '../../../shared/session';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { Page, Panel } from '../../../shared/ui/Page';
import { Facts, Money, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { useProduct, type Product } from '../api';
import { Changes } from '../parts/Changes';
import { Months } from '../parts/Months';
import { useUnit } from '../units';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const { shopId, sku = '' } = useParams();
  const asked = useProduct(Number(shopId), sku);
  return (
    <Page
      title={asked.data ? asked.data.title || asked.data.sku : t('product')}
      lead={asked.data?.category}
      act={<Link to={urls.list()}>{t('products')}</Link>}
    >
      <Ready of={asked} lines={10}>
        {(product) => (
          <>
            <Sold product={product} />
            <About product={product} />
            <Months product={product} />
            <Changes product={product} />
          </>
        )}
      </Ready>
    </Page>
  );
}

function Sold({ product }: { product: Product }) {
  const t = useWords();
  const can = useCan();
  const format = useFormat();
  const { first_at: start, last_at: last, reviews, stars } = product;
  const end = last && new Date(Date.parse(last) + 1000).toISOString();
  const behind =
    start && end && can('reports.read')
      ? urls.orders(product, t('behind.all'), { start, end })
      : undefined;
  return (
    <Figures>
      <Figure
        label={t('sold.revenue')}
        value={<Money minor={product.revenue} />}
        definition={t('sold.how')}
        to={behind}
      />
      <Figure
        label={t('sold.pieces')}
        value={format.number(product.pieces)}
        definition={t('sold.how')}
      />
      <Figure
        label={t('sold.buyers')}
        value={format.number(product.buyers)}
        definition={t('buyers.how')}
      />
      <Figure
        label={t('sold.returned')}
        value={format.number(product.returned)}
        definition={t('returned.how')}
      />
      <Figure
        label={t('sold.stars')}
        value={stars === null ? '—' : format.number(stars, { digits: 1 })}
        period={t('stars.of', { count: reviews })}
      />
    </Figures>
  );
}

function About({ product }: { product: Product }) {
  const t = useWords();
  const format = useFormat();
  const unit = useUnit();
  const shops = useShops().data?.items;
  const { price, cost, stock } = product;
  const written = product.unit_written;
  const name = unit(product.unit);
  const known = written && written !== name ? t('unit.written', { name, written }) : name;
  const said = product.is_unit_known ? known : written && t('unit.not', { written });
  const margin = price && cost !== null ? format.percent((price - cost) / price) : '—';
  const shop = shops?.find((one) => one.id === product.shop_id)?.name ?? '';
  const more = Object.entries(product.attributes).map(([name, text]) => [name, text] as const);
  return (
    <Panel>
      <Facts
        items={[
          [t('sku'), product.sku],
          [t('shop'), shop],
          [t('price'), <Money key="price" minor={price} />],
          [t('cost'), <Money key="cost" minor={cost} />],
          [t('margin'), margin],
          [t('stock'), stock === null ? '—' : format.number(stock)],
          [t('unit'), said || '—'],
          ...((product.category_written !== product.category
            ? [[t('category.written'), product.category_written]]
            : []) as [string, string][]),
          [t('brand'), product.brand || '—'],
          [t('department'), product.department || '—'],
          [t('first.at'), <Time key="first" at={product.first_at} dateOnly />],
          [t('last.at'), <Time key="last" at={product.last_at} ago />],
          ...more,
        ]}
      />
    </Panel>
  );
}
