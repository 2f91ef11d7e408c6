import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPagedList } from './paged-list.js';

interface Item {
  readonly id: string;
}

/** A list on a platform, read in pages; `change` happens after each page. */
function pagedOver(list: string[], size: number, change: (list: string[], page: number) => void = () => {}) {
  let reads = 0;
  const readPage = async (page: number) => {
    reads++;
    const items = list.slice((page - 1) * size, page * size).map((id) => ({ id }));
    const total = list.length;
    change(list, page);
    return { items, total, page };
  };
  const byId = { identify: (item: Item) => item.id, newestFirst: true };
  return {
    list: createPagedList(readPage, byId),
    nameless: (newestFirst: boolean) => createPagedList(readPage, { identify: null, newestFirst }),
    reads: () => reads,
  };
}

async function ids(list: AsyncIterable<Item>): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of list) found.push(id);
  return found;
}

const letters = (count: number) => Array.from({ length: count }, (_, index) => `item-${index}`);

describe('a paged list', () => {
  it('sends nothing until it is read', () => {
    expect(pagedOver(letters(3), 2).reads()).toBe(0);
  });

  it.each([0, 1, 2, 3, 4, 7])('yields all of %i items, in order, with no page too many', async (count) => {
    const { list, reads } = pagedOver(letters(count), 2);
    expect(await ids(list)).toEqual(letters(count));
    expect(reads()).toBe(Math.max(1, Math.ceil(count / 2)));
  });

  it('stops asking when the reader stops', async () => {
    const { list, reads } = pagedOver(letters(10), 2);
    for await (const item of list) if (item.id === 'item-2') break;
    expect(reads()).toBe(2);
  });

  it('gives single pages and all pages as they come', async () => {
    const { list } = pagedOver(letters(5), 2);
    expect(await list.page(3)).toEqual({ items: [{ id: 'item-4' }], total: 5, page: 3 });
    const sizes: number[] = [];
    for await (const page of list.pages()) sizes.push(page.items.length);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('does not repeat what new items push to a later page', async () => {
    const { list } = pagedOver(letters(4), 2, (all, page) => void (page === 1 && all.unshift('new')));
    expect(await ids(list)).toEqual(letters(4));
  });

  it('goes back for what a removed item pulls to an earlier page', async () => {
    const { list } = pagedOver(letters(6), 2, (all, page) => void (page === 1 && all.shift()));
    expect(await ids(list)).toEqual(letters(6));
  });

  it('skips by arithmetic what moved in a newest-first list without names', async () => {
    let pushed = 0;
    const { nameless } = pagedOver(letters(5), 2, (all) => {
      if (pushed++ === 0) all.unshift('new-2', 'new-1', 'new-0');
    });
    expect(await ids(nameless(true))).toEqual(letters(5));
  });

  it('takes a growing oldest-first list as it grows', async () => {
    const { nameless } = pagedOver(letters(3), 2, (all, page) => void (page === 1 && all.push('late')));
    expect(await ids(nameless(false))).toEqual([...letters(3), 'late']);
  });

  it('says so when a list without names shrinks, because something may be hidden', async () => {
    const { nameless } = pagedOver(letters(6), 2, (all, page) => void (page === 1 && all.shift()));
    await expect(ids(nameless(false))).rejects.toMatchObject({ code: 'list-shifted' });
  });

  it('says so when pages run out before the items', async () => {
    const list = createPagedList<Item>(async (page) => ({ items: page === 1 ? [{ id: 'a' }] : [], total: 9, page }), {
      identify: ({ id }) => id,
      newestFirst: true,
    });
    await expect(ids(list)).rejects.toMatchObject({ code: 'list-shifted' });
  });

  it('does not loop on a platform that sends the same page for ever', async () => {
    let reads = 0;
    const list = createPagedList<Item>(
      async (page) => {
        reads++;
        return { items: [{ id: 'a' }], total: 1_000_000, page };
      },
      { identify: ({ id }) => id, newestFirst: true },
    );
    await expect(ids(list)).rejects.toMatchObject({ code: 'list-shifted' });
    expect(reads).toBeLessThan(5);
  });

  it('does not loop on a list that keeps shrinking', async () => {
    let total = 1_000_000;
    const list = createPagedList<Item>(async (page) => ({ items: [{ id: `${total}` }], total: (total -= 1), page }), {
      identify: ({ id }) => id,
      newestFirst: true,
    });
    await expect(ids(list)).rejects.toMatchObject({ code: 'list-shifted' });
  });

  it('yields every item that stays, once, whatever comes and goes between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.oneof(fc.constant('add' as const), fc.nat({ max: 19 })), { maxLength: 6 }),
        async (count, size, changes) => {
          const queue = [...changes];
          let added = 0;
          const gone = new Set<string>();
          const { list } = pagedOver(letters(count), size, (all) => {
            const change = queue.shift();
            if (change === 'add') all.unshift(`new-${added++}`);
            else if (change !== undefined && all.length > 0) gone.add(all.splice(change % all.length, 1)[0]!);
          });
          const found = await ids(list).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'list-shifted' });
            return null;
          });
          if (found === null) return;
          expect(new Set(found).size).toBe(found.length);
          expect(found).toEqual(expect.arrayContaining(letters(count).filter((id) => !gone.has(id))));
        },
      ),
    );
  });
});
