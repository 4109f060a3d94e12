/** Where a refusal of the server belongs in the editor: a field of the mail, or a field of a block. Pure. */
import type { Problem } from '../../shared/api/problem';
import type { Item, Items } from './document';

export interface Fault {
  problem: Problem;
  /** The block, by its key; absent where it is about the mail. */
  key?: number;
  /** The field: `subject`, `mjml`; of a block `url`, `html`. Absent where none is known. */
  field?: string;
}

const OF_BLOCK =
  /^document\.blocks\.blocks\.(\d+)(?:\.columns\.columns\.(\d+)\.blocks\.(\d+))?(?:\.\w+\.(\w+))?/;
const OF_MAIL = /^document\.(?:blocks|mjml)\.(subject|preheader|mjml|blocks)$/;
const NAMED = ['name', 'subject', 'preheader', 'mjml'];

/** The fault of a refused document; `items` are the blocks as they were sent. */
export function faultOf(problem: Problem, items: Items): Fault {
  const { block, column, inner, part } = problem.body.params ?? {};
  if (typeof block === 'number') {
    const found = itemAt(items, block - 1, before(column), before(inner));
    return found ? { problem, key: found.key, field: fieldOf(found, problem) } : { problem };
  }
  const sent = OF_BLOCK.exec(problem.where);
  if (sent) {
    const [at, side, place] = sent.slice(1, 4).map((text) => (text ? Number(text) : undefined));
    const found = itemAt(items, at, side, place);
    if (found) return { problem, key: found.key, field: sent[4] };
  }
  const about = OF_MAIL.exec(problem.where)?.[1] ?? part ?? problem.where.split(',')[0];
  const field = NAMED.find((name) => name === about);
  return field ? { problem, field } : { problem };
}

const before = (number: unknown) => (typeof number === 'number' ? number - 1 : undefined);

function itemAt(items: Items, at = -1, side?: number, place?: number): Item | undefined {
  const found = items[at];
  if (!found || side === undefined || place === undefined) return found;
  return found.sides[side]?.[place] ?? found;
}

/** The field of a block that a fault of its Liquid or its address is about. */
function fieldOf({ block }: Item, problem: Problem): string | undefined {
  const link = problem.body.params?.['link'];
  switch (block.kind) {
    case 'heading':
      return 'text';
    case 'text':
      return 'html';
    case 'button':
      return holds(block.url, problem) ? 'url' : 'text';
    case 'image':
      if (typeof link === 'string' && block.source.startsWith(link)) return 'source';
      return holds(block.url ?? '', problem) ? 'url' : 'alt';
    default:
      return undefined;
  }
}

/** Whether a text is what the fault names: the refused address, or a word that stands in it. */
function holds(text: string, { body: { params = {} } }: Problem): boolean {
  const { link, name } = params;
  if (typeof link === 'string') return text.startsWith(link);
  return typeof name === 'string' && text.includes(name);
}
