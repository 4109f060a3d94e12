/** The settings of one block. */
import { Input } from 'antd';
import { useBrand } from '../api';
import type { Item, Simple } from '../document';
import { useWords } from '../words';
import { ChoiceField, ColourField, Field, HTTPS, NumberField, WordField } from './fields';
import { RichText } from './RichText';

export interface BlockFieldsProps {
  item: Item;
  onChange: (item: Item) => void;
  /** What is wrong with a field of this block. */
  wrong: (field: string) => string | undefined;
}

type FieldsOf<Kind extends Simple['kind']> = {
  block: Extract<Simple, { kind: Kind }>;
  change: (part: Partial<Extract<Simple, { kind: Kind }>>) => void;
  wrong: BlockFieldsProps['wrong'];
};

export function BlockFields({ item, onChange, wrong }: BlockFieldsProps) {
  const { block } = item;
  const change = (part: object) => onChange({ ...item, block: { ...block, ...part } });
  switch (block.kind) {
    case 'heading':
      return <HeadingFields block={block} change={change} wrong={wrong} />;
    case 'text':
      return <TextFields block={block} change={change} wrong={wrong} />;
    case 'button':
      return <ButtonFields block={block} change={change} wrong={wrong} />;
    case 'image':
      return <ImageFields block={block} change={change} wrong={wrong} />;
    case 'divider':
      return <Colour colour={block.colour} change={change} usual="#dfe1e5" />;
    case 'spacer':
      return <SpacerFields height={block.height ?? 20} change={change} />;
    case 'columns':
      return <ColumnsFields item={item} share={block.left_share} onChange={onChange} />;
  }
}

function HeadingFields({ block, change, wrong }: FieldsOf<'heading'>) {
  const t = useWords();
  return (
    <>
      <WordField
        label={t('field.text')}
        value={block.text}
        most={1000}
        error={wrong('text')}
        onChange={(text) => change({ text })}
      />
      <ChoiceField
        label={t('field.level')}
        value={block.level ?? 1}
        options={([1, 2, 3] as const).map((value) => ({ value, label: t(`field.level.${value}`) }))}
        onChange={(level) => change({ level })}
      />
      <Align align={block.align ?? 'left'} change={change} />
      <Colour colour={block.colour} change={change} />
    </>
  );
}

function TextFields({ block, change, wrong }: FieldsOf<'text'>) {
  const t = useWords();
  return (
    <>
      <RichText
        label={t('field.html')}
        value={block.html}
        error={wrong('html')}
        onChange={(html) => change({ html })}
      />
      <Align align={block.align ?? 'left'} change={change} />
      <Colour colour={block.colour} change={change} />
    </>
  );
}

function ButtonFields({ block, change, wrong }: FieldsOf<'button'>) {
  const t = useWords();
  return (
    <>
      <WordField
        label={t('field.text')}
        value={block.text}
        most={200}
        error={wrong('text')}
        onChange={(text) => change({ text })}
      />
      <WordField
        label={t('field.url')}
        value={block.url}
        most={2000}
        error={wrong('url')}
        extra={t('field.url.extra')}
        hint={HTTPS}
        onChange={(url) => change({ url })}
      />
      <Align align={block.align ?? 'center'} change={change} />
      <Colour colour={block.colour} change={change} of="accent" />
    </>
  );
}

function ImageFields({ block, change, wrong }: FieldsOf<'image'>) {
  const t = useWords();
  return (
    <>
      <Field label={t('field.source')} extra={t('field.source.extra')} error={wrong('source')}>
        {(control) => (
          <Input
            {...control}
            value={block.source}
            maxLength={2000}
            placeholder={HTTPS}
            onChange={(event) => change({ source: event.target.value })}
          />
        )}
      </Field>
      <WordField
        label={t('field.alt')}
        value={block.alt ?? ''}
        most={500}
        error={wrong('alt')}
        extra={t('field.alt.extra')}
        onChange={(alt) => change({ alt })}
      />
      <WordField
        label={t('field.link')}
        value={block.url ?? ''}
        most={2000}
        error={wrong('url')}
        hint={HTTPS}
        onChange={(url) => change({ url: url || null })}
      />
      <NumberField
        label={t('field.width')}
        extra={t('field.width.extra')}
        value={block.width ?? null}
        range={[10, 600]}
        onChange={(width) => change({ width })}
      />
      <Align align={block.align ?? 'center'} change={change} />
    </>
  );
}

function SpacerFields({ height, change }: { height: number; change: (part: object) => void }) {
  const t = useWords();
  return (
    <NumberField
      label={t('field.height')}
      value={height}
      range={[1, 400]}
      onChange={(next) => change({ height: next ?? 20 })}
    />
  );
}

interface ColumnsProps {
  item: Item;
  share: number;
  onChange: BlockFieldsProps['onChange'];
}

function ColumnsFields({ item, share, onChange }: ColumnsProps) {
  const t = useWords();
  const { sides } = item;
  const set = (count: 1 | 2) => {
    const [left = [], right = []] = sides;
    // What stood in the second column goes below the first, rather than away.
    onChange({ ...item, sides: count === 1 ? [[...left, ...right]] : [left, right] });
  };
  return (
    <>
      <ChoiceField
        label={t('field.columns')}
        value={sides.length === 1 ? 1 : 2}
        options={([1, 2] as const).map((value) => ({
          value,
          label: t(`field.columns.${value}`),
        }))}
        onChange={set}
      />
      {sides.length > 1 && (
        <NumberField
          label={t('field.share')}
          value={share}
          range={[20, 80]}
          suffix="%"
          onChange={(next) =>
            onChange({ ...item, block: { kind: 'columns', left_share: next ?? 50 } })
          }
        />
      )}
    </>
  );
}

type Side = 'left' | 'center' | 'right';

function Align({ align, change }: { align: Side; change: (part: { align: Side }) => void }) {
  const t = useWords();
  return (
    <ChoiceField
      label={t('field.align')}
      value={align}
      options={(['left', 'center', 'right'] as const).map((value) => ({
        value,
        label: t(`field.align.${value}`),
      }))}
      onChange={(next) => change({ align: next })}
    />
  );
}

interface ColourOf {
  colour: string | null | undefined;
  change: (part: { colour: string | null }) => void;
  /** What is taken while none is chosen: a colour, or the brand's. */
  usual?: string;
  of?: 'text' | 'accent';
}

function Colour({ colour, change, usual, of = 'text' }: ColourOf) {
  const t = useWords();
  const brand = useBrand().data;
  return (
    <ColourField
      label={t('field.colour')}
      value={colour ?? null}
      usual={usual ?? brand?.[of]}
      mayBeNone
      onChange={(next) => change({ colour: next })}
    />
  );
}
